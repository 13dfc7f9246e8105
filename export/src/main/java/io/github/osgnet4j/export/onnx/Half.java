package io.github.osgnet4j.export.onnx;

/** IEEE 754 half precision: 1 sign bit, 5 bits of exponent, 10 of mantissa. */
final class Half {

    /** The largest finite number. */
    static final float LARGEST = 65504;

    private static final int SMALLEST_NORMAL_EXPONENT = -14;

    private Half() {}

    /** The bits of the nearest half, ties to the even one; infinite beyond {@link #LARGEST}. */
    static short of(float value) {
        int sign = Float.floatToRawIntBits(value) >>> 16 & 0x8000;
        if (Float.isNaN(value)) {
            return (short) (sign | 0x7e00);
        }
        float magnitude = Math.abs(value);
        int exponent = Math.max(Math.getExponent(magnitude), SMALLEST_NORMAL_EXPONENT);
        if (exponent > 15) {
            return (short) (sign | 0x7c00);
        }
        // In units of the last place; rounding up to the next power of two carries into the exponent's bits.
        int units = (int) Math.rint(Math.scalb((double) magnitude, 10 - exponent));
        int biased = exponent - SMALLEST_NORMAL_EXPONENT;
        return (short) (sign | (biased << 10) + units);
    }
}
