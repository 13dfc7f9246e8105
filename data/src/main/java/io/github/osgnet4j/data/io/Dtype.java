package io.github.osgnet4j.data.io;

import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** An element type on disk. In memory everything is float32; integers beyond 2^24 and float64 lose precision there. */
public enum Dtype {
    BOOL("b1", 1, (from, at) -> from.get(at) == 0 ? 0 : 1),
    INT8("i1", 1, (from, at) -> from.get(at)),
    UINT8("u1", 1, (from, at) -> from.get(at) & 0xff),
    INT16("i2", 2, (from, at) -> from.getShort(at)),
    UINT16("u2", 2, (from, at) -> from.getShort(at) & 0xffff),
    INT32("i4", 4, (from, at) -> from.getInt(at)),
    UINT32("u4", 4, (from, at) -> from.getInt(at) & 0xffffffffL),
    INT64("i8", 8, (from, at) -> from.getLong(at)),
    UINT64("u8", 8, (from, at) -> from.getLong(at)),
    FLOAT16("f2", 2, null),
    BFLOAT16(null, 2, null),
    FLOAT32("f4", 4, null),
    FLOAT64("f8", 8, null);

    /** Reads an element at a byte; an unsigned one beyond 2^63 wraps around. */
    @FunctionalInterface
    private interface Whole {
        long at(ByteBuffer from, int at);
    }

    private final @Nullable String numpy;
    private final int bytes;
    private final @Nullable Whole whole;

    Dtype(@Nullable String numpy, int bytes, @Nullable Whole whole) {
        this.numpy = numpy;
        this.bytes = bytes;
        this.whole = whole;
    }

    /** The type NumPy calls so, such as {@code f4}: a kind and the bytes of an element. */
    static Optional<Dtype> ofNumpy(String code) {
        return Arrays.stream(values()).filter(dtype -> code.equals(dtype.numpy)).findFirst();
    }

    /** Bytes of one element. */
    public int bytes() {
        return bytes;
    }

    /**
     * Converts the rest of a buffer, in the buffer's byte order.
     *
     * @param from a whole number of elements; its position does not move
     * @param to where the floats go
     * @param at index of the first of them
     */
    void toFloats(ByteBuffer from, float[] to, int at) {
        int n = from.remaining() / bytes;
        switch (this) {
            case FLOAT16, BFLOAT16 -> halves(from, to, at, n);
            case FLOAT32 -> from.asFloatBuffer().get(to, at, n);
            case FLOAT64 -> doubles(from, to, at, n);
            default -> integers(from, to, at, n);
        }
    }

    private void integers(ByteBuffer from, float[] to, int at, int n) {
        for (int i = 0; i < n; i++) {
            long v = whole.at(from, from.position() + i * bytes);
            to[at + i] = this == UINT64 && v < 0 ? (float) (v >>> 1 | v & 1) * 2 : v;
        }
    }

    private void halves(ByteBuffer from, float[] to, int at, int n) {
        // Out of the buffer in bulk: element by element it would take longer than inflating the data.
        short[] bits = new short[n];
        from.asShortBuffer().get(bits);
        if (this == BFLOAT16) {
            for (int i = 0; i < n; i++) {
                to[at + i] = Float.intBitsToFloat(bits[i] << 16);
            }
        } else {
            for (int i = 0; i < n; i++) {
                to[at + i] = Halves.VALUES[bits[i] & 0xffff];
            }
        }
    }

    private static void doubles(ByteBuffer from, float[] to, int at, int n) {
        double[] doubles = new double[n];
        from.asDoubleBuffer().get(doubles);
        for (int i = 0; i < n; i++) {
            to[at + i] = (float) doubles[i];
        }
    }

    /** The single element of a buffer at full precision: Boolean, Long, or Double; an unsigned one beyond 2^63 wraps around. */
    Object number(ByteBuffer from) {
        return switch (this) {
            case BOOL -> from.get(0) != 0;
            case FLOAT16 -> (double) halfToFloat(from.getShort(0));
            case BFLOAT16 -> (double) Float.intBitsToFloat(from.getShort(0) << 16);
            case FLOAT32 -> (double) from.getFloat(0);
            case FLOAT64 -> from.getDouble(0);
            default -> whole.at(from, 0);
        };
    }

    /** Every binary16 value: looking one up takes half the time of working it out. */
    private static final class Halves {
        private static final float[] VALUES = new float[1 << Short.SIZE];

        static {
            for (int bits = 0; bits < VALUES.length; bits++) {
                VALUES[bits] = halfToFloat((short) bits);
            }
        }
    }

    /** Binary32 to the nearest binary16, of two the even one; beyond 65519 it is infinite. */
    static short floatToHalf(float value) {
        int bits = Float.floatToRawIntBits(value);
        int sign = bits >>> 16 & 0x8000;
        float magnitude = Math.abs(value);
        if (Float.isNaN(value)) {
            return (short) (sign | 0x7e00);
        }
        if (magnitude < 0x1p-14f) {
            // Subnormal: a whole number of 2^-24, rounded as rint does.
            return (short) (sign | (int) Math.rint(magnitude * 0x1p24f));
        }
        int rebased = Float.floatToRawIntBits(magnitude) - (112 << 23);
        int rounded = rebased + 0xfff + (rebased >>> 13 & 1) >>> 13;
        return (short) (sign | Math.min(rounded, 0x7c00));
    }

    /** IEEE 754 binary16 to binary32, exact for every bit pattern. */
    static float halfToFloat(short half) {
        int exponent = half & 0x7c00;
        int sign = (half & 0x8000) << 16;
        int magnitude = (half & 0x7fff) << 13;
        if (exponent == 0) {
            float subnormal = (half & 0x3ff) * 0x1p-24f;
            return Float.intBitsToFloat(sign | Float.floatToRawIntBits(subnormal));
        }
        int rebased = exponent == 0x7c00 ? magnitude | 0x7f800000 : magnitude + (112 << 23);
        return Float.intBitsToFloat(sign | rebased);
    }
}
