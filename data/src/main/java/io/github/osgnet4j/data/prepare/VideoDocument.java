package io.github.osgnet4j.data.prepare;

import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.JsonToken;
import com.fasterxml.jackson.databind.JsonNode;
import io.github.osgnet4j.data.DataException;
import io.github.osgnet4j.data.io.TextFile;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.Reader;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Set;

/**
 * A JSON document of a download, read in pieces: UTF-8, with or without a byte order mark, plain or in gzip. The whole of it is checked
 * before the first piece is handed out, as Python would.
 */
final class VideoDocument {
    private static final long MAX_BYTES = 1L << 33;
    private static final String VIDEOS = "videos";

    private final Path file;
    private final Set<String> kept;

    /** @param kept the keys that are read, in whatever object they stand; all others are read over */
    VideoDocument(Path file, String... kept) {
        this.file = file;
        this.kept = Set.of(kept);
    }

    /** What is done with a piece. */
    @FunctionalInterface
    interface Action {
        void accept(Place piece) throws IOException;
    }

    private interface Fields {
        void read(String key, JsonParser value) throws IOException;
    }

    /**
     * Hands out the elements of the array {@code videos}, one at a time; of several arrays under that key the last counts.
     *
     * @throws DataException naming file and line where it is not JSON, or not an object with that array
     */
    void forEachVideo(Action action) {
        int[] found = new int[1];
        parse((key, value) -> {
            found[0] += key.equals(VIDEOS) ? 1 : 0;
            value.skipChildren();
        });
        if (found[0] == 0) {
            throw new DataException(file + ": '" + VIDEOS + "' is missing; is it the right file?");
        }
        int last = found[0];
        int[] at = new int[1];
        parse((key, value) -> {
            if (key.equals(VIDEOS) && ++at[0] == last) {
                elements(value, action);
            } else {
                value.skipChildren();
            }
        });
    }

    private void elements(JsonParser in, Action action) throws IOException {
        Place videos = new Place(file + ": " + VIDEOS, null);
        if (in.currentToken() != JsonToken.START_ARRAY) {
            throw new Place(videos.name(), JsonValues.read(in, kept::contains)).expected("an array");
        }
        for (int i = 0; in.nextToken() != JsonToken.END_ARRAY; i++) {
            action.accept(new Place(videos.name() + "[" + i + "]", JsonValues.read(in, kept::contains)));
        }
    }

    /** The value of a key of the document, whole; of several the last. */
    static Place field(Path file, String name) {
        JsonNode[] found = new JsonNode[1];
        new VideoDocument(file).parse((key, value) -> {
            if (key.equals(name)) {
                found[0] = JsonValues.read(value);
            } else {
                value.skipChildren();
            }
        });
        if (found[0] == null) {
            throw new DataException(file + ": '" + name + "' is missing; is it the right file?");
        }
        return new Place(file + ": " + name, found[0]);
    }

    private void parse(Fields fields) {
        try (Reader text = new BufferedReader(
                        new InputStreamReader(TextFile.open(file, MAX_BYTES), StandardCharsets.UTF_8.newDecoder()));
                JsonParser in = JsonValues.JSON.createParser(text)) {
            if (in.nextToken() != JsonToken.START_OBJECT) {
                throw new DataException(file + ": expected an object, found "
                        + (in.currentToken() == null ? "no JSON at all" : Place.shown(JsonValues.read(in)))
                        + "; is it the right file?");
            }
            while (in.nextToken() != JsonToken.END_OBJECT) {
                String key = in.currentName();
                in.nextToken();
                fields.read(key, in);
            }
            if (in.nextToken() != null) {
                throw new DataException(file + " line "
                        + in.currentTokenLocation().getLineNr() + ": more follows the object; is it JSON lines?");
            }
        } catch (JsonProcessingException e) {
            String place = JsonValues.location(e)
                    .map(at -> file + " line " + at.getLineNr() + ", column " + at.getColumnNr())
                    .orElse(file.toString());
            throw new DataException(place + ": not JSON: " + e.getOriginalMessage() + "; is it whole?", e);
        } catch (CharacterCodingException e) {
            throw new DataException(file + ": not UTF-8 text", e);
        } catch (IOException e) {
            throw DataException.unreadable(file, e);
        }
    }
}
