package io.github.osgnet4j.runtime;

import ai.onnxruntime.NodeInfo;
import ai.onnxruntime.OnnxJavaType;
import ai.onnxruntime.TensorInfo;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.Map;

/** The inputs and outputs that a graph of a bundle must have: names, element types and dimensions. */
final class GraphSignature {

    /** A dimension that differs from run to run. */
    private static final long ANY = -1;

    private final Map<String, Port> inputs = new LinkedHashMap<>();
    private final Map<String, Port> outputs = new LinkedHashMap<>();

    private GraphSignature() {}

    private record Port(OnnxJavaType type, long[] shape) {
        @Override
        public String toString() {
            return type + Arrays.toString(shape);
        }
    }

    static GraphSignature of(String graph, Manifest.Dimensions d) {
        GraphSignature signature = new GraphSignature();
        switch (graph) {
            case Manifest.VIDEO_GRAPH ->
                signature
                        .input("features", ANY, ANY, d.videoDim())
                        .counts("lengths", ANY)
                        .output("video", ANY, ANY, d.channels());
            case Manifest.TEXT_GRAPH ->
                signature
                        .input("tokens", ANY, ANY, d.textDim())
                        .counts("token_counts", ANY)
                        .output("text", ANY, ANY, d.channels());
            case Manifest.QUERY_GRAPH -> signature.query(d);
            default -> throw new IllegalArgumentException(graph);
        }
        return signature;
    }

    private void query(Manifest.Dimensions d) {
        input("video", ANY, ANY, d.channels()).input("text", ANY, ANY, d.channels());
        counts("token_counts", ANY);
        if (d.keepPadding()) {
            counts("lengths", ANY);
        }
        if (d.objects()) {
            input("objects", ANY, d.objectDim()).counts("object_index", ANY, ANY, ANY);
        }
        for (int level = 0; level < d.strides().size(); level++) {
            output("cls_logits_" + level, ANY, ANY, d.classes()).output("offsets_" + level, ANY, ANY, 2);
        }
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
            if (found[i] != expected[i] && !(loose && (found[i] == ANY || expected[i] == ANY))) {
                return false;
            }
        }
        return true;
    }
}
