package io.github.osgnet4j.serve;

import com.fasterxml.jackson.databind.JsonNode;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Set;

/**
 * An input of an Open Inference request.
 *
 * @param name of it
 * @param pointer to it in the body
 * @param shape its dimensions
 * @param data its elements, row-major, as many as the shape has; of the datatype by their kind, their values unchecked
 */
record InferenceTensor(String name, String pointer, int[] shape, List<JsonNode> data) {

    private static final Set<String> MEMBERS = Set.of("name", "shape", "datatype", "parameters", "data");
    private static final String BINARY_SIZE = "binary_data_size";
    private static final int LONGEST_NAME = 200;

    /** Bytes of a text that did not come as JSON. */
    private static final int LONGEST_TEXT = 100_000;

    private static final int MOST_DIMENSIONS = 8;

    /** More elements than data can have, and so few that times a dimension they are still a long. */
    private static final long COUNTED = 1L << 32;

    /** What the elements of an input are. */
    enum Kind {
        FLOAT("FP32", "FP64"),
        INTEGER("INT64", "INT32"),
        BYTES("BYTES");

        private final List<String> datatypes;

        Kind(String... datatypes) {
            this.datatypes = List.of(datatypes);
        }

        /** Its name in the metadata of a model. */
        String datatype() {
            return datatypes.get(0);
        }
    }

    /** The name of an input, before it is known what it should be. */
    static String name(JsonNode node, String pointer) {
        JsonMembers members = new JsonMembers(node, pointer, MEMBERS);
        return members.text("name", LONGEST_NAME)
                .orElseThrow(() -> ProblemException.invalid(
                        members.pointer("name"), pointer.substring(1) + ": expected a name, found none"));
    }

    /**
     * Reads an input.
     *
     * @param tensors where its bytes are next, if it has some; they are taken
     * @throws ProblemException if shape, datatype and data do not go together
     */
    static InferenceTensor read(JsonNode node, String pointer, Kind kind, ByteBuffer tensors) {
        JsonMembers members = new JsonMembers(node, pointer, MEMBERS);
        String name = name(node, pointer);
        String datatype = members.text("datatype", LONGEST_NAME).orElse("");
        if (!kind.datatypes.contains(datatype)) {
            throw ProblemException.invalid(
                    members.pointer("datatype"),
                    name + ": expected the datatype " + String.join(" or ", kind.datatypes) + ", found "
                            + Quoted.of(datatype));
        }
        int[] shape = shape(members, name);
        OptionalInt size = binarySize(members);
        if (size.isPresent()) {
            ByteBuffer bytes = take(members, name, size.getAsInt(), tensors);
            return new InferenceTensor(name, pointer, shape, binary(members, name, datatype, shape, bytes));
        }
        List<JsonNode> data =
                members.has("data") ? elements(members.get("data"), members.pointer("data"), name, shape) : List.of();
        long expected = count(shape);
        if (data.size() != expected) {
            throw ProblemException.invalid(
                    members.pointer("data"),
                    name + ": the shape has " + (expected == COUNTED ? "more than " : "") + expected
                            + " elements, data has " + data.size());
        }
        return new InferenceTensor(name, pointer, shape, data);
    }

    /** How many bytes behind the JSON are its data; nothing if the JSON has them. */
    private static OptionalInt binarySize(JsonMembers members) {
        return members.has("parameters")
                ? new JsonMembers(members.get("parameters"), members.pointer("parameters"), Set.of(BINARY_SIZE))
                        .integer(BINARY_SIZE, 0, Integer.MAX_VALUE)
                : OptionalInt.empty();
    }

    private static ByteBuffer take(JsonMembers members, String name, int size, ByteBuffer tensors) {
        if (members.has("data")) {
            throw ProblemException.invalid(
                    members.pointer("data"), name + ": expected data or " + BINARY_SIZE + ", found both");
        }
        if (size > tensors.remaining()) {
            throw ProblemException.invalid(
                    members.pointer("parameters"),
                    name + ": " + BINARY_SIZE + " is " + size + ", the body has " + tensors.remaining()
                            + " bytes left for it; the header " + InferenceBody.JSON_LENGTH
                            + " tells where its JSON ends");
        }
        ByteBuffer bytes = tensors.slice(tensors.position(), size);
        tensors.position(tensors.position() + size);
        return bytes;
    }

    private static List<JsonNode> binary(
            JsonMembers members, String name, String datatype, int[] shape, ByteBuffer bytes) {
        Optional<Integer> width = BinaryElements.width(datatype);
        if (width.isEmpty()) {
            return List.of(text(members, name, shape, bytes));
        }
        long expected = count(shape) * width.get();
        if (bytes.remaining() != expected) {
            throw ProblemException.invalid(
                    members.pointer("parameters"),
                    name + ": " + Arrays.toString(shape) + " of " + datatype + " has "
                            + (count(shape) == COUNTED ? "more than " : "") + expected + " bytes, " + BINARY_SIZE
                            + " is " + bytes.remaining());
        }
        return BinaryElements.numbers(bytes, datatype);
    }

    private static JsonNode text(JsonMembers members, String name, int[] shape, ByteBuffer bytes) {
        requireSingle(members.pointer("shape"), name, shape);
        if (bytes.remaining() > LONGEST_TEXT) {
            throw ProblemException.invalid(
                    members.pointer("parameters"),
                    name + ": expected a text of at most " + LONGEST_TEXT + " bytes, found " + bytes.remaining());
        }
        try {
            return BinaryElements.text(bytes);
        } catch (CharacterCodingException e) {
            throw ProblemException.invalid(
                    members.pointer("parameters"),
                    name
                            + ": expected one text, that is its length in 4 bytes, little-endian, and as many bytes of UTF-8");
        }
    }

    /** The elements of a shape; not counted beyond {@link #COUNTED}. */
    private static long count(int[] shape) {
        long count = 1;
        for (int dimension : shape) {
            count = Math.min(COUNTED, count * dimension);
        }
        return count;
    }

    private static int[] shape(JsonMembers members, String name) {
        List<JsonNode> dimensions = members.array("shape", MOST_DIMENSIONS)
                .orElseThrow(() ->
                        ProblemException.invalid(members.pointer("shape"), name + ": expected a shape, found none"));
        int[] shape = new int[dimensions.size()];
        for (int i = 0; i < shape.length; i++) {
            shape[i] = JsonMembers.integer(dimensions.get(i), members.pointer("shape") + "/" + i, 0, Integer.MAX_VALUE);
        }
        return shape;
    }

    /** Data may be flat, or nested as the shape is. */
    private static List<JsonNode> elements(JsonNode data, String pointer, String name, int[] shape) {
        List<JsonNode> elements = new ArrayList<>();
        boolean nested = false;
        for (JsonNode element : data) {
            nested |= element.isArray();
        }
        if (nested) {
            flatten(data, pointer, name, shape, 0, elements);
        } else if (data.isArray()) {
            data.forEach(elements::add);
        } else {
            throw ProblemException.invalid(pointer, name + ": expected data in an array");
        }
        return elements;
    }

    private static void flatten(
            JsonNode node, String pointer, String name, int[] shape, int level, List<JsonNode> into) {
        boolean element = level == shape.length;
        if (element == node.isArray() || !element && node.size() != shape[level]) {
            throw ProblemException.invalid(
                    pointer, name + ": data is nested in another way than the shape " + Arrays.toString(shape));
        }
        if (element) {
            into.add(node);
        } else {
            for (int i = 0; i < shape[level]; i++) {
                flatten(node.get(i), pointer, name, shape, level + 1, into);
            }
        }
    }

    /** The elements as float32. */
    float[] floats() {
        float[] values = new float[data.size()];
        for (int i = 0; i < values.length; i++) {
            values[i] = JsonMembers.number(data.get(i), pointer + "/data", i);
        }
        return values;
    }

    /** The only element. */
    JsonNode single() {
        requireSingle(pointer + "/shape", name, shape);
        return data.get(0);
    }

    private static void requireSingle(String pointer, String name, int[] shape) {
        if (shape.length != 1 || shape[0] != 1) {
            throw ProblemException.invalid(
                    pointer, name + ": expected 1 element, that is the shape [1], found " + Arrays.toString(shape));
        }
    }

    /** Refuses other shapes than that of a matrix with so many columns. */
    void requireColumns(int columns) {
        if (shape.length != 2 || shape[1] != columns) {
            throw ProblemException.invalid(
                    pointer + "/shape", name + ": expected the shape [N, " + columns + "], found " + describe());
        }
    }

    /** Refuses other shapes than that of a matrix. */
    void requireMatrix() {
        if (shape.length != 2) {
            throw ProblemException.invalid(
                    pointer + "/shape", name + ": expected a shape of 2 dimensions, found " + describe());
        }
    }

    /** Refuses matrices of more rows or columns. */
    void requireAtMost(int rows, int columns) {
        if (shape[0] > rows || shape[1] > columns) {
            throw ProblemException.invalid(
                    pointer + "/shape",
                    name + ": expected a shape of at most [" + rows + ", " + columns + "], found " + describe());
        }
    }

    private String describe() {
        return Arrays.toString(shape);
    }
}
