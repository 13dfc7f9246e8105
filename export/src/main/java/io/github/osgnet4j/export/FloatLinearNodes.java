package io.github.osgnet4j.export;

import io.github.osgnet4j.export.onnx.Layout;
import io.github.osgnet4j.export.onnx.OnnxGraph;
import io.github.osgnet4j.export.onnx.Operator;
import io.github.osgnet4j.export.onnx.Value;
import java.util.Optional;

/** Products in floating point. */
record FloatLinearNodes(OnnxGraph graph, Weights weights, ConvolutionNodes convolutions) implements LinearNodes {

    static FloatLinearNodes in(OnnxGraph graph, Weights weights) {
        return new FloatLinearNodes(graph, weights, new ConvolutionNodes(graph, new Layout(graph)));
    }

    @Override
    public Value linear(Value x, Value weight, Optional<Value> bias) {
        Value product = graph.apply(Operator.MATMUL, x, weights.transposed(weight));
        return bias.map(b -> graph.apply(Operator.ADD, product, weights.vector(b)))
                .orElse(product);
    }

    @Override
    public Value conv1d(Value x, Value weight, Optional<Value> bias) {
        long around = weight.dim(2).fixed() / 2;
        return convolutions.convolve(x, weights.plain(weight), bias.map(weights::vector), 1, 1, around, around);
    }
}
