package io.github.osgnet4j.export.onnx;

import static org.junit.jupiter.api.Assertions.assertEquals;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class HalfTest {

    /** What the bits mean, by the definition of the format. */
    private static double value(int bits) {
        int exponent = bits >> 10 & 31;
        int mantissa = bits & 1023;
        double magnitude = exponent == 0 ? Math.scalb(mantissa, -24) : Math.scalb(1024.0 + mantissa, exponent - 25);
        return bits >> 15 == 0 ? magnitude : -magnitude;
    }

    @Test
    void everyHalfIsItself() {
        for (int bits = 0; bits < 1 << 16; bits++) {
            if ((bits >> 10 & 31) != 31) {
                assertEquals(bits, Half.of((float) value(bits)) & 0xffff, "half " + Integer.toHexString(bits));
            }
        }
    }

    @Test
    void betweenTwoTheNearerIsTakenAndInTheMiddleTheEvenOne() {
        for (int bits = 0; bits < 0x7bff; bits++) {
            double low = value(bits);
            double gap = value(bits + 1) - low;
            int even = bits % 2 == 0 ? bits : bits + 1;
            assertEquals(bits, Half.of((float) (low + 0.49 * gap)));
            assertEquals(even, Half.of((float) (low + 0.5 * gap)));
            assertEquals(bits + 1, Half.of((float) (low + 0.51 * gap)));
        }
    }

    @ParameterizedTest
    @CsvSource({
        "65504,7bff",
        "65519,7bff",
        "65520,7c00",
        "-1e30,fc00",
        "Infinity,7c00",
        "NaN,7e00",
        "1e-9,0",
        "-1e-9,8000",
        "1.4e-45,0"
    })
    void theEndsOfTheRange(float value, String bits) {
        assertEquals(Integer.parseInt(bits, 16), Half.of(value) & 0xffff);
    }
}
