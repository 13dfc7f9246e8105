package io.github.osgnet4j.serve;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.github.osgnet4j.data.DataException;
import io.github.osgnet4j.data.io.NpyArray;
import io.github.osgnet4j.serve.InferenceTensor.Kind;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * A request of the Open Inference Protocol: a query of a video in tensors.
 *
 * @param id that its answer repeats
 * @param inputs by name
 * @param outputs that are wanted
 */
record InferenceRequest(Optional<String> id, Map<String, InferenceTensor> inputs, List<Output> outputs) {

    /**
     * An output that is wanted.
     *
     * @param binary whether as bytes behind the JSON
     */
    record Output(String name, boolean binary) {}

    static final String WINDOWS = "windows";
    static final String SCORES = "scores";

    /** The outputs of every model. */
    static final List<String> OUTPUTS = List.of(WINDOWS, SCORES);

    /** The inputs of every model. */
    static final Map<String, Kind> INPUTS = inputKinds();

    private static final Set<String> MEMBERS = Set.of("id", "parameters", "inputs", "outputs");
    private static final int LONGEST_NAME = 500;
    private static final int MOST_TENSORS = 32;

    /** Bytes that a row takes besides its elements. */
    private static final int ROW_BYTES = 128;

    /** Bytes of an element of a row, made or only referred to. */
    private static final int ELEMENT_BYTES = 32;

    private static Map<String, Kind> inputKinds() {
        Map<String, Kind> kinds = new LinkedHashMap<>();
        kinds.put("clip", Kind.BYTES);
        kinds.put("video", Kind.BYTES);
        kinds.put("features", Kind.FLOAT);
        kinds.put("objects", Kind.INTEGER);
        kinds.put("duration", Kind.FLOAT);
        kinds.put("query", Kind.BYTES);
        kinds.put("text", Kind.BYTES);
        kinds.put("tokens", Kind.FLOAT);
        kinds.put("labels", Kind.INTEGER);
        kinds.put("top_k", Kind.INTEGER);
        return kinds;
    }

    /**
     * Reads a request.
     *
     * @throws ProblemException if it makes no sense
     */
    static InferenceRequest read(InferenceBody body) {
        JsonMembers members = new JsonMembers(body.json(), "", MEMBERS);
        List<JsonNode> nodes = members.array("inputs", MOST_TENSORS)
                .orElseThrow(() -> ProblemException.invalid("/inputs", "inputs: expected tensors, found none"));
        Map<String, InferenceTensor> inputs = new HashMap<>();
        for (int i = 0; i < nodes.size(); i++) {
            String pointer = "/inputs/" + i;
            String name = InferenceTensor.name(nodes.get(i), pointer);
            Kind kind = INPUTS.get(name);
            if (kind == null) {
                throw ProblemException.invalid(
                        pointer + "/name",
                        "There is no input " + Quoted.of(name) + ", only " + String.join(", ", INPUTS.keySet()));
            }
            if (inputs.put(name, InferenceTensor.read(nodes.get(i), pointer, kind, body.tensors())) != null) {
                throw ProblemException.invalid(pointer + "/name", "The input " + name + " is there twice");
            }
        }
        if (body.tensors().hasRemaining()) {
            throw ProblemException.invalid(
                    "/inputs",
                    "The body has " + body.tensors().remaining() + " bytes behind its JSON that no input takes");
        }
        return new InferenceRequest(members.text("id", LONGEST_NAME), inputs, outputs(members));
    }

    private static List<Output> outputs(JsonMembers members) {
        boolean binary = flag(members, "binary_data_output", false);
        if (!members.has("outputs") || members.get("outputs").isEmpty()) {
            return OUTPUTS.stream().map(name -> new Output(name, binary)).toList();
        }
        List<JsonNode> nodes = members.array("outputs", MOST_TENSORS).orElseThrow();
        List<Output> wanted = new ArrayList<>();
        for (int i = 0; i < nodes.size(); i++) {
            String pointer = "/outputs/" + i;
            JsonMembers output = new JsonMembers(nodes.get(i), pointer, Set.of("name", "parameters"));
            String name = output.text("name", LONGEST_NAME).orElse("");
            if (!OUTPUTS.contains(name)) {
                throw ProblemException.invalid(
                        pointer + "/name",
                        "There is no output " + Quoted.of(name) + ", only " + String.join(", ", OUTPUTS));
            }
            wanted.add(new Output(name, flag(output, "binary_data", binary)));
        }
        return wanted;
    }

    /** The only parameter that an object may have. */
    private static boolean flag(JsonMembers members, String name, boolean otherwise) {
        if (!members.has("parameters")) {
            return otherwise;
        }
        JsonMembers parameters =
                new JsonMembers(members.get("parameters"), members.pointer("parameters"), Set.of(name));
        return parameters.has(name) ? parameters.flag(name) : otherwise;
    }

    /** Whether it brings the features of its video. */
    boolean bringsFeatures() {
        return inputs.containsKey("features");
    }

    /**
     * Its features, and the objects if it brings some, as an npz would have them.
     *
     * @param memory that they are taken from
     */
    Map<String, NpyArray> arrays(BodyMemory.Share memory) {
        Map<String, NpyArray> arrays = new HashMap<>();
        for (String name : List.of("features", "objects")) {
            InferenceTensor tensor = inputs.get(name);
            if (tensor != null) {
                tensor.requireMatrix();
                memory.take((long) Float.BYTES * tensor.data().size());
                arrays.put(name, array(tensor));
            }
        }
        return arrays;
    }

    private static NpyArray array(InferenceTensor tensor) {
        try {
            return new NpyArray(tensor.shape(), tensor.floats());
        } catch (DataException e) {
            throw ProblemException.invalid(
                    tensor.pointer() + "/shape", tensor.name() + ": " + Quoted.plain(e.getMessage()));
        }
    }

    /** The length of its video in seconds, where it says so. */
    Optional<Double> duration() {
        return Optional.ofNullable(inputs.get("duration")).map(tensor -> {
            float seconds = JsonMembers.number(tensor.single(), tensor.pointer() + "/data", 0);
            if (!(seconds > 0)) {
                throw ProblemException.invalid(
                        tensor.pointer() + "/data/0", "duration: expected seconds more than 0, found " + seconds);
            }
            return (double) seconds;
        });
    }

    /**
     * The same as a request to {@code /api/ground}.
     *
     * @param model that it is for
     * @param video the handle of its features, if it brings some
     * @param mostTokens rows of {@code tokens} at most
     * @param memory that it is taken from
     */
    ObjectNode toGround(Model model, Optional<String> video, int mostTokens, BodyMemory.Share memory) {
        ObjectNode ground = JsonNodeFactory.instance.objectNode();
        ground.put("model", model.name());
        for (String name : List.of("clip", "video", "query", "text")) {
            single(name).ifPresent(value -> ground.set(name, value));
        }
        if (video.isPresent()) {
            if (ground.has("clip") || ground.has("video")) {
                throw ProblemException.invalid("/inputs", "Expected a clip, a video or features, found more than one");
            }
            ground.put("video", video.get());
        } else if (inputs.containsKey("objects") || inputs.containsKey("duration")) {
            throw ProblemException.invalid("/inputs", "objects and duration go with features");
        }
        single("top_k").ifPresent(value -> ground.set("topK", value));
        tensor("tokens").ifPresent(tokens -> {
            int channels = model.manifest().dimensions().textDim();
            tokens.requireColumns(channels);
            tokens.requireAtMost(mostTokens, channels);
            ground.set("tokens", rows(tokens, memory));
        });
        tensor("labels").ifPresent(labels -> ground.set("labels", labels(labels, memory)));
        return ground;
    }

    private Optional<InferenceTensor> tensor(String name) {
        return Optional.ofNullable(inputs.get(name));
    }

    private Optional<JsonNode> single(String name) {
        return tensor(name).map(InferenceTensor::single);
    }

    /** The rows of a matrix whose size was checked. */
    private static ArrayNode rows(InferenceTensor tensor, BodyMemory.Share memory) {
        memory.take((long) ROW_BYTES * tensor.shape()[0]
                + (long) ELEMENT_BYTES * tensor.data().size());
        ArrayNode rows = JsonNodeFactory.instance.arrayNode();
        int columns = tensor.shape()[1];
        for (int row = 0; row < tensor.shape()[0]; row++) {
            rows.addArray().addAll(tensor.data().subList(row * columns, (row + 1) * columns));
        }
        return rows;
    }

    /** A row is the classes of a label; -1 fills it up. */
    private static ArrayNode labels(InferenceTensor tensor, BodyMemory.Share memory) {
        tensor.requireMatrix();
        tensor.requireAtMost(GroundReader.MOST_LABELS, GroundReader.MOST_LABEL_CLASSES);
        ArrayNode labels = JsonNodeFactory.instance.arrayNode();
        for (JsonNode row : rows(tensor, memory)) {
            ArrayNode classes = labels.addObject().putArray("classes");
            row.forEach(id -> {
                if (!(id.isInt() && id.intValue() == -1)) {
                    classes.add(id);
                }
            });
        }
        return labels;
    }
}
