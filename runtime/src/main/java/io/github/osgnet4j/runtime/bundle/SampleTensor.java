package io.github.osgnet4j.runtime.bundle;

import com.fasterxml.jackson.annotation.JsonProperty;
import java.util.List;

/**
 * One tensor of a sample.
 *
 * @param name of the graph input or output
 * @param type of its elements
 * @param shape its dimensions, without a batch dimension
 * @param offset of its first byte in {@link Manifest#SAMPLES}
 */
public record SampleTensor(String name, ElementType type, List<Long> shape, long offset) {

    /** Element type of a tensor in {@link Manifest#SAMPLES}. */
    public enum ElementType {
        /** IEEE 754 single precision. */
        @JsonProperty("float32")
        FLOAT32(4),
        /** Signed 64-bit integers. */
        @JsonProperty("int64")
        INT64(8);

        private final int bytes;

        ElementType(int bytes) {
            this.bytes = bytes;
        }

        /** Bytes of one element. */
        public int bytes() {
            return bytes;
        }
    }

    /**
     * Checks the numbers.
     *
     * @throws IllegalArgumentException if one is negative or the size exceeds that of a Java array
     */
    public SampleTensor {
        shape = Manifest.copy("shape", shape);
        Manifest.require(offset >= 0, "tensor '" + name + "' has offset " + offset);
        long elements = 1;
        for (long d : shape) {
            Manifest.require(d >= 0 && d <= Integer.MAX_VALUE, "tensor '" + name + "' has shape " + shape);
            elements *= d;
            Manifest.require(
                    elements <= Integer.MAX_VALUE - 8, "tensor '" + name + "' of shape " + shape + " is too large");
        }
    }

    /** Number of elements. */
    public int elements() {
        return (int) shape.stream().mapToLong(Long::longValue).reduce(1, (a, b) -> a * b);
    }
}
