package io.github.osgnet4j.data.prepare;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonLocation;
import com.fasterxml.jackson.core.JsonParseException;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.JsonToken;
import com.fasterxml.jackson.core.StreamReadConstraints;
import com.fasterxml.jackson.core.json.JsonReadFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.util.Optional;
import java.util.Set;
import java.util.function.Predicate;

/**
 * Reads JSON as Python's {@code json.loads} does: the last value of a repeated key at the place of the first, whole numbers of any size
 * apart from doubles, {@code NaN} and {@code Infinity} as doubles. Values nest to 1000 levels and numbers have 4300 digits at most, which
 * is about where Python stops as well.
 */
final class JsonValues {
    private static final JsonNodeFactory NODES = JsonNodeFactory.instance;
    private static final int MAX_DIGITS = 4300;
    private static final int MAX_TEXT = 1 << 24;
    private static final Set<String> NOT_FINITE = Set.of("NaN", "Infinity", "-Infinity");

    static final JsonFactory JSON = JsonFactory.builder()
            .enable(JsonReadFeature.ALLOW_NON_NUMERIC_NUMBERS)
            .streamReadConstraints(StreamReadConstraints.builder()
                    .maxNumberLength(MAX_DIGITS)
                    .maxStringLength(MAX_TEXT)
                    .build())
            .build();

    private JsonValues() {}

    /** The value that starts at the parser's current token. */
    static JsonNode read(JsonParser in) throws IOException {
        return read(in, key -> true);
    }

    /**
     * The value that starts at the parser's current token, with only some of the keys in all its objects; the others' values are read over.
     */
    static JsonNode read(JsonParser in, Predicate<String> kept) throws IOException {
        return switch (in.currentToken()) {
            case START_OBJECT -> object(in, kept);
            case START_ARRAY -> array(in, kept);
            case VALUE_STRING -> NODES.textNode(in.getText());
            case VALUE_NUMBER_INT -> NODES.numberNode(in.getBigIntegerValue());
            case VALUE_NUMBER_FLOAT -> decimal(in);
            case VALUE_TRUE, VALUE_FALSE -> NODES.booleanNode(in.getBooleanValue());
            default -> NODES.nullNode();
        };
    }

    /** Where JSON ends to be JSON; what is too deep or too long has no place. */
    static Optional<JsonLocation> location(JsonProcessingException e) {
        return Optional.ofNullable(e.getLocation());
    }

    private static JsonNode object(JsonParser in, Predicate<String> kept) throws IOException {
        ObjectNode object = NODES.objectNode();
        while (in.nextToken() != JsonToken.END_OBJECT) {
            String key = in.currentName();
            in.nextToken();
            if (kept.test(key)) {
                object.set(key, read(in, kept));
            } else {
                in.skipChildren();
            }
        }
        return object;
    }

    private static JsonNode array(JsonParser in, Predicate<String> kept) throws IOException {
        ArrayNode array = NODES.arrayNode();
        while (in.nextToken() != JsonToken.END_ARRAY) {
            array.add(read(in, kept));
        }
        return array;
    }

    private static JsonNode decimal(JsonParser in) throws IOException {
        double value = in.getDoubleValue();
        if (in.isNaN() && !NOT_FINITE.contains(in.getText())) {
            throw new JsonParseException(in, "'" + in.getText() + "' is not a number");
        }
        return NODES.numberNode(value);
    }
}
