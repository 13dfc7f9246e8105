package io.github.osgnet4j.serve;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/** How many tokens a text encoder takes. */
final class TextLength {

    /** What CLIP takes, for encoders that do not say. */
    private static final int USUAL = 77;

    private static final int MOST = 4096;
    private static final long MOST_BYTES = 1 << 20;

    private TextLength() {}

    /** {@code max_position_embeddings} of the folder's {@code config.json}. */
    static int of(Path folder) {
        Path file = folder.resolve("config.json");
        try {
            if (!Files.isRegularFile(file) || Files.size(file) > MOST_BYTES) {
                return USUAL;
            }
            JsonNode config = new ObjectMapper().readTree(file.toFile());
            for (JsonNode part : new JsonNode[] {config, config.path("text_config")}) {
                int positions = part.path("max_position_embeddings").asInt();
                if (positions > 0) {
                    return Math.min(positions, MOST);
                }
            }
            return USUAL;
        } catch (IOException e) {
            throw new ServeException(file + " cannot be read: " + e.getMessage(), e);
        }
    }
}
