package io.github.osgnet4j.export.onnx;

import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.stream.IntStream;

/** Types of operators that pick, place or make elements by index. */
final class IndexInference {

    private static final long FAR = Integer.MAX_VALUE;

    private IndexInference() {}

    /** Bounds that are formulas are taken to lie inside their axis. */
    static List<ValueType> slice(Call call) {
        Shape x = call.shape(0);
        List<Dim> starts = call.contents(1);
        List<Dim> ends = call.contents(2);
        long[] axes = call.optional(3).isPresent()
                ? call.numbers(3)
                : IntStream.range(0, starts.size()).asLongStream().toArray();
        long[] steps = ones(axes.length);
        if (call.optional(4).isPresent()) {
            steps = call.numbers(4);
        }
        call.expect(
                starts.size() == axes.length && ends.size() == axes.length && steps.length == axes.length,
                "starts, ends, axes and steps differ in number");
        Shape out = x;
        for (int i = 0; i < axes.length; i++) {
            int axis = call.axis(axes[i], x.rank());
            call.expect(steps[i] != 0, "a step of 0");
            Dim length = length(x.dim(axis), starts.get(i), ends.get(i), steps[i]);
            call.expect(!length.isFixed() || length.fixed() >= 0, "an empty range on axis " + axis);
            out = out.with(axis, length);
        }
        return List.of(new ValueType(call.element(0), out, slicedContents(call, starts, ends, steps)));
    }

    private static Dim length(Dim dim, Dim start, Dim end, long step) {
        if (step > 0) {
            return position(dim, end).minus(position(dim, start)).ceilDiv(step);
        }
        Dim last = start.isFixed() && start.fixed() >= FAR ? dim.plus(-1) : position(dim, start);
        Dim before = end.isFixed() && end.fixed() < -FAR ? Dim.of(-1) : position(dim, end);
        return last.minus(before).ceilDiv(-step);
    }

    /** An index counted from the axis' start. */
    private static Dim position(Dim dim, Dim index) {
        if (!index.isFixed()) {
            return index;
        }
        if (index.fixed() >= FAR) {
            return dim;
        }
        Dim position = index.fixed() < 0 ? dim.plus(index) : index;
        if (dim.isFixed()) {
            return Dim.of(Math.max(0, Math.min(dim.fixed(), position.fixed())));
        }
        return position;
    }

    private static Optional<List<Dim>> slicedContents(Call call, List<Dim> starts, List<Dim> ends, long[] steps) {
        Optional<List<Dim>> contents = call.input(0).contents();
        boolean plain = call.input(0).rank() == 1 && steps[0] == 1;
        if (contents.isEmpty() || !plain) {
            return Optional.empty();
        }
        Dim n = call.shape(0).dim(0);
        Dim from = position(n, starts.get(0));
        Dim to = position(n, ends.get(0));
        return from.isFixed() && to.isFixed()
                ? Optional.of(contents.get().subList((int) from.fixed(), (int) to.fixed()))
                : Optional.empty();
    }

    static List<ValueType> gather(Call call) {
        Shape x = call.shape(0);
        call.expect(call.element(1).isInteger(), "indices must be integers");
        int axis = call.axis("axis", 0, x.rank());
        Shape out = x.slice(0, axis).concat(call.shape(1)).concat(x.slice(axis + 1, x.rank()));
        return List.of(new ValueType(call.element(0), out, gatheredContents(call)));
    }

    private static Optional<List<Dim>> gatheredContents(Call call) {
        Optional<List<Dim>> data = call.input(0).contents();
        Optional<List<Dim>> indices = call.input(1).contents();
        boolean plain = call.input(0).rank() == 1 && call.input(1).rank() <= 1;
        if (!plain
                || data.isEmpty()
                || indices.isEmpty()
                || !indices.get().stream().allMatch(Dim::isFixed)) {
            return Optional.empty();
        }
        int n = data.get().size();
        return Optional.of(indices.get().stream()
                .map(i -> data.get().get(call.axis(i.fixed(), n)))
                .toList());
    }

    static List<ValueType> gatherElements(Call call) {
        Shape x = call.shape(0);
        Shape indices = call.shape(1);
        call.expect(call.element(1).isInteger(), "indices must be integers");
        call.expect(x.rank() == indices.rank(), "data and indices differ in rank");
        call.axis("axis", 0, x.rank());
        return Call.one(call.element(0), indices);
    }

    static List<ValueType> scatterNd(Call call) {
        Shape x = call.shape(0);
        Shape indices = call.shape(1);
        call.expectElement(1, ElementType.INT64);
        call.expect(call.element(0) == call.element(2), "element types differ");
        call.expect(indices.rank() >= 1 && indices.dim(-1).isFixed(), "the index tuples must have a fixed length");
        int depth = (int) indices.dim(-1).fixed();
        call.expect(depth <= x.rank(), "the index tuples are longer than the rank");
        Shape updates = indices.slice(0, indices.rank() - 1).concat(x.slice(depth, x.rank()));
        call.expect(call.shape(2).equals(updates), "updates must have shape " + updates);
        return Call.one(call.element(0), x);
    }

    /** How many elements are not zero shows when the graph runs: a symbol of its own, named after the node. */
    static List<ValueType> nonZero(Call call) {
        Dim count = Dim.symbol("count_" + call.name().replaceAll("\\W", "_"));
        return Call.one(ElementType.INT64, Shape.of(Dim.of(call.shape(0).rank()), count));
    }

    static List<ValueType> reverseSequence(Call call) {
        Shape x = call.shape(0);
        call.expect(x.rank() >= 2, "needs a batch axis and a time axis");
        long batch = call.attributes().integer("batch_axis", 1);
        long time = call.attributes().integer("time_axis", 0);
        call.expect(batch + time == 1 && batch * time == 0, "batch and time axes must be 0 and 1");
        call.expectElement(1, ElementType.INT64);
        call.expect(call.shape(1).equals(Shape.of(x.dim((int) batch))), "one length for each of " + x.dim((int) batch));
        return Call.one(call.element(0), x);
    }

    static List<ValueType> range(Call call) {
        call.expectOneElement();
        for (int i = 0; i < 3; i++) {
            call.expectRank(i, 0);
        }
        Dim start = call.contents(0).get(0);
        Dim limit = call.contents(1).get(0);
        long step = call.numbers(2)[0];
        call.expect(step != 0, "a step of 0");
        Dim length =
                step > 0 ? limit.minus(start).ceilDiv(step) : start.minus(limit).ceilDiv(-step);
        return Call.one(call.element(0), Shape.of(length));
    }

    static List<ValueType> constantOfShape(Call call) {
        ElementType element =
                call.attributes().tensor("value").map(Initializer::element).orElse(ElementType.FLOAT);
        return Call.one(element, new Shape(call.contents(0)));
    }

    private static long[] ones(int n) {
        long[] ones = new long[n];
        Arrays.fill(ones, 1);
        return ones;
    }
}
