package io.github.osgnet4j.data.io;

import java.nio.ByteBuffer;
import java.util.Optional;

/** An element type on disk. In memory everything is float32; integers beyond 2^24 and float64 lose precision there. */
public enum Dtype {
    BOOL(1),
    INT8(1),
    UINT8(1),
    INT16(2),
    UINT16(2),
    INT32(4),
    UINT32(4),
    INT64(8),
    UINT64(8),
    FLOAT16(2),
    BFLOAT16(2),
    FLOAT32(4),
    FLOAT64(8);

    private final int bytes;

    Dtype(int bytes) {
        this.bytes = bytes;
    }

    /** The type NumPy calls so, such as {@code f4}: a kind and the bytes of an element. */
    static Optional<Dtype> ofNumpy(String code) {
        return Optional.ofNullable(
                switch (code) {
                    case "b1" -> BOOL;
                    case "i1" -> INT8;
                    case "u1" -> UINT8;
                    case "i2" -> INT16;
                    case "u2" -> UINT16;
                    case "i4" -> INT32;
                    case "u4" -> UINT32;
                    case "i8" -> INT64;
                    case "u8" -> UINT64;
                    case "f2" -> FLOAT16;
                    case "f4" -> FLOAT32;
                    case "f8" -> FLOAT64;
                    default -> null;
                });
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
            case BOOL -> bools(from, to, at, n);
            case INT8, UINT8 -> bytes(from, to, at, n);
            case INT16, UINT16 -> shorts(from, to, at, n);
            case INT32, UINT32 -> ints(from, to, at, n);
            case INT64, UINT64 -> longs(from, to, at, n);
            case FLOAT16, BFLOAT16 -> halves(from, to, at, n);
            case FLOAT32 -> from.asFloatBuffer().get(to, at, n);
            case FLOAT64 -> doubles(from, to, at, n);
        }
    }

    private static void bools(ByteBuffer from, float[] to, int at, int n) {
        int p = from.position();
        for (int i = 0; i < n; i++) {
            to[at + i] = from.get(p + i) == 0 ? 0 : 1;
        }
    }

    private void bytes(ByteBuffer from, float[] to, int at, int n) {
        int p = from.position();
        for (int i = 0; i < n; i++) {
            byte b = from.get(p + i);
            to[at + i] = this == UINT8 ? b & 0xff : b;
        }
    }

    private void shorts(ByteBuffer from, float[] to, int at, int n) {
        var view = from.asShortBuffer();
        for (int i = 0; i < n; i++) {
            short s = view.get(i);
            to[at + i] = this == UINT16 ? s & 0xffff : s;
        }
    }

    private void ints(ByteBuffer from, float[] to, int at, int n) {
        var view = from.asIntBuffer();
        for (int i = 0; i < n; i++) {
            int v = view.get(i);
            to[at + i] = this == UINT32 ? v & 0xffffffffL : v;
        }
    }

    private void longs(ByteBuffer from, float[] to, int at, int n) {
        var view = from.asLongBuffer();
        for (int i = 0; i < n; i++) {
            long v = view.get(i);
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
            case INT8 -> (long) from.get(0);
            case UINT8 -> from.get(0) & 0xffL;
            case INT16 -> (long) from.getShort(0);
            case UINT16 -> from.getShort(0) & 0xffffL;
            case INT32 -> (long) from.getInt(0);
            case UINT32 -> from.getInt(0) & 0xffffffffL;
            case INT64, UINT64 -> from.getLong(0);
            case FLOAT16 -> (double) halfToFloat(from.getShort(0));
            case BFLOAT16 -> (double) Float.intBitsToFloat(from.getShort(0) << 16);
            case FLOAT32 -> (double) from.getFloat(0);
            case FLOAT64 -> from.getDouble(0);
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
