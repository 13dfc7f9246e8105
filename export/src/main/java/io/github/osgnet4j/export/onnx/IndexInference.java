package io.github.osgnet4j.export.onnx;

import java.util.List;

/** Types of operators that pick, place or make elements by index. */
final class IndexInference {

    private IndexInference() {}

    /** Bounds that are formulas are taken to lie inside their axis. */
    static List<ValueType> slice(OperatorCall call) {
        Shape x = call.shape(0);
        List<Dim> starts = call.contents(1);
        List<Dim> ends = call.contents(2);
        long[] axes = call.numbers(3);
        call.expect(
                starts.size() == axes.length && ends.size() == axes.length, "starts, ends and axes differ in number");
        Shape out = x;
        for (int i = 0; i < axes.length; i++) {
            int axis = call.axis(axes[i], x.rank());
            Dim length = position(x.dim(axis), ends.get(i)).minus(position(x.dim(axis), starts.get(i)));
            call.expect(!length.isFixed() || length.fixed() >= 0, "an empty range on axis " + axis);
            out = out.with(axis, length);
        }
        return OperatorCall.one(call.element(0), out);
    }

    /** An index counted from the axis' start. */
    private static Dim position(Dim dim, Dim index) {
        Dim position = index.isFixed() && index.fixed() < 0 ? dim.plus(index) : index;
        return dim.isFixed() && position.isFixed()
                ? Dim.of(Math.max(0, Math.min(dim.fixed(), position.fixed())))
                : position;
    }

    static List<ValueType> gather(OperatorCall call) {
        Shape x = call.shape(0);
        call.expect(call.element(1).isInteger(), "indices must be integers");
        int axis = call.axis("axis", 0, x.rank());
        Shape out = x.slice(0, axis).concat(call.shape(1)).concat(x.slice(axis + 1, x.rank()));
        return OperatorCall.one(call.element(0), out);
    }

    static List<ValueType> scatterNd(OperatorCall call) {
        Shape x = call.shape(0);
        Shape indices = call.shape(1);
        call.expectElement(1, ElementType.INT64);
        call.expect(call.element(0) == call.element(2), "element types differ");
        call.expect(indices.rank() >= 1 && indices.dim(-1).isFixed(), "the index tuples must have a fixed length");
        int depth = (int) indices.dim(-1).fixed();
        call.expect(depth <= x.rank(), "the index tuples are longer than the rank");
        Shape updates = indices.slice(0, indices.rank() - 1).concat(x.slice(depth, x.rank()));
        call.expect(call.shape(2).equals(updates), "updates must have shape " + updates);
        return OperatorCall.one(call.element(0), x);
    }

    /** How many elements are not zero shows when the graph runs: a symbol of its own, named after the node. */
    static List<ValueType> nonZero(OperatorCall call) {
        Dim count = Dim.symbol("count_" + call.name().replaceAll("\\W", "_"));
        return OperatorCall.one(ElementType.INT64, Shape.of(Dim.of(call.shape(0).rank()), count));
    }

    static List<ValueType> reverseSequence(OperatorCall call) {
        Shape x = call.shape(0);
        call.expect(x.rank() >= 2, "needs a batch axis and a time axis");
        long batch = call.attributes().integer("batch_axis", 1);
        long time = call.attributes().integer("time_axis", 0);
        call.expect(batch + time == 1 && batch * time == 0, "batch and time axes must be 0 and 1");
        call.expectElement(1, ElementType.INT64);
        call.expect(call.shape(1).equals(Shape.of(x.dim((int) batch))), "one length for each of " + x.dim((int) batch));
        return OperatorCall.one(call.element(0), x);
    }

    static List<ValueType> range(OperatorCall call) {
        call.expectOneElement();
        for (int i = 0; i < 3; i++) {
            call.expectRank(i, 0);
        }
        Dim start = call.contents(0).get(0);
        Dim limit = call.contents(1).get(0);
        call.expect(call.numbers(2)[0] == 1, "only steps of 1");
        return OperatorCall.one(call.element(0), Shape.of(limit.minus(start)));
    }

    static List<ValueType> constantOfShape(OperatorCall call) {
        return OperatorCall.one(ElementType.FLOAT, new Shape(call.contents(0)));
    }
}
