package io.github.osgnet4j.export;

import io.github.osgnet4j.export.onnx.Layout;
import io.github.osgnet4j.export.onnx.OnnxGraph;
import io.github.osgnet4j.export.onnx.Operator;
import io.github.osgnet4j.export.onnx.Value;
import java.util.Optional;

/**
 * LayerNorm over the channels. On a GPU the standard operator is one kernel, and TensorRT knows it; on a CPU it is one of
 * {@link NodeFunctions}.
 */
record NormNodes(OnnxGraph graph, Layout layout, Optional<NodeFunctions> functions) {
    private static final float EPSILON = 1e-5f;

    /** x: (.., C); weight and bias: (C). */
    Value normalise(Value x, Value weight, Value bias) {
        if (functions.isEmpty()) {
            return standard(x, weight, bias);
        }
        NodeFunctions own = functions.get();
        return switch (x.rank()) {
            case 3 -> own.normalised(x, weight, bias);
            case 4 -> {
                Value rows = layout.reshape(x, x.dim(0).times(x.dim(1)), x.dim(2), x.dim(3));
                Value normalised = own.normalised(rows, weight, bias);
                yield layout.reshape(normalised, x.dim(0), x.dim(1), x.dim(2), x.dim(3));
            }
            default -> standard(x, weight, bias);
        };
    }

    private Value standard(Value x, Value weight, Value bias) {
        return graph.node(Operator.LAYER_NORMALIZATION)
                .with("axis", -1)
                .with("epsilon", EPSILON)
                .of(x, weight, bias);
    }
}
