package io.github.osgnet4j.data.prepare;

import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.JsonToken;
import io.github.osgnet4j.data.DataException;
import io.github.osgnet4j.data.annotation.LineReader;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.util.Optional;

/** Rows of a file of JSON lines, each an object with all its keys, known or not. */
final class Row {
    private Row() {}

    /** What is done with a row. */
    @FunctionalInterface
    interface Action {
        void accept(Place row) throws IOException;
    }

    /**
     * Reads a file row by row. A byte order mark and blank lines are read over, which the official {@code load_jsonl} stops at.
     *
     * @param everyMebi is run after each 2^20 bytes of the file
     * @return how many lines were blank
     * @throws DataException naming file and line where a line is not one whole object
     */
    static int forEach(Path file, Runnable everyMebi, Action action) throws IOException {
        try (LineReader lines = new LineReader(file, everyMebi)) {
            for (Optional<String> line = lines.next(); line.isPresent(); line = lines.next()) {
                action.accept(parse(lines.place(), line.get()));
            }
            return lines.blank();
        }
    }

    private static Place parse(String place, String line) {
        try (JsonParser in = JsonValues.JSON.createParser(line)) {
            JsonToken first = in.nextToken();
            if (first != JsonToken.START_OBJECT) {
                throw new DataException(place + ": expected an object, found " + Place.shown(JsonValues.read(in))
                        + "; is it JSON lines?");
            }
            Place row = new Place(place, JsonValues.read(in));
            if (in.nextToken() != null) {
                throw new DataException(place + ": more follows the object, at column "
                        + in.currentTokenLocation().getColumnNr() + "; expected one object a line");
            }
            return row;
        } catch (JsonProcessingException e) {
            String column = JsonValues.location(e)
                    .map(at -> ", column " + at.getColumnNr())
                    .orElse("");
            throw new DataException(
                    place + column + ": not JSON: " + e.getOriginalMessage()
                            + "; expected one whole JSON object a line",
                    e);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
