package io.github.osgnet4j.network;

import java.util.Arrays;
import java.util.function.DoubleUnaryOperator;
import org.jspecify.annotations.Nullable;

/**
 * A row-major float array with a shape: the tensor of {@link FloatOps}. Integers (lengths, indices) are stored as floats.
 *
 * @param shape the dimensions
 * @param values the elements; not copied
 */
public record FloatTensor(int[] shape, float[] values) {

    /**
     * Checks that the values fill the shape.
     *
     * @throws NetworkException if they do not
     */
    public FloatTensor {
        if (size(shape) != values.length) {
            throw new NetworkException("A tensor of shape " + Arrays.toString(shape) + " needs " + size(shape)
                    + " values, found " + values.length);
        }
    }

    /** A tensor of zeros. */
    public static FloatTensor zeros(int... shape) {
        return new FloatTensor(shape, new float[size(shape)]);
    }

    /** A parameter as a tensor, sharing its values. */
    public static FloatTensor of(NamedTensor t) {
        int[] shape = Arrays.stream(t.shape()).mapToInt(Math::toIntExact).toArray();
        return new FloatTensor(shape, t.values());
    }

    static int size(int... shape) {
        int n = 1;
        for (int d : shape) {
            n = Math.multiplyExact(n, d);
        }
        return n;
    }

    /** The number of axes. */
    public int rank() {
        return shape.length;
    }

    /** The size of an axis; -1 is the last. */
    public int dim(int axis) {
        return shape[axis < 0 ? shape.length + axis : axis];
    }

    /** The number of elements before an axis counted from the end: product of the leading dimensions. */
    int leading(int trailingAxes) {
        return size(Arrays.copyOf(shape, shape.length - trailingAxes));
    }

    /** The same shape with another last axis. */
    int[] withLast(int channels) {
        int[] s = shape.clone();
        s[s.length - 1] = channels;
        return s;
    }

    /** The same shape with another step axis. */
    int[] withSteps(int steps) {
        int[] s = shape.clone();
        s[s.length - 2] = steps;
        return s;
    }

    FloatTensor copy() {
        return new FloatTensor(shape, values.clone());
    }

    /** The same sample so many times, where there is one. */
    FloatTensor repeated(int batch) {
        if (dim(0) == batch) {
            return this;
        }
        int[] s = shape.clone();
        s[0] = batch;
        FloatTensor y = zeros(s);
        for (int b = 0; b < batch; b++) {
            System.arraycopy(values, 0, y.values, b * values.length, values.length);
        }
        return y;
    }

    /** Cut to so many steps, or with zero steps appended. */
    FloatTensor resized(int steps) {
        int old = dim(-2);
        int c = dim(-1);
        FloatTensor y = zeros(withSteps(steps));
        for (int n = 0; n < leading(2); n++) {
            System.arraycopy(values, n * old * c, y.values, n * steps * c, Math.min(old, steps) * c);
        }
        return y;
    }

    FloatTensor map(DoubleUnaryOperator f) {
        FloatTensor y = zeros(shape);
        for (int i = 0; i < y.values.length; i++) {
            y.values[i] = (float) f.applyAsDouble(values[i]);
        }
        return y;
    }

    /** A function of two numbers. */
    @FunctionalInterface
    interface Binary {
        float apply(float a, float b);
    }

    /** f of both, element by element; what lacks leading axes, or has 1 there, is repeated. */
    FloatTensor combine(FloatTensor other, Binary f) {
        FloatTensor longer = values.length < other.values.length ? other : this;
        FloatTensor shorter = longer == this ? other : this;
        if (!longer.endsWith(shorter.shape)) {
            throw new NetworkException("Shapes do not fit: " + this + " and " + other);
        }
        FloatTensor y = zeros(longer.shape);
        int a = 0;
        int b = 0;
        for (int i = 0; i < y.values.length; i++) {
            y.values[i] = f.apply(values[a], other.values[b]);
            a = a + 1 == values.length ? 0 : a + 1;
            b = b + 1 == other.values.length ? 0 : b + 1;
        }
        return y;
    }

    private boolean endsWith(int[] other) {
        int ones = 0;
        while (ones < other.length && other[ones] == 1) {
            ones++;
        }
        int[] trailing = Arrays.copyOfRange(other, ones, other.length);
        int from = shape.length - trailing.length;
        return from >= 0 && Arrays.equals(trailing, Arrays.copyOfRange(shape, from, shape.length));
    }

    @Override
    public boolean equals(@Nullable Object o) {
        return o instanceof FloatTensor t && Arrays.equals(shape, t.shape) && Arrays.equals(values, t.values);
    }

    @Override
    public int hashCode() {
        return 31 * Arrays.hashCode(shape) + Arrays.hashCode(values);
    }

    @Override
    public String toString() {
        return "FloatTensor" + Arrays.toString(shape);
    }
}
