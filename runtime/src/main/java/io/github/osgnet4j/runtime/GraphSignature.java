package io.github.osgnet4j.runtime;

import ai.onnxruntime.NodeInfo;
import ai.onnxruntime.OnnxJavaType;
import ai.onnxruntime.TensorInfo;
import io.github.osgnet4j.runtime.bundle.Manifest;
import io.github.osgnet4j.runtime.error.BundleException;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.Map;

/** The inputs and outputs that a graph of a bundle must have: names, element types and dimensions. */
final class GraphSignature {

    /** A dimension that differs from run to run. */
    private static final long ANY = -1;
    /** As many as there are samples, or 1 for a graph that takes one at a time. */
    private static final long BATCH = -2;

    private final Map<String, Port> inputs = new LinkedHashMap<>();
    private final Map<String, Port> outputs = new LinkedHashMap<>();

    private GraphSignature() {}

    private record Port(OnnxJavaType type, long... shape) {
        @Override
        public String toString() {
            return type + Arrays.toString(shape);
        }
    }

    static GraphSignature of(String graph, Manifest manifest) {
        Manifest.Dimensions d = manifest.dimensions();
        GraphSignature signature = new GraphSignature();
        switch (graph) {
            case Manifest.VIDEO_GRAPH ->
                signature
                        .input("features", BATCH, ANY, d.videoDim())
                        .counts("lengths", BATCH)
                        .encodings(signature.outputs, d);
            case Manifest.TEXT_GRAPH ->
                signature
                        .input("tokens", BATCH, ANY, d.textDim())
                        .counts("token_counts", BATCH)
                        .output("text", ANY, ANY, d.channels());
            case Manifest.OBJECT_GRAPH ->
                signature.input("features", ANY, d.objectDim()).output("objects", ANY, d.channels());
            case Manifest.QUERY_GRAPH -> signature.query(d, manifest.takesObjectRows());
            default -> throw new IllegalArgumentException(graph);
        }
        return signature;
    }

    private void query(Manifest.Dimensions d, boolean objectRows) {
        encodings(inputs, d).input("text", BATCH, ANY, d.channels()).counts("token_counts", BATCH);
        if (d.keepPadding()) {
            counts("lengths", BATCH);
        }
        if (d.objects()) {
            input("objects", ANY, d.channels());
            if (objectRows) {
                counts("object_numbers", BATCH, ANY, ANY)
                        .counts("object_rows", BATCH, ANY)
                        .counts("object_places", BATCH, ANY)
                        .counts("object_steps", BATCH, ANY)
                        .counts("step_numbers", BATCH, ANY);
            } else {
                counts("object_index", BATCH, ANY, ANY);
            }
        }
        for (int level = 0; level < d.strides().size(); level++) {
            output("cls_logits_" + level, ANY, ANY, d.classes()).output("offsets_" + level, ANY, ANY, 2);
        }
    }

    /** What the video graph gives the query graph takes. */
    private GraphSignature encodings(Map<String, Port> side, Manifest.Dimensions d) {
        d.encodings().forEach(name -> side.put(name, new Port(OnnxJavaType.FLOAT, BATCH, ANY, d.channels())));
        return this;
    }

    private GraphSignature input(String name, long... shape) {
        inputs.put(name, new Port(OnnxJavaType.FLOAT, shape));
        return this;
    }

    private GraphSignature counts(String name, long... shape) {
        inputs.put(name, new Port(OnnxJavaType.INT64, shape));
        return this;
    }

    private GraphSignature output(String name, long... shape) {
        outputs.put(name, new Port(OnnxJavaType.FLOAT, shape));
        return this;
    }

    /**
     * Compares a loaded graph.
     *
     * @throws BundleException if a name, type or dimension differs
     */
    void check(Path file, Graph graph) {
        check(file, "inputs", inputs, graph.inputs());
        check(file, "outputs", outputs, graph.outputs());
    }

    private static void check(Path file, String side, Map<String, Port> expected, Map<String, NodeInfo> found) {
        if (!found.keySet().equals(expected.keySet())) {
            throw new BundleException(
                    file, "has " + side + " " + found.keySet() + ", the manifest's network has " + expected.keySet());
        }
        expected.forEach((name, port) -> {
            boolean fits = found.get(name).getInfo() instanceof TensorInfo info
                    && info.type == port.type()
                    && fits(port.shape(), info.getShape(), side.equals("outputs"));
            if (!fits) {
                throw new BundleException(
                        file,
                        "has '" + name + "' among its " + side + " as "
                                + found.get(name).getInfo() + ", the manifest's network has " + port);
            }
        });
    }

    /** Outputs may be declared more loosely: their shapes are looked at after each run. */
    private static boolean fits(long[] expected, long[] found, boolean loose) {
        if (expected.length != found.length) {
            return loose && found.length == 0;
        }
        for (int i = 0; i < expected.length; i++) {
            if (!fits(expected[i], found[i], loose)) {
                return false;
            }
        }
        return true;
    }

    private static boolean fits(long expected, long found, boolean loose) {
        if (expected == BATCH) {
            return found == ANY || found == 1;
        }
        return found == expected || (loose && (found == ANY || expected == ANY));
    }
}
