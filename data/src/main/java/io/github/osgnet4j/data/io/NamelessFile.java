package io.github.osgnet4j.data.io;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;

/** A file for what is put aside. It has no name any more, and goes with its channel, or with the process. */
public final class NamelessFile {
    private NamelessFile() {}

    /** Opens an empty one on the disk of a folder, for reading and writing. */
    public static FileChannel open(Path folder) throws IOException {
        Path path = Files.createTempFile(folder, ".osgnet", ".tmp");
        FileChannel channel = FileChannel.open(
                path, StandardOpenOption.READ, StandardOpenOption.WRITE, StandardOpenOption.DELETE_ON_CLOSE);
        // Nobody is left to close it if the process is killed.
        Files.deleteIfExists(path);
        return channel;
    }
}
