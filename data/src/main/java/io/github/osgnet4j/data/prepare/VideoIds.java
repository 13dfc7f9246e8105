package io.github.osgnet4j.data.prepare;

import io.github.osgnet4j.data.annotation.LineReader;
import java.nio.file.Path;
import java.util.HashSet;
import java.util.Optional;
import java.util.Set;

/** A list of videos. */
public final class VideoIds {
    private VideoIds() {}

    /**
     * Reads ids, one a line; blank lines and white space around an id do not count.
     *
     * @throws io.github.osgnet4j.data.DataException if the file cannot be read or is not UTF-8
     */
    public static Set<String> read(Path file) {
        Set<String> ids = new HashSet<>();
        try (LineReader lines = new LineReader(file)) {
            for (Optional<String> id = lines.next(); id.isPresent(); id = lines.next()) {
                ids.add(id.get());
            }
        }
        return ids;
    }
}
