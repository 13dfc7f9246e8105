package io.github.osgnet4j.export;

import io.github.osgnet4j.export.onnx.Dim;
import io.github.osgnet4j.export.onnx.Layout;
import io.github.osgnet4j.export.onnx.OnnxGraph;
import io.github.osgnet4j.export.onnx.Operator;
import io.github.osgnet4j.export.onnx.Value;
import java.util.Optional;

/** Every slot of every step of every sample has its place, (B, O, T, C), with zeros where there is no object. */
record DenseObjectNodes(
        OnnxGraph graph, Layout layout, Masks masks, ConvolutionNodes convolutions, AttentionNodes attention)
        implements ObjectNodes {

    @Override
    public Value rows(Value table, Value fallback, Value index) {
        Value rows = layout.concat(0, table, layout.unsqueeze(fallback, 0));
        Value last = graph.length(table.dim(0));
        Value byObject = layout.transpose(index, 0, 2, 1);
        Value row = graph.apply(Operator.WHERE, masks.objects(index), byObject, last);
        return layout.gather(rows, row, 0);
    }

    @Override
    public Value masked(Value x, Value index) {
        return graph.apply(Operator.MUL, x, masks.objectFactor(index));
    }

    @Override
    public Value conv1d(Value x, Value none, Taps taps, Value index) {
        long padding = taps.count() / 2;
        Value y = convolutions.convolve(
                x, taps.kernel(), Optional.empty(), x.dim(-1).fixed(), 1, padding, padding);
        return masked(y, index);
    }

    @Override
    public Value within(Value x, Value index) {
        return layout.slice(x, -2, Dim.of(0), index.dim(1));
    }

    @Override
    public Value stepsWithObjects(Value x, Value index) {
        return x;
    }

    @Override
    public Value placed(Value x, Value none, Value index) {
        return x;
    }

    @Override
    public Value attention(Value q, Value k, Value v, int heads, Value index) {
        return attention.overObjects(q, k, masked(v, index), heads, masks.objectPenalty(index));
    }
}
