package io.github.osgnet4j.data.io;

import io.github.osgnet4j.data.DataException;
import java.util.Arrays;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * A NumPy array, seen as float32 in C order whatever it was on disk.
 *
 * @param dtype the element type on disk
 * @param shape the dimensions; empty for a scalar
 * @param values the elements, {@code product(shape)} of them, row-major; booleans are 0 and 1; not copied
 */
public record NpyArray(Dtype dtype, int[] shape, float[] values) {

    /**
     * Checks that the values fill the shape.
     *
     * @throws DataException if they do not
     */
    public NpyArray {
        Objects.requireNonNull(dtype, "dtype");
        int[] checked = Strides.checkedShape(Arrays.stream(shape).asLongStream().toArray(), values.length);
        if (Strides.elements(checked) != values.length) {
            throw new DataException(
                    "An array of shape " + Arrays.toString(shape) + " cannot hold " + values.length + " values");
        }
    }

    /** A float32 array. */
    public NpyArray(int[] shape, float[] values) {
        this(Dtype.FLOAT32, shape, values);
    }

    /** A one-dimensional array of booleans, such as a mask. */
    public static NpyArray ofBooleans(boolean[] values) {
        float[] numbers = new float[values.length];
        for (int i = 0; i < values.length; i++) {
            numbers[i] = values[i] ? 1 : 0;
        }
        return new NpyArray(Dtype.BOOL, new int[] {values.length}, numbers);
    }

    /** Number of dimensions; 0 for a scalar. */
    public int rank() {
        return shape.length;
    }

    @Override
    public boolean equals(@Nullable Object o) {
        return o instanceof NpyArray a
                && dtype == a.dtype
                && Arrays.equals(shape, a.shape)
                && Arrays.equals(values, a.values);
    }

    @Override
    public int hashCode() {
        return Objects.hash(dtype, Arrays.hashCode(shape), Arrays.hashCode(values));
    }

    @Override
    public String toString() {
        return dtype + Arrays.toString(shape);
    }
}
