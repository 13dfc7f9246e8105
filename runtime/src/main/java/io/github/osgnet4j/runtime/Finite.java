package io.github.osgnet4j.runtime;

import io.github.osgnet4j.runtime.error.InputException;
import java.util.function.IntFunction;

/** Checks for NaN and infinity, which the network would propagate to every answer. */
final class Finite {

    private Finite() {}

    /**
     * Checks part of an array.
     *
     * @param where says what an index, counted from {@code from}, is
     * @throws InputException if a value is not finite
     */
    static void check(float[] values, int from, int count, IntFunction<String> where) {
        int bad = firstNotFinite(values, from, count);
        if (bad < count) {
            throw new InputException(
                    where.apply(bad) + " holds " + values[from + bad] + " at " + bad + ", expected finite numbers");
        }
    }

    /** Whether all values are finite. */
    static boolean all(float[] values) {
        return firstNotFinite(values, 0, values.length) == values.length;
    }

    private static int firstNotFinite(float[] values, int from, int count) {
        for (int i = 0; i < count; i++) {
            if (!Float.isFinite(values[from + i])) {
                return i;
            }
        }
        return count;
    }
}
