package io.github.osgnet4j.export.onnx;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** A symbolic shape; rank 0 is a scalar. */
public record Shape(List<Dim> dims) {

    static final Shape SCALAR = new Shape(List.of());

    public Shape {
        dims = List.copyOf(dims);
    }

    public static Shape of(Dim... dims) {
        return new Shape(List.of(dims));
    }

    public static Shape of(long... dims) {
        return new Shape(Arrays.stream(dims).mapToObj(Dim::of).toList());
    }

    public int rank() {
        return dims.size();
    }

    /** The dimension at an axis; negative axes count from the last. */
    public Dim dim(int axis) {
        return dims.get(axis < 0 ? axis + rank() : axis);
    }

    /** The product of all dimensions. */
    public Dim elements() {
        return dims.stream().reduce(Dim.ONE, Dim::times);
    }

    /** The same shape with one axis changed. */
    public Shape with(int axis, Dim dim) {
        List<Dim> changed = new ArrayList<>(dims);
        changed.set(axis < 0 ? axis + rank() : axis, dim);
        return new Shape(changed);
    }

    /** The axes from {@code from}, inclusive, to {@code to}, exclusive. */
    public Shape slice(int from, int to) {
        return new Shape(dims.subList(from, to));
    }

    /** This shape's axes followed by the other's. */
    public Shape concat(Shape other) {
        List<Dim> all = new ArrayList<>(dims);
        all.addAll(other.dims);
        return new Shape(all);
    }

    /** The shape both broadcast to; empty if they do not, or if that cannot be told from their symbols. */
    public Optional<Shape> broadcast(Shape other) {
        int rank = Math.max(rank(), other.rank());
        List<Dim> out = new ArrayList<>();
        for (int i = rank; i > 0; i--) {
            Dim a = i > rank() ? Dim.ONE : dims.get(rank() - i);
            Dim b = i > other.rank() ? Dim.ONE : other.dims.get(other.rank() - i);
            if (a.equals(b) || b.is(1)) {
                out.add(a);
            } else if (a.is(1)) {
                out.add(b);
            } else {
                return Optional.empty();
            }
        }
        return Optional.of(new Shape(out));
    }

    /** The shape once the symbols are known. */
    public long[] evaluate(Map<String, Long> symbols) {
        return dims.stream().mapToLong(d -> d.evaluate(symbols)).toArray();
    }

    @Override
    public String toString() {
        return "(" + String.join(", ", dims.stream().map(Dim::toString).toList()) + ")";
    }
}
