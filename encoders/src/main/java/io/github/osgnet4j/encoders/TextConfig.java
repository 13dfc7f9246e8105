package io.github.osgnet4j.encoders;

import com.fasterxml.jackson.databind.JsonNode;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;

/**
 * The settings of a text encoder in {@code encoder.json} and, where it has none, in {@code config.json}; all are
 * optional.
 *
 * @param positions tokens that the network takes, special ones included
 * @param canonical form of texts
 * @param dropFirst whether the first token is left out of the features
 * @param dropLast whether the last token is left out of the features
 * @param maxTokens to which a longer text is cut, special tokens included
 * @param output of the network with the features
 */
record TextConfig(
        int positions,
        Optional<CanonicalText> canonical,
        Optional<Boolean> dropFirst,
        Optional<Boolean> dropLast,
        OptionalInt maxTokens,
        Optional<String> output) {

    static final String FILE = "config.json";

    /** The keys of {@code encoder.json} that are read here. */
    static final List<String> KEYS =
            List.of("positions", "canonical", "drop_first", "drop_last", "max_tokens", "output");

    private static final String POSITIONS = "max_position_embeddings";

    /** What CLIP takes, for encoders that do not say. */
    private static final int USUAL_POSITIONS = 77;

    private static final int MOST_POSITIONS = 4096;
    private static final int LEAST_TOKENS = 3;

    /**
     * Reads a folder's.
     *
     * @throws EncoderException if a file is no JSON, or a value cannot be
     */
    static TextConfig of(Path folder) {
        JsonObject encoder = JsonObject.read(folder.resolve(EncoderSettings.FILE));
        JsonObject config = JsonObject.read(folder.resolve(FILE));
        int positions = encoder.whole("positions", 1, MOST_POSITIONS).orElseGet(() -> positions(config));
        return new TextConfig(
                positions,
                having("canonical", encoder, config)
                        .text("canonical")
                        .map(name -> canonical(having("canonical", encoder, config), name)),
                having("drop_first", encoder, config).flag("drop_first"),
                having("drop_last", encoder, config).flag("drop_last"),
                maxTokens(having("max_tokens", encoder, config), positions),
                having("output", encoder, config).text("output"));
    }

    private static JsonObject having(String key, JsonObject encoder, JsonObject config) {
        return encoder.has(key) ? encoder : config;
    }

    private static int positions(JsonObject config) {
        for (JsonNode part : new JsonNode[] {config.json(), config.json().path("text_config")}) {
            JsonNode node = part.path(POSITIONS);
            if (!node.isMissingNode() && !node.isNull() && !(node.isIntegralNumber() && node.canConvertToInt())) {
                throw new EncoderException(config.file() + ": " + POSITIONS + ": expected an integer, found "
                        + ForeignText.output(node.toString()));
            }
            if (node.intValue() > 0) {
                return Math.min(node.intValue(), MOST_POSITIONS);
            }
        }
        return USUAL_POSITIONS;
    }

    private static OptionalInt maxTokens(JsonObject json, int positions) {
        return json.find("max_tokens")
                .map(node -> {
                    if (!node.canConvertToInt()
                            || !node.isIntegralNumber()
                            || node.intValue() < LEAST_TOKENS
                            || node.intValue() > positions) {
                        throw json.wrong(
                                "max_tokens", LEAST_TOKENS + " to the " + positions + " positions of the encoder");
                    }
                    return OptionalInt.of(node.intValue());
                })
                .orElse(OptionalInt.empty());
    }

    private static CanonicalText canonical(JsonObject json, String name) {
        return Arrays.stream(CanonicalText.values())
                .filter(form -> form.key().equals(name))
                .findFirst()
                .orElseThrow(() -> json.wrong("canonical", "nlq_question or none"));
    }
}
