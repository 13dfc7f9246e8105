package io.github.osgnet4j.data.prepare;

import com.fasterxml.jackson.databind.JsonNode;
import io.github.osgnet4j.data.DataException;
import java.util.AbstractList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * A JSON value and where it stands. A key that is absent and one that is null are not the same here, as in Python.
 *
 * @param name file and path, for messages
 */
record Place(String name, JsonNode value) {
    private static final int MAX_SHOWN = 60;

    boolean has(String key) {
        return object().has(key);
    }

    /**
     * The value of a key.
     *
     * @throws DataException if this is no object, or the key is absent
     */
    Place at(String key) {
        JsonNode field = object().get(key);
        if (field == null) {
            throw new DataException(name + ": '" + key + "' is missing");
        }
        return new Place(name + "." + key, field);
    }

    private JsonNode object() {
        if (!value.isObject()) {
            throw expected("an object");
        }
        return value;
    }

    /** The elements of an array. */
    List<Place> elements() {
        if (!value.isArray()) {
            throw expected("an array");
        }
        return new AbstractList<>() {
            @Override
            public Place get(int index) {
                return new Place(name + "[" + index + "]", value.get(index));
            }

            @Override
            public int size() {
                return value.size();
            }
        };
    }

    /** The fields of an object, in their order. */
    Map<String, Place> fields() {
        Map<String, Place> fields = new LinkedHashMap<>();
        for (Map.Entry<String, JsonNode> field : object().properties()) {
            fields.put(field.getKey(), new Place(name + "." + field.getKey(), field.getValue()));
        }
        return fields;
    }

    String text() {
        if (!value.isTextual()) {
            throw expected("a text");
        }
        return value.textValue();
    }

    /** A number that is finite. */
    PythonNumber number() {
        if (!value.isNumber()) {
            throw expected("a number");
        }
        PythonNumber number = PythonNumber.of(value);
        if (!number.finite()) {
            throw expected("a finite number");
        }
        return number;
    }

    /**
     * The difference of two numbers, in Python's arithmetic.
     *
     * @throws DataException if one is no finite number, or the difference is not
     */
    PythonNumber minus(Place other) {
        PythonNumber end = number();
        PythonNumber start = other.number();
        try {
            PythonNumber difference = end.minus(start);
            if (!difference.finite()) {
                throw new DataException(end + " - " + start + " is beyond all doubles");
            }
            return difference;
        } catch (DataException e) {
            throw e.in(name);
        }
    }

    /** Two numbers, [start, end]. */
    List<PythonNumber> window() {
        List<Place> ends = elements();
        if (ends.size() != 2) {
            throw expected("[start, end]");
        }
        return List.of(ends.get(0).number(), ends.get(1).number());
    }

    DataException expected(String what) {
        return new DataException(name + ": expected " + what + ", found " + shown(value));
    }

    static String shown(JsonNode value) {
        if (value.isObject()) {
            return "an object";
        } else if (value.isArray()) {
            return "an array of " + value.size() + (value.size() == 1 ? " element" : " elements");
        }
        return shortened(PythonJson.of(value));
    }

    static String shortened(String text) {
        return text.length() > MAX_SHOWN ? text.substring(0, MAX_SHOWN) + "..." : text;
    }
}
