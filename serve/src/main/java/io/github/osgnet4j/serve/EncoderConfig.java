package io.github.osgnet4j.serve;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Optional;
import java.util.OptionalInt;

/**
 * What the {@code config.json} of a text encoder says; all of it may be missing.
 *
 * @param positions tokens that the network takes, special ones included
 * @param canonical form of texts
 * @param dropFirst whether the first token is left out of the features
 * @param dropLast whether the last token is left out of the features
 * @param maxTokens to which a longer text is cut, special tokens included
 * @param output of {@code model.onnx} with the features
 */
record EncoderConfig(
        int positions,
        Optional<CanonicalText> canonical,
        Optional<Boolean> dropFirst,
        Optional<Boolean> dropLast,
        OptionalInt maxTokens,
        Optional<String> output) {

    static final String FILE = "config.json";

    private static final String POSITIONS = "max_position_embeddings";

    /** What CLIP takes, for encoders that do not say. */
    private static final int USUAL_POSITIONS = 77;

    private static final int MOST_POSITIONS = 4096;
    private static final int LEAST_TOKENS = 3;
    private static final long MOST_BYTES = 1 << 20;

    /**
     * Reads a folder's.
     *
     * @throws ServeException if it is no JSON, or a value cannot be
     */
    static EncoderConfig of(Path folder) {
        Path file = folder.resolve(FILE);
        JsonNode json = read(file);
        int positions = positions(json, file);
        OptionalInt most = maxTokens(json, file, positions);
        return new EncoderConfig(
                positions,
                text(json, file, "canonical").map(name -> canonical(name, file)),
                flag(json, file, "drop_first"),
                flag(json, file, "drop_last"),
                most,
                text(json, file, "output"));
    }

    private static JsonNode read(Path file) {
        ObjectMapper mapper = new ObjectMapper();
        if (Files.notExists(file)) {
            return mapper.createObjectNode();
        }
        OnnxTextEncoder.requireFile(file);
        try {
            if (Files.size(file) > MOST_BYTES) {
                throw new ServeException(file + " has " + Files.size(file) + " bytes, more than the " + MOST_BYTES
                        + " that a text encoder's config may have");
            }
            JsonNode json = mapper.readTree(Files.readAllBytes(file));
            if (!json.isObject()) {
                throw new ServeException(file + ": expected a JSON object");
            }
            return json;
        } catch (JsonProcessingException e) {
            throw new ServeException(file + " is no JSON: " + e.getOriginalMessage(), e);
        } catch (IOException e) {
            throw new ServeException(file + " cannot be read: " + e.getMessage(), e);
        }
    }

    private static int positions(JsonNode json, Path file) {
        for (JsonNode part : new JsonNode[] {json, json.path("text_config")}) {
            JsonNode node = part.path(POSITIONS);
            if (!node.isMissingNode() && !node.isNull() && !(node.isIntegralNumber() && node.canConvertToInt())) {
                throw wrong(file, POSITIONS, "an integer", node);
            }
            if (node.intValue() > 0) {
                return Math.min(node.intValue(), MOST_POSITIONS);
            }
        }
        return USUAL_POSITIONS;
    }

    private static OptionalInt maxTokens(JsonNode json, Path file, int positions) {
        if (!json.hasNonNull("max_tokens")) {
            return OptionalInt.empty();
        }
        JsonNode node = json.get("max_tokens");
        if (!node.canConvertToInt()
                || !node.isIntegralNumber()
                || node.intValue() < LEAST_TOKENS
                || node.intValue() > positions) {
            throw wrong(file, "max_tokens", LEAST_TOKENS + " to the " + positions + " positions of the encoder", node);
        }
        return OptionalInt.of(node.intValue());
    }

    private static Optional<Boolean> flag(JsonNode json, Path file, String key) {
        if (!json.hasNonNull(key)) {
            return Optional.empty();
        }
        if (!json.get(key).isBoolean()) {
            throw wrong(file, key, "true or false", json.get(key));
        }
        return Optional.of(json.get(key).booleanValue());
    }

    private static Optional<String> text(JsonNode json, Path file, String key) {
        if (!json.hasNonNull(key)) {
            return Optional.empty();
        }
        if (!json.get(key).isTextual()) {
            throw wrong(file, key, "a text", json.get(key));
        }
        return Optional.of(json.get(key).textValue());
    }

    private static CanonicalText canonical(String name, Path file) {
        return Arrays.stream(CanonicalText.values())
                .filter(form -> form.key().equals(name))
                .findFirst()
                .orElseThrow(() -> new ServeException(
                        file + ": canonical: expected nlq_question or none, found " + Quoted.of(name)));
    }

    private static ServeException wrong(Path file, String key, String expected, JsonNode found) {
        return new ServeException(
                file + ": " + key + ": expected " + expected + ", found " + Quoted.plain(found.toString()));
    }
}
