package io.github.osgnet4j.runtime;

import ai.onnxruntime.OnnxTensor;
import ai.onnxruntime.OrtSession;
import io.github.osgnet4j.runtime.error.InferenceException;
import java.util.Arrays;

/** Reads outputs of a graph and checks that they have the shape required by the network. */
final class OutputTensor {

    private OutputTensor() {}

    /**
     * A named output; it lives as long as the result.
     *
     * @throws InferenceException if it is missing or of another shape
     */
    static OnnxTensor require(Graph graph, OrtSession.Result result, String name, long... shape) {
        if (result.get(name).orElse(null) instanceof OnnxTensor tensor) {
            long[] found = tensor.getInfo().getShape();
            if (Arrays.equals(found, shape)) {
                return tensor;
            }
            throw new InferenceException(
                    "Graph " + graph.name() + " gave " + name + Arrays.toString(found) + ", expected "
                            + Arrays.toString(shape),
                    null);
        }
        throw new InferenceException("Graph " + graph.name() + " gave no tensor " + name, null);
    }
}
