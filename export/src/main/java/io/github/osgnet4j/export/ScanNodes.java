package io.github.osgnet4j.export;

import io.github.osgnet4j.export.onnx.Dim;
import io.github.osgnet4j.export.onnx.ElementType;
import io.github.osgnet4j.export.onnx.Layout;
import io.github.osgnet4j.export.onnx.OnnxGraph;
import io.github.osgnet4j.export.onnx.Operator;
import io.github.osgnet4j.export.onnx.Shape;
import io.github.osgnet4j.export.onnx.Value;
import java.util.List;

/** The selective scan as an ONNX Scan over the steps, its state (B, N, D) with the channels innermost. */
final class ScanNodes implements SelectiveScan {

    private final OnnxGraph graph;
    private final Layout layout;

    ScanNodes(OnnxGraph graph, Layout layout) {
        this.graph = graph;
        this.layout = layout;
    }

    @Override
    public Value scan(Value u, Value delta, Value a, Value b, Value c) {
        Dim batch = u.dim(0);
        Dim steps = u.dim(1);
        Dim channels = u.dim(2);
        Dim states = a.dim(0);
        Value input = graph.apply(Operator.MUL, delta, u);
        Value zero = graph.apply(Operator.CONSTANT_OF_SHAPE, graph.lengths(List.of(batch, states, channels)));
        OnnxGraph body = graph.subgraph("selective_scan");
        Value h = body.input(body.fresh("h"), ElementType.FLOAT, Shape.of(batch, states, channels));
        Value dt = body.input(body.fresh("delta_t"), ElementType.FLOAT, Shape.of(batch, Dim.of(1), channels));
        Value x = body.input(body.fresh("input_t"), ElementType.FLOAT, Shape.of(batch, Dim.of(1), channels));
        Value bt = body.input(body.fresh("b_t"), ElementType.FLOAT, Shape.of(batch, states, Dim.of(1)));
        Value ct = body.input(body.fresh("c_t"), ElementType.FLOAT, Shape.of(batch, Dim.of(1), states));
        Value decay = body.apply(Operator.EXP, body.apply(Operator.MUL, dt, a));
        Value next = body.apply(Operator.ADD, body.apply(Operator.MUL, h, decay), body.apply(Operator.MUL, bt, x));
        body.output(next);
        body.output(body.apply(Operator.MATMUL, ct, next));
        Value y = graph.node(Operator.SCAN)
                .with("body", body)
                .with("num_scan_inputs", 4)
                .of(
                        2,
                        zero,
                        layout.unsqueeze(stepsFirst(delta), 2),
                        layout.unsqueeze(stepsFirst(input), 2),
                        layout.unsqueeze(stepsFirst(b), 3),
                        layout.unsqueeze(stepsFirst(c), 2))
                .get(1);
        return layout.transpose(layout.reshape(y, steps, batch, channels), 1, 0, 2);
    }

    private Value stepsFirst(Value x) {
        return layout.transpose(x, 1, 0, 2);
    }
}
