package io.github.osgnet4j.export.onnx;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.stream.IntStream;
import java.util.stream.Stream;

/** Types of operators that move elements without looking at them. */
final class LayoutInference {

    private LayoutInference() {}

    static List<ValueType> transpose(Call call) {
        Shape x = call.shape(0);
        long[] perm = call.attributes()
                .integers("perm")
                .orElseGet(() -> IntStream.range(0, x.rank())
                        .mapToLong(i -> x.rank() - 1 - i)
                        .toArray());
        long[] sorted = perm.clone();
        Arrays.sort(sorted);
        call.expect(
                Arrays.equals(
                        sorted, IntStream.range(0, x.rank()).asLongStream().toArray()),
                "perm " + Arrays.toString(perm) + " is no permutation of the axes");
        return Call.one(
                call.element(0),
                new Shape(Arrays.stream(perm).mapToObj(p -> x.dim((int) p)).toList()));
    }

    static List<ValueType> reshape(Call call) {
        List<Dim> wanted = new ArrayList<>(call.contents(1));
        Shape x = call.shape(0);
        if (call.attributes().integer("allowzero", 0) == 0) {
            for (int i = 0; i < wanted.size(); i++) {
                if (wanted.get(i).is(0)) {
                    call.expect(i < x.rank(), "a 0 stands for an axis the input lacks");
                    wanted.set(i, x.dim(i));
                }
            }
        }
        int open = wanted.indexOf(Dim.of(-1));
        if (open >= 0) {
            call.expect(open == wanted.lastIndexOf(Dim.of(-1)), "only one dimension may be -1");
            wanted.set(open, Dim.ONE);
            wanted.set(open, rest(call, x, new Shape(wanted)));
        }
        Shape out = new Shape(wanted);
        call.expect(
                out.elements().equals(x.elements()),
                x + " has " + x.elements() + " elements, " + out + " has " + out.elements());
        return List.of(new ValueType(call.element(0), out, call.input(0).contents()));
    }

    /** What is left for the open dimension. */
    private static Dim rest(Call call, Shape x, Shape known) {
        List<Dim> above = new ArrayList<>(x.dims());
        List<Dim> below = new ArrayList<>();
        for (Dim d : known.dims()) {
            if (!above.remove(d)) {
                below.add(d);
            }
        }
        Optional<Dim> quotient = new Shape(above).elements().dividedBy(new Shape(below).elements());
        return quotient.orElseThrow(() -> call.failure("cannot tell the open dimension of " + known));
    }

    static List<ValueType> concat(Call call) {
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
        Optional<List<Dim>> contents =
                call.inputs().stream().allMatch(v -> v.contents().isPresent())
                        ? Optional.of(call.inputs().stream()
                                .flatMap(v -> v.contents().map(List::stream).orElse(Stream.empty()))
                                .toList())
                        : Optional.empty();
        return List.of(new ValueType(call.element(0), first.with(axis, sum), contents));
    }

    static List<ValueType> split(Call call) {
        Shape x = call.shape(0);
        int axis = call.axis("axis", 0, x.rank());
        List<Dim> sizes;
        if (call.optional(1).isPresent()) {
            sizes = call.contents(1);
        } else {
            long parts = call.attributes().integer("num_outputs", 0);
            call.expect(parts > 0, "needs sizes or the attribute 'num_outputs'");
            Dim size = x.dim(axis)
                    .dividedBy(Dim.of(parts))
                    .orElseThrow(() -> call.failure(x.dim(axis) + " does not divide into " + parts + " parts"));
            sizes = Collections.nCopies((int) parts, size);
        }
        call.expect(sizes.size() == call.outputs(), sizes.size() + " parts for " + call.outputs() + " outputs");
        Dim sum = sizes.stream().reduce(Dim.ZERO, Dim::plus);
        call.expect(sum.equals(x.dim(axis)), "the parts add up to " + sum + ", the axis has " + x.dim(axis));
        return sizes.stream()
                .map(s -> ValueType.of(call.element(0), x.with(axis, s)))
                .toList();
    }

    /** A symbolic axis may be expanded to any other length: that it is 1 or that very length shows when the graph runs. */
    static List<ValueType> expand(Call call) {
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
        return Call.one(call.element(0), new Shape(out));
    }

    static List<ValueType> unsqueeze(Call call) {
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

    static List<ValueType> squeeze(Call call) {
        Shape x = call.shape(0);
        boolean[] dropped = new boolean[x.rank()];
        if (call.optional(1).isPresent()) {
            for (long a : call.numbers(1)) {
                int axis = call.axis(a, x.rank());
                call.expect(x.dim(axis).is(1), "axis " + axis + " is not of length 1");
                dropped[axis] = true;
            }
        } else {
            for (int i = 0; i < x.rank(); i++) {
                call.expect(x.dim(i).isFixed(), "name the axes of a symbolic shape");
                dropped[i] = x.dim(i).is(1);
            }
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

    static List<ValueType> pad(Call call) {
        Shape x = call.shape(0);
        List<Dim> pads = call.contents(1);
        long[] axes = call.optional(3).isPresent()
                ? call.numbers(3)
                : IntStream.range(0, x.rank()).asLongStream().toArray();
        call.expect(pads.size() == 2 * axes.length, "needs " + 2 * axes.length + " pads, found " + pads.size());
        call.optional(2).ifPresent(v -> call.expect(v.element() == call.element(0), "element types differ"));
        Shape out = x;
        for (int i = 0; i < axes.length; i++) {
            int axis = call.axis(axes[i], x.rank());
            out = out.with(axis, x.dim(axis).plus(pads.get(i)).plus(pads.get(axes.length + i)));
        }
        return Call.one(call.element(0), out);
    }

    static List<ValueType> shape(Call call) {
        int rank = call.input(0).rank();
        int start = bound(call.attributes().integer("start", 0), rank);
        int end = bound(call.attributes().integer("end", rank), rank);
        return List.of(ValueType.lengths(call.shape(0).dims().subList(Math.min(start, end), end)));
    }

    private static int bound(long index, int rank) {
        return (int) Math.max(0, Math.min(rank, index < 0 ? index + rank : index));
    }
}
