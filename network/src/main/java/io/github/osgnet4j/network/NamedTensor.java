package io.github.osgnet4j.network;

import java.nio.FloatBuffer;
import java.util.Arrays;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * A float32 parameter under its PyTorch name, row-major.
 *
 * @param name the name in the official state dict, without a {@code module.} prefix
 * @param shape the dimensions; empty for a scalar
 * @param values the elements, {@code product(shape)} of them; not copied
 */
public record NamedTensor(String name, long[] shape, float[] values) implements StreamedTensor {

    /**
     * Checks that the values fill the shape.
     *
     * @throws IllegalArgumentException if they do not
     */
    public NamedTensor {
        Objects.requireNonNull(name, "name");
        if (elements(shape) != values.length) {
            throw new IllegalArgumentException("Tensor '" + name + "' of shape " + Arrays.toString(shape) + " needs "
                    + elements(shape) + " values, found " + values.length);
        }
    }

    /** The number of elements of a shape; 1 for a scalar. */
    public static long elements(long... shape) {
        long n = 1;
        for (long d : shape) {
            n = Math.multiplyExact(n, d);
        }
        return n;
    }

    @Override
    public Iterable<FloatBuffer> pieces() {
        return List.of(FloatBuffer.wrap(values));
    }

    /** Whether no value is NaN or infinite. */
    public boolean finite() {
        for (float v : values) {
            if (!Float.isFinite(v)) {
                return false;
            }
        }
        return true;
    }

    @Override
    public boolean equals(@Nullable Object o) {
        return o instanceof NamedTensor t
                && name.equals(t.name)
                && Arrays.equals(shape, t.shape)
                && Arrays.equals(values, t.values);
    }

    @Override
    public int hashCode() {
        return Objects.hash(name, Arrays.hashCode(shape), Arrays.hashCode(values));
    }

    @Override
    public String toString() {
        return name + Arrays.toString(shape);
    }
}
