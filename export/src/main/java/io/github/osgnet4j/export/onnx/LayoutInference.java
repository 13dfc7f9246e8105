package io.github.osgnet4j.export.onnx;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.stream.IntStream;

/** Types of operators that move elements without looking at them. */
final class LayoutInference {

    private LayoutInference() {}

    static List<ValueType> transpose(OperatorCall call) {
        Shape x = call.shape(0);
        long[] perm =
                call.attributes().integers("perm").orElseThrow(() -> call.failure("the attribute 'perm' is missing"));
        long[] sorted = perm.clone();
        Arrays.sort(sorted);
        call.expect(
                Arrays.equals(
                        sorted, IntStream.range(0, x.rank()).asLongStream().toArray()),
                "perm " + Arrays.toString(perm) + " is not a permutation of the axes");
        return OperatorCall.one(
                call.element(0),
                new Shape(Arrays.stream(perm).mapToObj(p -> x.dim((int) p)).toList()));
    }

    static List<ValueType> reshape(OperatorCall call) {
        Shape x = call.shape(0);
        Shape out = new Shape(call.contents(1));
        call.expect(
                out.elements().equals(x.elements()),
                x + " has " + x.elements() + " elements, " + out + " has " + out.elements());
        return List.of(new ValueType(call.element(0), out, call.input(0).contents()));
    }

    static List<ValueType> concat(OperatorCall call) {
        call.expectOneElement();
        Shape first = call.shape(0);
        call.expect(first.rank() > 0, "scalars have no axis");
        int axis = call.axis("axis", Long.MIN_VALUE, first.rank());
        Dim sum = Dim.ZERO;
        for (int i = 0; i < call.inputs().size(); i++) {
            Shape next = call.shape(i);
            call.expect(
                    next.rank() == first.rank() && next.with(axis, Dim.ONE).equals(first.with(axis, Dim.ONE)),
                    "input " + i + " of shape " + next + " differs from " + first + " beside axis " + axis);
            sum = sum.plus(next.dim(axis));
        }
        return OperatorCall.one(call.element(0), first.with(axis, sum));
    }

    static List<ValueType> split(OperatorCall call) {
        Shape x = call.shape(0);
        int axis = call.axis("axis", 0, x.rank());
        List<Dim> sizes = call.contents(1);
        call.expect(sizes.size() == call.outputs(), sizes.size() + " parts for " + call.outputs() + " outputs");
        Dim sum = sizes.stream().reduce(Dim.ZERO, Dim::plus);
        call.expect(sum.equals(x.dim(axis)), "the parts add up to " + sum + ", the axis has " + x.dim(axis));
        return sizes.stream()
                .map(s -> ValueType.of(call.element(0), x.with(axis, s)))
                .toList();
    }

    /** A symbolic axis may be expanded to any other length: that it is 1 or that very length shows when the graph runs. */
    static List<ValueType> expand(OperatorCall call) {
        Shape target = new Shape(call.contents(1));
        Shape x = call.shape(0);
        call.expect(x.rank() <= target.rank(), "the target " + target + " has fewer axes");
        List<Dim> out = new ArrayList<>(target.dims());
        for (int i = 1; i <= x.rank(); i++) {
            Dim from = x.dim(-i);
            Dim to = target.dim(-i);
            if (to.is(1)) {
                out.set(target.rank() - i, from);
            } else {
                boolean clash = from.isFixed() && !from.is(1) && !from.equals(to);
                call.expect(!clash, "cannot expand to " + target);
            }
        }
        return OperatorCall.one(call.element(0), new Shape(out));
    }

    static List<ValueType> unsqueeze(OperatorCall call) {
        Shape x = call.shape(0);
        long[] axes = call.numbers(1);
        int rank = x.rank() + axes.length;
        boolean[] added = new boolean[rank];
        for (long a : axes) {
            int axis = call.axis(a, rank);
            call.expect(!added[axis], "axis " + axis + " is named twice");
            added[axis] = true;
        }
        List<Dim> out = new ArrayList<>();
        int next = 0;
        for (boolean isNew : added) {
            out.add(isNew ? Dim.ONE : x.dim(next++));
        }
        return List.of(new ValueType(
                call.element(0), new Shape(out), rank <= 1 ? call.input(0).contents() : Optional.empty()));
    }

    static List<ValueType> squeeze(OperatorCall call) {
        Shape x = call.shape(0);
        boolean[] dropped = new boolean[x.rank()];
        for (long a : call.numbers(1)) {
            int axis = call.axis(a, x.rank());
            call.expect(x.dim(axis).is(1), "axis " + axis + " is not of length 1");
            dropped[axis] = true;
        }
        List<Dim> out = new ArrayList<>();
        for (int i = 0; i < x.rank(); i++) {
            if (!dropped[i]) {
                out.add(x.dim(i));
            }
        }
        return List.of(
                new ValueType(call.element(0), new Shape(out), call.input(0).contents()));
    }

    static List<ValueType> pad(OperatorCall call) {
        Shape x = call.shape(0);
        List<Dim> pads = call.contents(1);
        call.expect(call.optional(3).isPresent(), "name the axes");
        long[] axes = call.numbers(3);
        call.expect(pads.size() == 2 * axes.length, "needs " + 2 * axes.length + " pads, found " + pads.size());
        call.optional(2).ifPresent(v -> call.expect(v.element() == call.element(0), "element types differ"));
        Shape out = x;
        for (int i = 0; i < axes.length; i++) {
            int axis = call.axis(axes[i], x.rank());
            out = out.with(axis, x.dim(axis).plus(pads.get(i)).plus(pads.get(axes.length + i)));
        }
        return OperatorCall.one(call.element(0), out);
    }

    static List<ValueType> shape(OperatorCall call) {
        int rank = call.input(0).rank();
        int start = (int) call.attributes().integer("start", 0);
        int end = (int) call.attributes().integer("end", rank);
        call.expect(0 <= start && start <= end && end <= rank, "axes " + start + " to " + end + " are not there");
        return List.of(ValueType.lengths(call.shape(0).dims().subList(start, end)));
    }
}
