package io.github.osgnet4j.cli.prepare;

import io.github.osgnet4j.cli.CommandException;
import io.github.osgnet4j.data.DataException;
import io.github.osgnet4j.data.io.TextFile;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** A file with the name of a class in each line; the first has id 0. */
public final class ClassList {

    private static final long MOST_BYTES = 16L << 20;

    private ClassList() {}

    /**
     * The names.
     *
     * @throws CommandException if a line is empty or there is none
     * @throws DataException if the file cannot be read or is no text
     */
    public static List<String> read(Path file) {
        List<String> names = new ArrayList<>();
        try (BufferedReader lines =
                new BufferedReader(new InputStreamReader(TextFile.open(file, MOST_BYTES), StandardCharsets.UTF_8))) {
            for (String line; (line = lines.readLine()) != null; ) {
                if (line.isBlank()) {
                    throw new CommandException(file + ", line " + (names.size() + 1)
                            + ": expected the name of a class, found nothing; ids are numbers of lines, so that none"
                            + " may be empty");
                }
                names.add(line.strip());
            }
        } catch (IOException e) {
            throw DataException.unreadable(file, e);
        }
        if (names.isEmpty()) {
            throw new CommandException(file + " is empty; expected the name of a class in each line");
        }
        return names;
    }
}
