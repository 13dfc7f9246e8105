package io.github.osgnet4j.export.onnx;

import java.util.List;

/** Nodes that move elements, with shapes given as formulas instead of int64 tensors. */
public record Layout(OnnxGraph graph) {

    /**
     * The same elements in another shape.
     *
     * @throws GraphException if the numbers of elements are not the same formula
     */
    public Value reshape(Value x, Dim... dims) {
        if (x.shape().equals(Shape.of(dims))) {
            return x;
        }
        Value target = target(x, List.of(dims));
        Value known = new Value(target.graph(), target.name(), ValueType.lengths(List.of(dims)));
        return graph.apply(Operator.RESHAPE, x, known);
    }

    /** A constant where the symbols are copied axes, or one is what remains; else lengths computed when the graph runs. */
    private Value target(Value x, List<Dim> dims) {
        long[] numbers = new long[dims.size()];
        int open = 0;
        for (int i = 0; i < numbers.length; i++) {
            if (dims.get(i).isFixed()) {
                numbers[i] = dims.get(i).fixed();
            } else if (i >= x.rank() || !dims.get(i).equals(x.dim(i))) {
                numbers[i] = -1;
                open++;
            }
        }
        return open <= 1 ? graph.integers(numbers) : graph.lengths(dims);
    }

    public Value transpose(Value x, long... perm) {
        return graph.node(Operator.TRANSPOSE).with("perm", perm).of(x);
    }

    /** The positions from {@code from}, inclusive, to {@code to}, exclusive; both inside the axis. */
    public Value slice(Value x, int axis, Dim from, Dim to) {
        int a = axis < 0 ? axis + x.rank() : axis;
        if (from.is(0) && to.equals(x.dim(a))) {
            return x;
        }
        return graph.apply(
                Operator.SLICE, x, graph.lengths(List.of(from)), graph.lengths(List.of(to)), graph.integers(a));
    }

    public Value concat(int axis, Value... parts) {
        return parts.length == 1
                ? parts[0]
                : graph.node(Operator.CONCAT).with("axis", axis).of(parts);
    }

    /** Parts of these sizes, in order. */
    public List<Value> split(Value x, int axis, long... sizes) {
        return graph.node(Operator.SPLIT).with("axis", axis).of(sizes.length, x, graph.integers(sizes));
    }

    /** Repeats axes of length 1. */
    public Value expand(Value x, Dim... dims) {
        return x.shape().equals(Shape.of(dims)) ? x : graph.apply(Operator.EXPAND, x, graph.lengths(List.of(dims)));
    }

    public Value unsqueeze(Value x, long... axes) {
        return graph.apply(Operator.UNSQUEEZE, x, graph.integers(axes));
    }

    public Value squeeze(Value x, long... axes) {
        return graph.apply(Operator.SQUEEZE, x, graph.integers(axes));
    }

    /** Zeros before and after the elements of one axis. */
    public Value pad(Value x, int axis, Dim before, Dim after) {
        return pad(x, axis, before, after, Value.ABSENT);
    }

    /** A scalar before and after the elements of one axis. */
    public Value pad(Value x, int axis, Dim before, Dim after, Value with) {
        if (before.is(0) && after.is(0)) {
            return x;
        }
        return graph.apply(Operator.PAD, x, graph.lengths(List.of(before, after)), with, graph.integers(axis));
    }

    /** The elements at these positions of an axis. */
    public Value gather(Value x, Value at, int axis) {
        return graph.node(Operator.GATHER).with("axis", axis).of(x, at);
    }

    /** The same numbers as another type. */
    public Value cast(Value x, ElementType type) {
        return graph.node(Operator.CAST).with("to", type).of(x);
    }

    /** The sum over one axis, which goes. */
    public Value sum(Value x, int axis) {
        return graph.node(Operator.REDUCE_SUM).with("keepdims", 0).of(x, graph.integers(axis));
    }

    /** The int64 numbers 0, 1, ... n - 1. */
    public Value range(Dim n) {
        return graph.apply(Operator.RANGE, graph.integer(0), graph.length(n), graph.integer(1));
    }
}
