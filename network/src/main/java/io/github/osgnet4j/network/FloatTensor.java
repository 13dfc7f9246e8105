package io.github.osgnet4j.network;

import java.util.Arrays;

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

    @Override
    public boolean equals(Object o) {
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
