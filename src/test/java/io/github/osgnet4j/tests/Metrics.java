package io.github.osgnet4j.tests;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** What a training run has recorded. */
final class Metrics {

    private Metrics() {}

    static JsonNode last(Path run, String kind) throws IOException {
        List<JsonNode> lines = lines(run, kind);
        return lines.get(lines.size() - 1);
    }

    static List<JsonNode> lines(Path run, String kind) throws IOException {
        List<JsonNode> found = new ArrayList<>();
        for (String line : Files.readAllLines(run.resolve("metrics.jsonl"))) {
            JsonNode node = new ObjectMapper().readTree(line);
            if (node.get("kind").asText().equals(kind)) {
                found.add(node);
            }
        }
        return found;
    }
}
