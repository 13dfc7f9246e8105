package io.github.osgnet4j.data.annotation;

import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.json.JsonReadFeature;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.ObjectReader;
import com.fasterxml.jackson.databind.json.JsonMapper;
import io.github.osgnet4j.data.DataException;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;

/**
 * Typed access to the fields of a JSON object, with errors that say where it stands. NaN and Infinity, which Python writes, are read, and
 * refused only where a number is asked for.
 */
final class JsonFields {
    static final ObjectMapper JSON = JsonMapper.builder()
            .enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS)
            .enable(JsonReadFeature.ALLOW_NON_NUMERIC_NUMBERS)
            .build();

    private static final ObjectReader EACH = JSON.reader().without(DeserializationFeature.FAIL_ON_TRAILING_TOKENS);

    private final String place;
    private final JsonNode node;

    JsonFields(String place, JsonNode node) {
        this.place = place;
        this.node = node;
        if (!node.isObject()) {
            throw expected("an object", node);
        }
    }

    /** The objects of a file of JSON lines. */
    static void forEach(Path file, Consumer<JsonFields> action) {
        try (LineReader lines = new LineReader(file)) {
            for (Optional<String> line = lines.next(); line.isPresent(); line = lines.next()) {
                forEach(lines.place(), line.get(), action);
            }
        }
    }

    /**
     * The objects of a line: one, or several where files were joined that end without a line feed.
     *
     * @param place of the line
     */
    private static void forEach(String place, String line, Consumer<JsonFields> action) {
        try (JsonParser values = JSON.createParser(line)) {
            for (int i = 0; values.nextToken() != null; i++) {
                action.accept(new JsonFields(i == 0 ? place : place + ", object " + (i + 1), EACH.readTree(values)));
            }
        } catch (JsonProcessingException e) {
            throw new DataException(
                    place + ": not JSON: " + e.getOriginalMessage() + "; expected one whole JSON object a line", e);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    String place() {
        return place;
    }

    boolean has(String key) {
        return node.hasNonNull(key);
    }

    String text(String key) {
        JsonNode value = required(key);
        if (!value.isTextual()) {
            throw at(key).expected("a text", value);
        }
        return value.textValue();
    }

    String text(String key, String fallback) {
        return has(key) && !isNaN(node.get(key)) ? text(key) : fallback;
    }

    double number(String key) {
        return at(key).number(required(key));
    }

    /** A number that decides nothing: the fallback if there is none. */
    double number(String key, double fallback) {
        return has(key) && node.get(key).isNumber() && !isNaN(node.get(key))
                ? node.get(key).doubleValue()
                : fallback;
    }

    private static boolean isNaN(JsonNode value) {
        return value.isNumber() && Double.isNaN(value.doubleValue());
    }

    double number(JsonNode value) {
        if (!value.isNumber() || !Double.isFinite(value.doubleValue())) {
            throw expected("a number", value);
        }
        return value.doubleValue();
    }

    int integer(JsonNode value) {
        if (!value.isIntegralNumber() || !value.canConvertToInt()) {
            throw expected("an integer", value);
        }
        return value.intValue();
    }

    /** The elements of the array under a key; none if the key is absent or null. */
    List<JsonNode> array(String key) {
        return has(key) ? at(key).array(node.get(key)) : List.of();
    }

    List<JsonNode> array(JsonNode value) {
        if (!value.isArray()) {
            throw expected("an array", value);
        }
        List<JsonNode> elements = new ArrayList<>();
        value.forEach(elements::add);
        return elements;
    }

    /** The objects of the array under a key; none if the key is absent or null. */
    List<JsonFields> objects(String key) {
        List<JsonNode> elements = array(key);
        List<JsonFields> objects = new ArrayList<>();
        for (int i = 0; i < elements.size(); i++) {
            objects.add(new JsonFields(place + ", " + key + "[" + i + "]", elements.get(i)));
        }
        return objects;
    }

    JsonNode required(String key) {
        if (!has(key)) {
            throw new DataException(place + ": '" + key + "' is missing");
        }
        return node.get(key);
    }

    /** The same object with a field's name in its errors. */
    JsonFields at(String key) {
        return new JsonFields(place + ", " + key, node);
    }

    DataException expected(String what, JsonNode found) {
        String text = found.isContainerNode() ? found.getNodeType().toString() : shown(found);
        return new DataException(place + ": expected " + what + ", found "
                + (text.length() > 60 ? text.substring(0, 60) + "..." : text));
    }

    private static String shown(JsonNode value) {
        return value.isNumber() ? value.asText() : value.toString();
    }
}
