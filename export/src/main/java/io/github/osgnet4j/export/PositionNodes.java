package io.github.osgnet4j.export;

import io.github.osgnet4j.export.onnx.Dim;
import io.github.osgnet4j.export.onnx.ElementType;
import io.github.osgnet4j.export.onnx.Layout;
import io.github.osgnet4j.export.onnx.OnnxGraph;
import io.github.osgnet4j.export.onnx.Operator;
import io.github.osgnet4j.export.onnx.Value;

/** Rows of the position table for a sequence. */
record PositionNodes(OnnxGraph graph, Layout layout) {
    /** The first rows of the table, as (1, T, C). */
    Value leading(Value table, Dim steps) {
        return layout.unsqueeze(layout.gather(table, layout.range(steps), 0), 0);
    }

    /**
     * The first rows of the table stretched to {@code padded} rows if it has fewer, as (1, T, C). One formula serves
     * both: without stretching, step t falls exactly on row t and the row after it has weight 0.
     */
    Value interpolated(Value table, Dim steps, Dim padded) {
        float tableRows = table.dim(0).fixed();
        Value ratio = graph.apply(
                Operator.MIN,
                graph.apply(
                        Operator.DIV, graph.constant(tableRows), layout.cast(graph.length(padded), ElementType.FLOAT)),
                graph.constant(1f));
        Value centre =
                graph.apply(Operator.ADD, layout.cast(layout.range(steps), ElementType.FLOAT), graph.constant(0.5f));
        Value at = graph.apply(
                Operator.MAX,
                graph.apply(Operator.SUB, graph.apply(Operator.MUL, centre, ratio), graph.constant(0.5f)),
                graph.constant(0f));
        Value below = graph.apply(Operator.FLOOR, at);
        Value weight = layout.unsqueeze(graph.apply(Operator.SUB, at, below), 1);
        Value low = layout.cast(below, ElementType.INT64);
        Value high = graph.apply(
                Operator.MIN,
                graph.apply(Operator.ADD, low, graph.integer(1)),
                graph.integer(table.dim(0).fixed() - 1));
        Value rest = graph.apply(Operator.SUB, graph.constant(1f), weight);
        Value sum = graph.apply(
                Operator.ADD,
                graph.apply(Operator.MUL, rest, layout.gather(table, low, 0)),
                graph.apply(Operator.MUL, weight, layout.gather(table, high, 0)));
        return layout.unsqueeze(sum, 0);
    }
}
