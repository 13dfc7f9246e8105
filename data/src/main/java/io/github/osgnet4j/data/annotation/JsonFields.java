package io.github.osgnet4j.data.annotation;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.json.JsonMapper;
import io.github.osgnet4j.data.DataException;
import java.util.ArrayList;
import java.util.List;

/** Typed access to the fields of a JSON object, with errors that say where it stands. */
final class JsonFields {
    static final ObjectMapper JSON = JsonMapper.builder()
            .enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS)
            .build();

    private final String place;
    private final JsonNode node;

    JsonFields(String place, JsonNode node) {
        this.place = place;
        this.node = node;
        if (!node.isObject()) {
            throw expected("an object", node);
        }
    }

    static JsonFields parse(String place, String json) {
        try {
            return new JsonFields(place, JSON.readTree(json));
        } catch (JsonProcessingException e) {
            throw new DataException(place + ": not JSON: " + e.getOriginalMessage(), e);
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
        return has(key) ? text(key) : fallback;
    }

    double number(String key) {
        return at(key).number(required(key));
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
        String text = found.isContainerNode() ? found.getNodeType().toString() : found.toString();
        return new DataException(place + ": expected " + what + ", found "
                + (text.length() > 60 ? text.substring(0, 60) + "..." : text));
    }
}
