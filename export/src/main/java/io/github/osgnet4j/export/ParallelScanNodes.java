package io.github.osgnet4j.export;

import io.github.osgnet4j.export.onnx.Dim;
import io.github.osgnet4j.export.onnx.Layout;
import io.github.osgnet4j.export.onnx.OnnxGraph;
import io.github.osgnet4j.export.onnx.Operator;
import io.github.osgnet4j.export.onnx.Value;
import java.util.ArrayList;
import java.util.List;

/**
 * The selective scan for a GPU: few and large kernels, no Scan or Loop, any number of steps. The steps are cut into
 * chunks. First each chunk says what it adds to the state, as one sum over its steps; from that {@link ChunkStates} finds
 * the state in which each chunk starts; then all chunks go through their steps side by side. A chunk's steps are unrolled:
 * what one of them makes is small enough to stay in the GPU's cache, and no tensor of states of all steps is kept.
 *
 * <p>Decays are exponentials of sums of step sizes, never quotients or differences, so nothing overflows or cancels.
 */
record ParallelScanNodes(OnnxGraph graph, Layout layout) implements SelectiveScan {

    @Override
    public Value scan(Value u, Value delta, Value a, Value b, Value c) {
        Dim batch = u.dim(0);
        Dim steps = u.dim(1);
        Chunks cut = new Chunks(graph, layout, batch, steps);
        Value dt = cut.cut(delta);
        Value x = cut.cut(graph.apply(Operator.MUL, delta, u));
        Value bt = layout.transpose(cut.cut(b), 0, 2, 1);
        Value ct = cut.cut(c);
        Value total = cut.total(dt);
        Value starts = new ChunkStates(graph, layout).before(batch, cut.chunks(), total, added(cut, dt, x, a, bt), a);
        return cut.join(outputs(starts, dt, x, a, bt, ct));
    }

    /**
     * What a chunk that starts at zero ends with.
     *
     * @param dt (M, L, D)
     * @param x (M, L, D), delta u
     * @param bt (M, N, L)
     * @return (M, N, D)
     */
    private Value added(Chunks cut, Value dt, Value x, Value a, Value bt) {
        Value rest = layout.unsqueeze(cut.sumOfLater(dt), 1);
        Value decay = graph.apply(Operator.EXP, graph.apply(Operator.MUL, rest, layout.unsqueeze(a, 1)));
        Value faded = graph.apply(Operator.MUL, decay, layout.unsqueeze(x, 1));
        Value sum = graph.apply(Operator.MATMUL, layout.unsqueeze(bt, 2), faded);
        return layout.squeeze(sum, 2);
    }

    /** The outputs of all steps, (M, L, D), from the states the chunks start in, (M, N, D). */
    private Value outputs(Value starts, Value dt, Value x, Value a, Value bt, Value ct) {
        List<Value> dts = singles(dt, 1);
        List<Value> xs = singles(x, 1);
        List<Value> bts = singles(bt, 2);
        List<Value> cts = singles(ct, 1);
        List<Value> ys = new ArrayList<>();
        Value h = starts;
        for (int i = 0; i < Chunks.LENGTH; i++) {
            Value decay = graph.apply(Operator.EXP, graph.apply(Operator.MUL, dts.get(i), a));
            Value input = graph.apply(Operator.MUL, bts.get(i), xs.get(i));
            h = graph.apply(Operator.ADD, graph.apply(Operator.MUL, h, decay), input);
            ys.add(graph.apply(Operator.MATMUL, cts.get(i), h));
        }
        return layout.concat(1, ys.toArray(Value[]::new));
    }

    private List<Value> singles(Value x, int axis) {
        return layout.split(x, axis, Chunks.SINGLES);
    }
}
