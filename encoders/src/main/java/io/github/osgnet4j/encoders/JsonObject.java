package io.github.osgnet4j.encoders;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.OptionalInt;
import java.util.TreeSet;

/**
 * An object in a JSON file with access to its values by key and type.
 *
 * @param file for messages
 * @param prefix of the keys in messages: the place of the object in the file
 */
record JsonObject(Path file, String prefix, ObjectNode json) {

    static JsonObject read(Path file) {
        return new JsonObject(file, "", EncoderFile.json(file));
    }

    /** Refuses keys that mean nothing: a key that is misspelt would be passed over. */
    void requireKeys(List<String> known) {
        TreeSet<String> unknown = new TreeSet<>();
        json.fieldNames().forEachRemaining(unknown::add);
        known.forEach(unknown::remove);
        if (!unknown.isEmpty()) {
            throw new EncoderException(file + ": " + ForeignText.quoted(prefix + unknown.first())
                    + " is not a known key; expected some of " + known);
        }
    }

    boolean has(String key) {
        return json.hasNonNull(key);
    }

    Optional<String> text(String key) {
        return find(key).map(node -> {
            if (!node.isTextual()) {
                throw wrong(key, "a text");
            }
            return node.textValue();
        });
    }

    Optional<Boolean> flag(String key) {
        return find(key).map(node -> {
            if (!node.isBoolean()) {
                throw wrong(key, "true or false");
            }
            return node.booleanValue();
        });
    }

    /** A whole number within bounds. */
    OptionalInt whole(String key, int least, int most) {
        return find(key)
                .map(node -> {
                    if (!node.isIntegralNumber() || !node.canConvertToInt()) {
                        throw wrong(key, "an integer");
                    }
                    if (node.intValue() < least || node.intValue() > most) {
                        throw wrong(key, least + " to " + most);
                    }
                    return OptionalInt.of(node.intValue());
                })
                .orElse(OptionalInt.empty());
    }

    /** A number above 0. */
    OptionalDouble positive(String key, double most) {
        return find(key)
                .map(node -> {
                    if (!node.isNumber() || !(node.doubleValue() > 0 && node.doubleValue() <= most)) {
                        throw wrong(key, "a number above 0, up to " + most);
                    }
                    return OptionalDouble.of(node.doubleValue());
                })
                .orElse(OptionalDouble.empty());
    }

    /** Finite numbers, one or as many as there are colours. */
    Optional<float[]> colours(String key) {
        return find(key).map(node -> {
            float[] values = new float[3];
            boolean three = node.isArray() && node.size() == values.length;
            for (int c = 0; c < values.length; c++) {
                JsonNode value = three ? node.get(c) : node;
                if (!value.isNumber() || !Float.isFinite(value.floatValue())) {
                    throw wrong(key, "a number or three, for red, green and blue");
                }
                values[c] = value.floatValue();
            }
            return values;
        });
    }

    /** The objects of an array. */
    Optional<List<JsonObject>> objects(String key) {
        return find(key).map(node -> {
            List<JsonObject> objects = new ArrayList<>();
            for (JsonNode item : node) {
                if (!node.isArray() || !(item instanceof ObjectNode object)) {
                    throw wrong(key, "an array of objects");
                }
                objects.add(new JsonObject(file, prefix + key + "[" + objects.size() + "].", object));
            }
            if (!node.isArray()) {
                throw wrong(key, "an array of objects");
            }
            return objects;
        });
    }

    /** An object within this one. */
    Optional<JsonObject> object(String key) {
        return find(key).map(node -> {
            if (!(node instanceof ObjectNode object)) {
                throw wrong(key, "an object");
            }
            return new JsonObject(file, prefix + key + ".", object);
        });
    }

    Optional<JsonNode> find(String key) {
        return Optional.ofNullable(json.get(key)).filter(node -> !node.isNull());
    }

    EncoderException missing(String key) {
        return new EncoderException(file + ": " + prefix + key + " is missing");
    }

    EncoderException wrong(String key, String expected) {
        return new EncoderException(file + ": " + prefix + key + ": expected " + expected + ", found "
                + ForeignText.output(json.get(key).toString()));
    }
}
