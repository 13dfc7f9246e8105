package io.github.osgnet4j.export;

import io.github.osgnet4j.export.onnx.Dim;
import io.github.osgnet4j.export.onnx.ElementType;
import io.github.osgnet4j.export.onnx.Layout;
import io.github.osgnet4j.export.onnx.NodeBuilder;
import io.github.osgnet4j.export.onnx.OnnxGraph;
import io.github.osgnet4j.export.onnx.Operator;
import io.github.osgnet4j.export.onnx.Shape;
import io.github.osgnet4j.export.onnx.Value;
import java.util.List;

/**
 * The selective scan of one sample as an ONNX Scan over chunks around a Scan over steps: the exponentials of a chunk are
 * one operation, which several threads share, and in the cache when the steps need them. The state is a matrix (N, D), so
 * that a Gemm adds what a step brings. The last chunk is filled up with steps that neither decay nor bring anything.
 *
 * @param backwards whether it goes from the last step to the first
 */
record ScanNodes(OnnxGraph graph, Layout layout, boolean backwards) implements SelectiveScan {
    private static final long CHUNK = 32;

    @Override
    public Value scan(Value u, Value delta, Value a, Value b, Value c) {
        Value input = graph.apply(Operator.MUL, delta, u);
        Dim steps = delta.dim(1);
        Dim channels = delta.dim(2);
        Dim states = a.dim(0);
        Dim one = Dim.of(1);
        Dim length = Dim.of(CHUNK);
        Shape state = Shape.of(states, channels);
        OnnxGraph chunk = graph.subgraph("selective_scan");
        Value h0 = chunk.input(chunk.fresh("h"), ElementType.FLOAT, state);
        Value dts = chunk.input(chunk.fresh("delta"), ElementType.FLOAT, Shape.of(length, one, channels));
        Value xs = chunk.input(chunk.fresh("input"), ElementType.FLOAT, Shape.of(length, one, channels));
        Value bs = chunk.input(chunk.fresh("b"), ElementType.FLOAT, Shape.of(length, states, one));
        Value cs = chunk.input(chunk.fresh("c"), ElementType.FLOAT, Shape.of(length, one, states));
        Value decays = chunk.apply(Operator.EXP, chunk.apply(Operator.MUL, dts, a));
        OnnxGraph step = chunk.subgraph("selective_scan_step");
        Value h = step.input(step.fresh("h"), ElementType.FLOAT, state);
        Value decay = step.input(step.fresh("decay_t"), ElementType.FLOAT, state);
        Value x = step.input(step.fresh("input_t"), ElementType.FLOAT, Shape.of(one, channels));
        Value bt = step.input(step.fresh("b_t"), ElementType.FLOAT, Shape.of(states, one));
        Value ct = step.input(step.fresh("c_t"), ElementType.FLOAT, Shape.of(one, states));
        Value next = step.apply(Operator.GEMM, bt, x, step.apply(Operator.MUL, h, decay));
        step.output(next);
        step.output(step.apply(Operator.MATMUL, ct, next));
        List<Value> scanned = over(chunk, step, h0, decays, xs, bs, cs);
        chunk.output(scanned.get(0));
        chunk.output(scanned.get(1));
        Value zero = graph.apply(Operator.CONSTANT_OF_SHAPE, graph.lengths(List.of(states, channels)));
        Value y = over(
                        graph,
                        chunk,
                        zero,
                        chunks(delta, one, channels),
                        chunks(input, one, channels),
                        chunks(b, states, one),
                        chunks(c, one, states))
                .get(1);
        Dim chunks = steps.ceilDiv(CHUNK);
        Value all = layout.reshape(y, one, chunks.times(CHUNK), channels);
        return layout.slice(all, 1, Dim.of(0), steps);
    }

    /** The last state, and what each of the elements gives; where there are four to scan. */
    private List<Value> over(OnnxGraph around, OnnxGraph body, Value... inputs) {
        NodeBuilder node = around.node(Operator.SCAN).with("body", body).with("num_scan_inputs", 4);
        if (backwards) {
            node.with("scan_input_directions", 1, 1, 1, 1).with("scan_output_directions", new long[] {1});
        }
        return node.of(2, inputs);
    }

    /** (1, T, X) as (T / chunk, chunk, rows, columns), the last chunk filled with zeros. */
    private Value chunks(Value x, Dim rows, Dim columns) {
        Dim steps = x.dim(1);
        Dim chunks = steps.ceilDiv(CHUNK);
        Value filled = layout.pad(x, 1, Dim.of(0), chunks.times(CHUNK).minus(steps));
        return layout.reshape(filled, chunks, Dim.of(CHUNK), rows, columns);
    }
}
