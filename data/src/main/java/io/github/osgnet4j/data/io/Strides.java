package io.github.osgnet4j.data.io;

import io.github.osgnet4j.data.DataException;
import java.util.Arrays;
import java.util.function.IntConsumer;

/** Shapes and strides, both counted in elements. */
final class Strides {
    private static final int MAX_RANK = 32;

    /** The longest array of a Java virtual machine. */
    private static final int MAX_ELEMENTS = Integer.MAX_VALUE - 8;

    private Strides() {}

    /**
     * A shape as ints.
     *
     * @param most elements it may have
     * @throws DataException if it has more, or negative or too many dimensions
     */
    static int[] checkedShape(long[] shape, long most) {
        int[] dimensions = new int[shape.length];
        boolean empty = Arrays.stream(shape).anyMatch(d -> d == 0);
        long elements = empty ? 0 : 1;
        boolean possible = shape.length <= MAX_RANK;
        for (int i = 0; i < shape.length && possible; i++) {
            possible =
                    shape[i] >= 0 && shape[i] <= MAX_ELEMENTS && (elements *= shape[i]) <= Math.min(most, MAX_ELEMENTS);
            dimensions[i] = (int) shape[i];
        }
        if (!possible) {
            throw new DataException(
                    "a shape " + shown(shape) + " is impossible: at most " + most + " elements are there");
        }
        return dimensions;
    }

    private static String shown(long[] shape) {
        return shape.length > MAX_RANK ? "of " + shape.length + " dimensions" : Arrays.toString(shape);
    }

    /** The strides of an array in C order, as PyTorch counts them. */
    static long[] ofRowMajor(long[] shape) {
        long[] strides = new long[shape.length];
        long stride = 1;
        for (int i = shape.length - 1; i >= 0; i--) {
            strides[i] = stride;
            stride *= Math.max(1, shape[i]);
        }
        return strides;
    }

    /** The number of elements. */
    static long count(long[] shape) {
        long n = 1;
        for (long d : shape) {
            n *= d;
        }
        return n;
    }

    /** The number of elements of a checked shape. */
    static int elements(int[] shape) {
        int n = 1;
        for (int d : shape) {
            n *= d;
        }
        return n;
    }

    /** The strides of Fortran order. */
    static long[] columnMajor(int[] shape) {
        long[] strides = new long[shape.length];
        long stride = 1;
        for (int d = 0; d < shape.length; d++) {
            strides[d] = stride;
            stride *= shape[d];
        }
        return strides;
    }

    /** Whether elements of this shape and strides lie one after the other in C order. */
    static boolean rowMajor(int[] shape, long[] strides) {
        long stride = 1;
        for (int d = shape.length - 1; d >= 0; d--) {
            if (shape[d] != 1 && strides[d] != stride) {
                return false;
            }
            stride *= shape[d];
        }
        return true;
    }

    /** Collects strided elements in C order; every index is known to be inside {@code from}. */
    static float[] gather(float[] from, int[] shape, long[] strides) {
        float[] values = new float[elements(shape)];
        int[] done = new int[1];
        forEachPlace(shape, strides, place -> values[done[0]++] = from[place]);
        return values;
    }

    /** Where the elements are, in C order; every place is known to be an int. */
    static void forEachPlace(int[] shape, long[] strides, IntConsumer action) {
        int elements = elements(shape);
        if (shape.length == 0) {
            action.accept(0);
            return;
        }
        int last = shape.length - 1;
        int[] index = new int[shape.length];
        for (int done = 0; done < elements; done += shape[last]) {
            long start = 0;
            for (int d = 0; d < last; d++) {
                start += index[d] * strides[d];
            }
            for (int i = 0; i < shape[last]; i++) {
                action.accept((int) (start + i * strides[last]));
            }
            for (int d = last - 1; d >= 0 && ++index[d] == shape[d]; d--) {
                index[d] = 0;
            }
        }
    }
}
