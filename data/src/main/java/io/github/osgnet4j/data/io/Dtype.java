package io.github.osgnet4j.data.io;

import java.nio.ByteBuffer;

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
        var view = from.asShortBuffer();
        if (this == BFLOAT16) {
            for (int i = 0; i < n; i++) {
                to[at + i] = Float.intBitsToFloat(view.get(i) << 16);
            }
        } else {
            for (int i = 0; i < n; i++) {
                to[at + i] = halfToFloat(view.get(i));
            }
        }
    }

    private static void doubles(ByteBuffer from, float[] to, int at, int n) {
        var view = from.asDoubleBuffer();
        for (int i = 0; i < n; i++) {
            to[at + i] = (float) view.get(i);
        }
    }

    /** IEEE 754 binary16 to binary32, exact for every bit pattern. */
    static float halfToFloat(short half) {
        // Moving exponent and fraction into place leaves the exponent 112 too small, which a product mends, subnormals
        // included.
        float magnitude = Float.intBitsToFloat((half & 0x7fff) << 13) * 0x1p112f;
        int bits = Float.floatToRawIntBits(magnitude);
        int special = (half & 0x7c00) == 0x7c00 ? 0x7f800000 : 0;
        return Float.intBitsToFloat(bits | special | (half & 0x8000) << 16);
    }
}
