package io.github.osgnet4j.cli.bench;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.PropertyNamingStrategies;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.Optional;

/** A benchmark's result for programs; the schema, which is that of the records, is in docs/performance.md. */
public final class BenchJson {

    /** Version of the schema. */
    static final int FORMAT = 3;

    private static final ObjectMapper MAPPER =
            new ObjectMapper().setPropertyNamingStrategy(PropertyNamingStrategies.SNAKE_CASE);

    private BenchJson() {}

    /** The result as JSON. */
    public static JsonNode of(BenchResult result) {
        ObjectNode root = MAPPER.createObjectNode().put("format", FORMAT);
        set(root, "setup", Optional.of(result.setup()));
        set(root, "times", result.times());
        set(root, "memory", Optional.of(result.memory()));
        set(root, "profile", result.profile());
        set(root, "efficiency", result.efficiency());
        set(root, "growth", result.growth());
        set(root, "endurance", result.endurance());
        return root;
    }

    private static void set(ObjectNode root, String key, Optional<?> section) {
        section.ifPresent(value -> root.set(key, MAPPER.valueToTree(value)));
    }
}
