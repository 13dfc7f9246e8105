package io.github.osgnet4j.train;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The kernel against the loop of PyTorch operations in float64, with and without large steps. */
class ScanKernelTest {

    private static final double TOLERANCE = 1e-5;

    @ParameterizedTest
    @CsvSource({"2, 37, 5, 3, 1", "1, 50, 100, 16, 1", "3, 8, 64, 16, 30", "2, 1, 70, 4, 1"})
    void valuesAndGradientsAreThoseOfTheLoop(int batch, int steps, int channels, int states, float scale) {
        ScanCase inputs = ScanCase.random(batch, steps, channels, states, scale);
        ScanCase.Results kernel = inputs.kernel(false);
        kernel.assertNear(inputs.loop(), TOLERANCE, TOLERANCE, 1e-6);

        ScanCase.Results parallel = inputs.kernel(true);
        assertArrayEquals(kernel.y(), parallel.y());
        for (int i = 0; i < kernel.gradients().size(); i++) {
            assertArrayEquals(kernel.gradients().get(i), parallel.gradients().get(i), "gradient " + i);
        }
    }
}
