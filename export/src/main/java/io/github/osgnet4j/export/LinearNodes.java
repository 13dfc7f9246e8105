package io.github.osgnet4j.export;

import io.github.osgnet4j.export.onnx.OnnxGraph;
import io.github.osgnet4j.export.onnx.Value;
import java.util.Optional;

/** The products with a parameter: nearly all of the network's arithmetic, and therefore what precision applies to. */
sealed interface LinearNodes permits FloatLinearNodes, Int8LinearNodes, ChosenLinearNodes, SwitchedLinearNodes {

    /** Adds its nodes to a graph. */
    static LinearNodes of(Int8Layers int8, OnnxGraph graph, Weights weights) {
        if (int8 instanceof Int8Layers.Switched switched) {
            return new SwitchedLinearNodes(graph, weights, switched);
        }
        LinearNodes floats = FloatLinearNodes.in(graph, weights);
        return int8 instanceof Int8Layers.Chosen chosen && !chosen.weights().isEmpty()
                ? new ChosenLinearNodes(
                        chosen.weights(), new Int8LinearNodes(graph, weights, chosen.processors()), floats)
                : floats;
    }

    /**
     * x W^T + b.
     *
     * @param x (.., I)
     * @param weight (O, I) or (O, I, 1)
     * @param bias (O)
     * @return (.., O)
     */
    Value linear(Value x, Value weight, Optional<Value> bias);

    /**
     * Convolution over the steps, zeros around them.
     *
     * @param x (B, T, I)
     * @param weight (O, I, K), K odd
     * @param bias (O)
     * @return (B, T, O)
     */
    Value conv1d(Value x, Value weight, Optional<Value> bias);
}
