package io.github.osgnet4j.data.prepare;

import com.fasterxml.jackson.databind.JsonNode;
import io.github.osgnet4j.data.submission.PythonFloat;
import io.github.osgnet4j.data.submission.PythonText;
import java.util.Map;

/**
 * Values in the text form of Python's {@code json.dumps}: separators with a space, nothing but ASCII, whole numbers whole and doubles in
 * their shortest form. {@code NaN} and {@code Infinity} are written as Python does, though JSON does not know them.
 */
final class PythonJson {
    private PythonJson() {}

    static String of(JsonNode value) {
        StringBuilder out = new StringBuilder();
        write(value, out);
        return out.toString();
    }

    private static void write(JsonNode value, StringBuilder out) {
        if (value.isObject()) {
            object(value, out);
        } else if (value.isArray()) {
            array(value, out);
        } else if (value.isTextual()) {
            out.append(PythonText.quoted(value.textValue()));
        } else if (value.isNumber()) {
            out.append(number(value));
        } else {
            out.append(value.asText());
        }
    }

    private static void object(JsonNode object, StringBuilder out) {
        out.append('{');
        String separator = "";
        for (Map.Entry<String, JsonNode> field : object.properties()) {
            out.append(separator).append(PythonText.quoted(field.getKey())).append(": ");
            write(field.getValue(), out);
            separator = ", ";
        }
        out.append('}');
    }

    private static void array(JsonNode array, StringBuilder out) {
        out.append('[');
        String separator = "";
        for (JsonNode element : array) {
            out.append(separator);
            write(element, out);
            separator = ", ";
        }
        out.append(']');
    }

    /** A number as {@code json.dumps} writes it, and {@code str} too where it is finite. */
    static String number(JsonNode value) {
        if (value.isIntegralNumber()) {
            return value.bigIntegerValue().toString();
        }
        double number = value.doubleValue();
        // Java has the same words as Python for what is not finite.
        return Double.isFinite(number) ? PythonFloat.repr(number) : Double.toString(number);
    }
}
