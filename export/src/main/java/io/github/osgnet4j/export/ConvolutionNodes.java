package io.github.osgnet4j.export;

import io.github.osgnet4j.export.onnx.Dim;
import io.github.osgnet4j.export.onnx.Layout;
import io.github.osgnet4j.export.onnx.NodeBuilder;
import io.github.osgnet4j.export.onnx.OnnxGraph;
import io.github.osgnet4j.export.onnx.Operator;
import io.github.osgnet4j.export.onnx.Value;
import java.util.Optional;
import java.util.function.UnaryOperator;

/**
 * Operations on neighbouring steps. ONNX requires channels before steps for them, so each call transposes back and
 * forth.
 */
record ConvolutionNodes(OnnxGraph graph, Layout layout) {
    /**
     * Convolution over the steps of x (.., T, C).
     *
     * @param weight (O, I / group, K)
     * @param bias (O)
     */
    Value convolve(Value x, Value weight, Optional<Value> bias, long group, long stride, long before, long after) {
        return channelsFirst(x, y -> {
            NodeBuilder conv = graph.node(Operator.CONV)
                    .with("kernel_shape", new long[] {weight.dim(2).fixed()})
                    .with("strides", new long[] {stride})
                    .with("pads", before, after)
                    .with("group", group);
            return bias.isPresent() ? conv.of(y, weight, bias.get()) : conv.of(y, weight);
        });
    }

    /** The largest of {@code kernel} steps of x (.., T, C). */
    Value maxPool(Value x, long kernel, long stride, long padding) {
        return channelsFirst(
                x,
                y -> graph.node(Operator.MAX_POOL)
                        .with("kernel_shape", new long[] {kernel})
                        .with("strides", new long[] {stride})
                        .with("pads", padding, padding)
                        .of(y));
    }

    private Value channelsFirst(Value x, UnaryOperator<Value> operation) {
        if (x.rank() == 3) {
            return layout.transpose(operation.apply(layout.transpose(x, 0, 2, 1)), 0, 2, 1);
        }
        Dim batch = x.dim(0);
        Dim objects = x.dim(1);
        Value y = channelsFirst(layout.reshape(x, batch.times(objects), x.dim(2), x.dim(3)), operation);
        return layout.reshape(y, batch, objects, y.dim(1), y.dim(2));
    }
}
