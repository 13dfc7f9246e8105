package io.github.osgnet4j.data.io;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.nio.ByteBuffer;
import org.junit.jupiter.api.Test;

class DtypeTest {

    @Test
    void everyHalfHasTheValueOfItsSignExponentAndFraction() {
        for (int bits = 0; bits <= 0xffff; bits++) {
            int exponent = bits >> 10 & 31;
            int fraction = bits & 1023;
            double magnitude =
                    switch (exponent) {
                        case 0 -> Math.scalb((double) fraction, -24);
                        case 31 -> fraction == 0 ? Double.POSITIVE_INFINITY : Double.NaN;
                        default -> Math.scalb(1 + fraction / 1024.0, exponent - 15);
                    };
            float expected = (float) (bits < 0x8000 ? magnitude : -magnitude);
            assertEquals(expected, Dtype.halfToFloat((short) bits), "0x" + Integer.toHexString(bits));
        }
    }

    @Test
    void unsignedIntegersAreNotNegative() {
        ByteBuffer ones = ByteBuffer.allocate(8).putLong(0, -1);
        for (Dtype dtype : new Dtype[] {Dtype.UINT8, Dtype.UINT16, Dtype.UINT32, Dtype.UINT64}) {
            float[] value = new float[1];
            dtype.toFloats(ones.slice(0, dtype.bytes()), value, 0);
            assertEquals((float) (Math.pow(2, 8 * dtype.bytes()) - 1), value[0], dtype.name());
        }
    }
}
