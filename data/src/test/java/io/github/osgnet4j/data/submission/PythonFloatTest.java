package io.github.osgnet4j.data.submission;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.math.BigDecimal;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;

class PythonFloatTest {
    /** Lines of a double's bits and its repr, written by CPython. */
    @Test
    void doublesAreWrittenAsPythonWritesThem() throws IOException {
        List<String> lines =
                Files.readAllLines(Path.of("src", "test", "resources", "submissions", "python_floats.txt"));
        assertTrue(lines.size() > 800);
        for (String line : lines) {
            String[] parts = line.split(" ");
            double value = Double.longBitsToDouble(Long.parseUnsignedLong(parts[0], 16));
            assertEquals(parts[1], PythonFloat.repr(value));
        }
    }

    @Test
    void whatIsWrittenReadsBackAndIsNoLongerThanJavasOwn() {
        Random random = new Random(7);
        for (int i = 0; i < 5_000; i++) {
            double value = Double.longBitsToDouble(random.nextLong());
            if (Double.isFinite(value)) {
                String text = PythonFloat.repr(value);
                assertEquals(value, Double.parseDouble(text));
                assertTrue(new BigDecimal(text).stripTrailingZeros().precision()
                        <= new BigDecimal(Double.toString(value))
                                .stripTrailingZeros()
                                .precision());
            }
        }
    }

    @Test
    void whatIsNotFiniteIsRefused() {
        assertThrows(IllegalArgumentException.class, () -> PythonFloat.repr(Double.NaN));
        assertThrows(IllegalArgumentException.class, () -> PythonFloat.repr(Double.NEGATIVE_INFINITY));
    }
}
