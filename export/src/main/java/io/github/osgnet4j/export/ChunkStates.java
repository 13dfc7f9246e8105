package io.github.osgnet4j.export;

import io.github.osgnet4j.export.onnx.Dim;
import io.github.osgnet4j.export.onnx.ElementType;
import io.github.osgnet4j.export.onnx.Layout;
import io.github.osgnet4j.export.onnx.OnnxGraph;
import io.github.osgnet4j.export.onnx.Operator;
import io.github.osgnet4j.export.onnx.Value;
import java.util.ArrayList;
import java.util.List;

/**
 * The states in which the chunks of a selective scan start: H_k = exp(S_{k-1} A) H_{k-1} + E_{k-1}, where S is the sum of a
 * chunk's step sizes and E what it adds. That is a scan again, over fewer items: they are cut into chunks of chunks, and
 * what those start in is so small that every one is compared with every earlier one.
 */
record ChunkStates(OnnxGraph graph, Layout layout) {
    /**
     * The states before each chunk.
     *
     * @param batch B
     * @param chunks K
     * @param sizes (B K, D)
     * @param added (B K, N, D)
     * @param a (N, D), negative
     * @return (B K, N, D)
     */
    Value before(Dim batch, Dim chunks, Value sizes, Value added, Value a) {
        Dim states = a.dim(0);
        Dim channels = a.dim(1);
        Chunks cut = new Chunks(graph, layout, batch, chunks);
        Value s = cut.cut(layout.reshape(sizes, batch, chunks, channels));
        Value e = cut.cut(layout.reshape(added, batch, chunks, states, channels));
        Value sum = cut.total(graph.apply(Operator.MUL, decay(cut.sumOfLater(s), a), e));
        Value start = first(batch, cut.chunks(), cut.total(s), sum, a);
        Value all = cut.join(walk(start, decay(s, a), e));
        return layout.reshape(all, batch.times(chunks), states, channels);
    }

    /** exp(s A): (M, L, D) to (M, L, N, D). */
    private Value decay(Value s, Value a) {
        return graph.apply(Operator.EXP, graph.apply(Operator.MUL, layout.unsqueeze(s, 2), a));
    }

    /** The states before each item of the chunks, (M, L, N, D), from those before the chunks, (M, N, D). */
    private Value walk(Value start, Value decay, Value added) {
        List<Value> decays = layout.split(decay, 1, Chunks.SINGLES);
        List<Value> adds = layout.split(added, 1, Chunks.SINGLES);
        Value h = layout.unsqueeze(start, 1);
        List<Value> states = new ArrayList<>(List.of(h));
        for (int i = 0; i + 1 < Chunks.LENGTH; i++) {
            h = graph.apply(Operator.ADD, graph.apply(Operator.MUL, h, decays.get(i)), adds.get(i));
            states.add(h);
        }
        return layout.concat(1, states.toArray(Value[]::new));
    }

    /**
     * The same as {@link #before} without chunks, each item with each: the sum of what earlier ones added, faded by the
     * sizes of those between.
     *
     * @param sizes (B K, D)
     * @param added (B K, N, D)
     * @return (B K, N, D)
     */
    private Value first(Dim batch, Dim items, Value sizes, Value added, Value a) {
        Dim pairs = items.times(items);
        Value s = layout.reshape(sizes, batch, items, sizes.dim(1));
        Value gaps = graph.apply(Operator.MATMUL, layout.reshape(between(items), pairs, items), s);
        Value decay = graph.apply(Operator.EXP, graph.apply(Operator.MUL, layout.unsqueeze(gaps, 2), a));
        Value paired = layout.reshape(decay, batch, items, items, a.dim(0), a.dim(1));
        Value e = layout.reshape(added, batch, Dim.of(1), items, a.dim(0), a.dim(1));
        Value earlier = layout.unsqueeze(earlier(items), 2, 3);
        Value terms = graph.apply(Operator.MUL, paired, graph.apply(Operator.MUL, e, earlier));
        Value sum = layout.sum(terms, 2);
        return layout.reshape(sum, batch.times(items), a.dim(0), a.dim(1));
    }

    /** (K, K, K): 1 where item m is after j and before k, at [k, j, m]. */
    private Value between(Dim items) {
        Value k = layout.unsqueeze(layout.range(items), 1, 2);
        Value j = layout.unsqueeze(layout.range(items), 1);
        Value m = layout.range(items);
        Value between = graph.apply(Operator.AND, graph.apply(Operator.LESS, j, m), graph.apply(Operator.LESS, m, k));
        return layout.cast(between, ElementType.FLOAT);
    }

    /** (K, K): 1 where item j is before k, at [k, j]. */
    private Value earlier(Dim items) {
        Value k = layout.unsqueeze(layout.range(items), 1);
        return layout.cast(graph.apply(Operator.LESS, layout.range(items), k), ElementType.FLOAT);
    }
}
