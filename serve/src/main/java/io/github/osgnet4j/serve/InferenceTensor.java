package io.github.osgnet4j.serve;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
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
    private static final int LONGEST_NAME = 200;
    private static final int MOST_DIMENSIONS = 8;

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
     * @throws ProblemException if shape, datatype and data do not go together, or it has parameters
     */
    static InferenceTensor read(JsonNode node, String pointer, Kind kind) {
        JsonMembers members = new JsonMembers(node, pointer, MEMBERS);
        String name = name(node, pointer);
        if (members.has("parameters") && !members.get("parameters").isEmpty()) {
            throw ProblemException.invalid(
                    members.pointer("parameters"), name + ": inputs have no parameters here; data is sent as JSON");
        }
        String datatype = members.text("datatype", LONGEST_NAME).orElse("");
        if (!kind.datatypes.contains(datatype)) {
            throw ProblemException.invalid(
                    members.pointer("datatype"),
                    name + ": expected the datatype " + String.join(" or ", kind.datatypes) + ", found "
                            + Quoted.of(datatype));
        }
        int[] shape = shape(members, name);
        List<JsonNode> data = new ArrayList<>();
        if (members.has("data")) {
            flatten(members.get("data"), data);
        }
        long expected = 1;
        for (int dimension : shape) {
            expected *= dimension;
        }
        if (data.size() != expected) {
            throw ProblemException.invalid(
                    members.pointer("data"),
                    name + ": the shape has " + expected + " elements, data has " + data.size());
        }
        return new InferenceTensor(name, pointer, shape, data);
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

    /** Data may be flat or nested as the shape is. */
    private static void flatten(JsonNode node, List<JsonNode> into) {
        if (node.isArray()) {
            node.forEach(element -> flatten(element, into));
        } else {
            into.add(node);
        }
    }

    /** The elements as float32. */
    float[] floats() {
        float[] values = new float[data.size()];
        for (int i = 0; i < values.length; i++) {
            values[i] = JsonMembers.number(data.get(i), pointer + "/data/" + i);
        }
        return values;
    }

    /** The only element. */
    JsonNode single() {
        if (data.size() != 1) {
            throw ProblemException.invalid(pointer + "/shape", name + ": expected 1 element, found " + data.size());
        }
        return data.get(0);
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

    private String describe() {
        return Arrays.toString(shape);
    }
}
