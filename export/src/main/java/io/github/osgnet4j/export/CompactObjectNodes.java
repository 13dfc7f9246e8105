package io.github.osgnet4j.export;

import io.github.osgnet4j.export.onnx.Dim;
import io.github.osgnet4j.export.onnx.ElementType;
import io.github.osgnet4j.export.onnx.Layout;
import io.github.osgnet4j.export.onnx.OnnxGraph;
import io.github.osgnet4j.export.onnx.Operator;
import io.github.osgnet4j.export.onnx.Value;
import java.util.HashMap;
import java.util.Map;

/**
 * The objects of one video as rows (1, N, C): only places with an object, step by step and within a step slot by slot.
 * Neighbours are found by their row; all neighbours without an object have the same value.
 */
final class CompactObjectNodes implements ObjectNodes {

    private final OnnxGraph graph;
    private final Layout layout;
    private final Masks masks;
    private final AttentionNodes attention;
    private final Map<Value, Places> places = new HashMap<>();
    private final Map<Value, Steps> steps = new HashMap<>();

    /**
     * Where the objects of an index are.
     *
     * @param flat the index as (T O)
     * @param holds whether each of its elements is an object, (T O)
     * @param order how many objects there are up to each element, itself included, less 1, (T O)
     * @param at the elements that are objects, (N)
     */
    private record Places(Value flat, Value holds, Value order, Value at) {

        Dim count() {
            return at.dim(0);
        }
    }

    /**
     * The steps that show an object.
     *
     * @param at their positions, (M)
     * @param number of each step among them, M where it is none of them, (T)
     */
    private record Steps(Value at, Value number) {}

    CompactObjectNodes(OnnxGraph graph, Layout layout, Masks masks, AttentionNodes attention) {
        this.graph = graph;
        this.layout = layout;
        this.masks = masks;
        this.attention = attention;
    }

    @Override
    public Value rows(Value table, Value fallback, Value index) {
        Places p = places(index);
        return layout.unsqueeze(layout.gather(table, layout.gather(p.flat(), p.at(), 0), 0), 0);
    }

    @Override
    public Value conv1d(Value x, Value none, Taps taps, Value index) {
        Value everywhere = layout.concat(1, x, layout.unsqueeze(none, 0, 1), zeroRow(x.dim(2)));
        return taps.sum(graph, x, offset -> layout.gather(everywhere, neighbours(index, offset), 1));
    }

    @Override
    public Value stepsWithObjects(Value x, Value index) {
        return layout.gather(x, steps(index).at(), 1);
    }

    @Override
    public Value placed(Value x, Value none, Value index) {
        Steps s = steps(index);
        if (none.rank() == 1) {
            return layout.gather(layout.concat(1, x, layout.unsqueeze(none, 0, 1)), s.number(), 1);
        }
        Value placed = graph.apply(
                Operator.SCATTER_ND, layout.squeeze(none, 0), layout.unsqueeze(s.at(), 1), layout.squeeze(x, 0));
        return layout.unsqueeze(placed, 0);
    }

    /** q: (1, M, C); k, v: (1, N, C). */
    @Override
    public Value attention(Value q, Value k, Value v, int heads, Value index) {
        Dim none = k.dim(1);
        Value numbers = layout.reshape(numbers(places(index), none), index.dim(1), index.dim(2));
        Value slots = layout.transpose(layout.gather(numbers, steps(index).at(), 0), 1, 0);
        Value holds = graph.apply(Operator.LESS, slots, graph.length(none));
        Value penalty = layout.unsqueeze(masks.penalty(holds), 0, 3);
        return attention.overObjects(q, bySlot(k, slots), bySlot(v, slots), heads, penalty);
    }

    /** (1, N, C) as (1, O, M, C), zeros in empty slots. */
    private Value bySlot(Value x, Value slots) {
        return layout.gather(layout.concat(1, x, zeroRow(x.dim(2))), slots, 1);
    }

    /** (N): for each object the row of the one {@code offset} steps on in its slot, N for none, N + 1 beyond the ends. */
    private Value neighbours(Value index, int offset) {
        Places p = places(index);
        Dim slots = index.dim(2);
        Dim beyond = slots.times(Math.abs(offset));
        Value end = layout.expand(layout.unsqueeze(graph.length(p.count().plus(1)), 0), beyond);
        Value numbers = numbers(p, p.count());
        Value line = offset < 0 ? layout.concat(0, end, numbers) : layout.concat(0, numbers, end);
        Value at = offset < 0 ? p.at() : graph.apply(Operator.ADD, p.at(), graph.length(beyond));
        return layout.gather(line, at, 0);
    }

    private Value numbers(Places p, Dim none) {
        return graph.apply(Operator.WHERE, p.holds(), p.order(), graph.length(none));
    }

    private Places places(Value index) {
        return places.computeIfAbsent(
                index,
                i -> graph.scoped("objects", () -> {
                    Value flat = layout.reshape(i, i.dim(1).times(i.dim(2)));
                    Value holds = graph.apply(Operator.GREATER_OR_EQUAL, flat, graph.integer(0));
                    return new Places(flat, holds, order(holds), trueAt(holds));
                }));
    }

    private Steps steps(Value index) {
        return steps.computeIfAbsent(
                index,
                i -> graph.scoped("objects", () -> {
                    Value best = graph.node(Operator.REDUCE_MAX)
                            .with("keepdims", 0)
                            .of(layout.squeeze(i, 0), graph.integers(-1));
                    Value holds = graph.apply(Operator.GREATER_OR_EQUAL, best, graph.integer(0));
                    Value at = trueAt(holds);
                    return new Steps(at, graph.apply(Operator.WHERE, holds, order(holds), graph.length(at.dim(0))));
                }));
    }

    /** How many are true up to each element, itself included, less 1. */
    private Value order(Value holds) {
        Value ones = layout.cast(holds, ElementType.INT64);
        return graph.apply(Operator.SUB, graph.apply(Operator.CUM_SUM, ones, graph.integer(0)), graph.integer(1));
    }

    /**
     * The positions of the true ones; the first position if there are none, as not every operator takes an empty
     * tensor. What is computed there is not used, or is the value of a step without objects.
     */
    private Value trueAt(Value holds) {
        Value ones = layout.cast(holds, ElementType.INT64);
        Value none = graph.apply(
                Operator.EQUAL, graph.apply(Operator.REDUCE_MAX, ones, graph.integers(0)), graph.integer(0));
        Value first = graph.apply(Operator.EQUAL, layout.range(holds.dim(0)), graph.integer(0));
        Value some = graph.apply(Operator.OR, holds, graph.apply(Operator.AND, first, none));
        Value at = layout.squeeze(graph.apply(Operator.NON_ZERO, some), 0);
        String count = at.dim(0).symbolName().orElseThrow();
        graph.bind(count, graph.node(Operator.SHAPE).of(at));
        return at;
    }

    private Value zeroRow(Dim channels) {
        int c = Math.toIntExact(channels.fixed());
        return graph.sharedConstant("zero_row_" + c, new long[] {1, 1, c}, new float[c]);
    }
}
