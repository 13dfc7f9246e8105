package io.github.osgnet4j.data.prepare;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.github.osgnet4j.data.DataException;
import io.github.osgnet4j.data.annotation.LineReader;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;

/**
 * The keys of files whose names are not their keys, in a file of their folder: JSON lines {@code {"file": "%2E%2E.npz", "key": ".."}}. No
 * key has a file of this name, see {@link KeyName}.
 */
final class KeyIndex {
    static final String FILE = "%keys.jsonl";

    private static final ObjectMapper JSON = new ObjectMapper();

    private KeyIndex() {}

    /** Writes the keys of some files; nothing, if there are none. */
    static void write(Path folder, Map<String, String> keys) throws IOException {
        if (keys.isEmpty()) {
            return;
        }
        StringBuilder lines = new StringBuilder();
        keys.forEach((file, key) -> lines.append(
                        JSON.createObjectNode().put("file", file).put("key", key))
                .append('\n'));
        Files.writeString(folder.resolve(FILE), lines);
    }

    /**
     * The keys of files, by the files' names; empty if the folder has no index.
     *
     * @throws DataException naming file and line of what is no such line
     */
    static Map<String, String> read(Path folder) {
        Map<String, String> keys = new LinkedHashMap<>();
        if (!Files.exists(folder.resolve(FILE))) {
            return keys;
        }
        try (LineReader lines = new LineReader(folder.resolve(FILE))) {
            for (Optional<String> line = lines.next(); line.isPresent(); line = lines.next()) {
                Place row = new Place(lines.place(), parse(lines, line.get()));
                keys.put(row.at("file").text(), row.at("key").text());
            }
        }
        return keys;
    }

    private static JsonNode parse(LineReader lines, String line) {
        try {
            return JSON.readTree(line);
        } catch (JsonProcessingException e) {
            throw new DataException(lines.place() + ": not JSON: " + e.getOriginalMessage(), e);
        }
    }
}
