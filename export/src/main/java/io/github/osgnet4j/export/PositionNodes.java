package io.github.osgnet4j.export;

import io.github.osgnet4j.export.onnx.Dim;
import io.github.osgnet4j.export.onnx.ElementType;
import io.github.osgnet4j.export.onnx.Layout;
import io.github.osgnet4j.export.onnx.OnnxGraph;
import io.github.osgnet4j.export.onnx.Operator;
import io.github.osgnet4j.export.onnx.Value;

/** Rows of the position table for a sequence. */
final class PositionNodes {

    private final OnnxGraph graph;
    private final Layout layout;

    PositionNodes(OnnxGraph graph, Layout layout) {
        this.graph = graph;
        this.layout = layout;
    }

    /** The first rows of the table, as (1, T, C). */
    Value leading(Value table, Dim steps) {
        return layout.unsqueeze(rows(table, layout.range(steps)), 0);
    }

    /**
     * The first rows of the table stretched to {@code padded} rows if it has fewer, as (1, T, C). One formula serves
     * both: without stretching, step t falls exactly on row t and the row after it has weight 0.
     */
    Value interpolated(Value table, Dim steps, Dim padded) {
        float tableRows = table.dim(0).fixed();
        Value ratio = graph.apply(
                Operator.MIN,
                graph.apply(Operator.DIV, graph.constant(tableRows), floats(graph.length(padded))),
                graph.constant(1f));
        Value centre = graph.apply(Operator.ADD, floats(layout.range(steps)), graph.constant(0.5f));
        Value at = graph.apply(
                Operator.MAX,
                graph.apply(Operator.SUB, graph.apply(Operator.MUL, centre, ratio), graph.constant(0.5f)),
                graph.constant(0f));
        Value below = graph.apply(Operator.FLOOR, at);
        Value weight = layout.unsqueeze(graph.apply(Operator.SUB, at, below), 1);
        Value low = integers(below);
        Value high = graph.apply(
                Operator.MIN,
                graph.apply(Operator.ADD, low, graph.integer(1)),
                graph.integer(table.dim(0).fixed() - 1));
        Value rest = graph.apply(Operator.SUB, graph.constant(1f), weight);
        Value sum = graph.apply(
                Operator.ADD,
                graph.apply(Operator.MUL, rest, rows(table, low)),
                graph.apply(Operator.MUL, weight, rows(table, high)));
        return layout.unsqueeze(sum, 0);
    }

    private Value rows(Value table, Value indices) {
        return graph.node(Operator.GATHER).with("axis", 0).of(table, indices);
    }

    private Value floats(Value x) {
        return graph.node(Operator.CAST).with("to", ElementType.FLOAT).of(x);
    }

    private Value integers(Value x) {
        return graph.node(Operator.CAST).with("to", ElementType.INT64).of(x);
    }
}
