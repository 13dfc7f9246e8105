package io.github.osgnet4j.serve;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.OptionalInt;
import java.util.Set;

/** The members of a JSON object in a request, with errors that point at them. Null counts as absent. */
final class JsonMembers {

    private final JsonNode object;
    private final String pointer;

    /**
     * An object.
     *
     * @param pointer to it; empty for the whole body
     * @param known names it may have
     * @throws ProblemException if it is no object, or has a member of another name
     */
    JsonMembers(JsonNode node, String pointer, Set<String> known) {
        this.object = node;
        this.pointer = pointer;
        if (!node.isObject()) {
            throw ProblemException.invalid(pointer, name(pointer) + "expected an object, found " + kind(node));
        }
        for (Iterator<String> names = node.fieldNames(); names.hasNext(); ) {
            String name = names.next();
            if (!known.contains(name)) {
                throw ProblemException.invalid(
                        pointer,
                        name(pointer) + "unknown member " + Quoted.of(name) + ", expected one of "
                                + known.stream().sorted().toList());
            }
        }
    }

    /** JSON pointer to a member. */
    String pointer(String member) {
        return pointer + "/" + member;
    }

    boolean has(String member) {
        return object.hasNonNull(member);
    }

    /** A member that is there. */
    JsonNode get(String member) {
        return object.get(member);
    }

    /** A text of at least one character. */
    Optional<String> text(String member, int longest) {
        if (!has(member)) {
            return Optional.empty();
        }
        JsonNode node = object.get(member);
        if (!node.isTextual()) {
            throw wrong(member, "a text", kind(node));
        }
        String text = node.textValue();
        if (text.isBlank() || text.length() > longest) {
            throw wrong(
                    member,
                    "1 to " + longest + " characters",
                    text.isBlank() ? "a blank text" : text.length() + " characters");
        }
        if (text.codePoints().anyMatch(c -> c >= Character.MIN_SURROGATE && c <= Character.MAX_SURROGATE)) {
            throw wrong(member, "Unicode text", "half of a surrogate pair");
        }
        return Optional.of(text);
    }

    boolean flag(String member) {
        if (!has(member)) {
            return false;
        }
        if (!object.get(member).isBoolean()) {
            throw wrong(member, "true or false", kind(object.get(member)));
        }
        return object.get(member).booleanValue();
    }

    OptionalInt integer(String member, int least, int most) {
        return has(member)
                ? OptionalInt.of(integer(object.get(member), pointer(member), least, most))
                : OptionalInt.empty();
    }

    /** A number more than 0. */
    OptionalDouble positive(String member) {
        if (!has(member)) {
            return OptionalDouble.empty();
        }
        JsonNode node = object.get(member);
        double value = node.isNumber() ? node.doubleValue() : Double.NaN;
        if (!(value > 0) || Double.isInfinite(value)) {
            throw wrong(member, "a number more than 0", shown(node));
        }
        return OptionalDouble.of(value);
    }

    /** The elements of an array with at least one. */
    Optional<List<JsonNode>> array(String member, int longest) {
        return has(member) ? Optional.of(array(object.get(member), pointer(member), 1, longest)) : Optional.empty();
    }

    /** The elements of an array. */
    static List<JsonNode> array(JsonNode node, String pointer, int shortest, int longest) {
        if (!node.isArray()) {
            throw ProblemException.invalid(pointer, name(pointer) + "expected an array, found " + kind(node));
        }
        if (node.size() < shortest || node.size() > longest) {
            throw ProblemException.invalid(
                    pointer,
                    name(pointer) + "expected " + shortest + " to " + longest + " elements, found " + node.size());
        }
        List<JsonNode> elements = new ArrayList<>(node.size());
        node.elements().forEachRemaining(elements::add);
        return elements;
    }

    static int integer(JsonNode node, String pointer, int least, int most) {
        boolean fits = node.isIntegralNumber() && node.canConvertToInt();
        if (!fits || node.intValue() < least || node.intValue() > most) {
            throw ProblemException.invalid(
                    pointer, name(pointer) + "expected " + least + " to " + most + ", found " + shown(node));
        }
        return node.intValue();
    }

    /**
     * A number that float32 can hold.
     *
     * @param array pointer to the array that it is in
     * @param index of it there; there are many, and few to complain of
     */
    static float number(JsonNode node, String array, int index) {
        float value = node.isNumber() ? (float) node.doubleValue() : Float.NaN;
        if (!Float.isFinite(value)) {
            String pointer = array + "/" + index;
            throw ProblemException.invalid(
                    pointer, name(pointer) + "expected a number that float32 holds, found " + shown(node));
        }
        return value;
    }

    private ProblemException wrong(String member, String expected, String found) {
        return ProblemException.invalid(
                pointer(member), name(pointer(member)) + "expected " + expected + ", found " + found);
    }

    private static String name(String pointer) {
        return pointer.isEmpty() ? "The body: " : pointer.substring(1) + ": ";
    }

    private static String shown(JsonNode node) {
        return node.isNumber() ? Quoted.plain(node.asText()) : kind(node);
    }

    private static String kind(JsonNode node) {
        return switch (node.getNodeType()) {
            case ARRAY -> "an array";
            case OBJECT -> "an object";
            case STRING -> "a text";
            case NUMBER -> "a number";
            case BOOLEAN -> "true or false";
            default -> "null";
        };
    }
}
