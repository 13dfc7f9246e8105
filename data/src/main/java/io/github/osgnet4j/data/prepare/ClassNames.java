package io.github.osgnet4j.data.prepare;

import io.github.osgnet4j.data.DataException;
import io.github.osgnet4j.data.io.TextFile;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** A file with the name of a class in each line, in the order of the embeddings; the first has id 0. */
public final class ClassNames {
    private static final long MOST_BYTES = 16L << 20;

    private ClassNames() {}

    /**
     * The names, without white space at their ends.
     *
     * @throws DataException if the file cannot be read or is no text, a line of it is blank, or there is none
     */
    public static List<String> read(Path file) {
        List<String> names = new ArrayList<>();
        try (BufferedReader lines = new BufferedReader(
                new InputStreamReader(TextFile.open(file, MOST_BYTES), StandardCharsets.UTF_8.newDecoder()))) {
            for (String line; (line = lines.readLine()) != null; ) {
                if (line.isBlank()) {
                    throw new DataException(file + " line " + (names.size() + 1)
                            + ": expected the name of a class, found nothing; ids are numbers of lines, so that none"
                            + " may be empty");
                }
                names.add(line.strip());
            }
        } catch (CharacterCodingException e) {
            throw new DataException(file + ": not UTF-8 text", e);
        } catch (IOException e) {
            throw DataException.unreadable(file, e);
        }
        if (names.isEmpty()) {
            throw new DataException(file + ": empty; expected the name of a class in each line");
        }
        return names;
    }
}
