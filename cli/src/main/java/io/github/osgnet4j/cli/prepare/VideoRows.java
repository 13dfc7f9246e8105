package io.github.osgnet4j.cli.prepare;

import io.github.osgnet4j.cli.CommandException;
import io.github.osgnet4j.data.io.NamelessFile;
import java.io.BufferedWriter;
import java.io.IOException;
import java.io.OutputStream;
import java.io.OutputStreamWriter;
import java.io.Writer;
import java.nio.channels.Channels;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;

/** The rows of one video until all of it has been looked at, in a file without a name. */
final class VideoRows implements AutoCloseable {

    private final FileChannel file;
    private final Writer rows;

    /** None so far, to be put aside on the disk of a folder. */
    VideoRows(Path folder) throws IOException {
        file = NamelessFile.open(folder);
        rows = new BufferedWriter(new OutputStreamWriter(Channels.newOutputStream(file), StandardCharsets.UTF_8));
    }

    /** Forgets all rows. */
    void clear() throws IOException {
        rows.flush();
        file.truncate(0);
    }

    /** Adds a row; a failure to write is not the video's. */
    void add(String row) {
        try {
            rows.write(row);
        } catch (IOException e) {
            throw new CommandException("The temporary file of detections cannot be written: " + e.getMessage(), e);
        }
    }

    void copyTo(OutputStream out) throws IOException {
        rows.flush();
        file.position(0);
        Channels.newInputStream(file).transferTo(out);
    }

    @Override
    public void close() throws IOException {
        file.close();
    }
}
