package io.github.osgnet4j.export;

import io.github.osgnet4j.export.onnx.Layout;
import io.github.osgnet4j.export.onnx.OnnxGraph;
import io.github.osgnet4j.export.onnx.Operator;
import io.github.osgnet4j.export.onnx.Value;
import io.github.osgnet4j.runtime.bundle.Target;

/**
 * LayerNorm over the channels. ONNX Runtime's LayerNormalization takes three times as long on a CPU as its
 * SkipLayerNormalization, which normalises the sum of two inputs but loses digits when their mean is large: so x is
 * centred first, and (y + y) / sqrt(var(y + y) + 4 eps) is y / sqrt(var(y) + eps). On a GPU the standard operator is one
 * kernel, and the only one of the two that TensorRT knows.
 */
record NormNodes(OnnxGraph graph, Layout layout, Target target) {
    private static final float EPSILON = 1e-5f;

    /** x: (.., C); weight and bias: (C). */
    Value normalise(Value x, Value weight, Value bias) {
        if (target == Target.GPU) {
            return standard(x, weight, bias);
        }
        return switch (x.rank()) {
            case 3 -> centred(x, weight, bias);
            case 4 -> {
                Value rows = layout.reshape(x, x.dim(0).times(x.dim(1)), x.dim(2), x.dim(3));
                yield layout.reshape(centred(rows, weight, bias), x.dim(0), x.dim(1), x.dim(2), x.dim(3));
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

    private Value centred(Value x, Value weight, Value bias) {
        Value mean = graph.apply(Operator.REDUCE_MEAN, x, graph.integers(-1));
        Value y = graph.apply(Operator.SUB, x, mean);
        return graph.node(Operator.SKIP_LAYER_NORMALIZATION)
                .with("epsilon", 4 * EPSILON)
                .of(y, y, weight, bias);
    }
}
