package io.github.osgnet4j.train;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import ai.djl.Device;
import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDList;
import ai.djl.ndarray.NDScope;
import ai.djl.ndarray.types.Shape;
import ai.djl.pytorch.engine.PtNDManager;
import java.nio.FloatBuffer;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The scan of GPUs against the kernel of CPUs, which {@link ScanKernelTest} compares with the loop in float64. */
class ParallelScanTest {

    @ParameterizedTest
    @CsvSource({
        "2, 37, 5, 3, 1, 6, 5",
        "2, 37, 5, 3, 1, 6, 2",
        "1, 200, 33, 16, 1, 15, 33",
        "1, 64, 7, 4, 0.001, 8, 3",
        "3, 9, 20, 16, 1000, 3, 20",
        "2, 50, 4, 16, 1e12, 8, 4",
        "2, 1, 6, 4, 1, 1, 6",
        "1, 11, 3, 2, 1, 1, 3",
        "1, 11, 3, 2, 1, 40, 3"
    })
    void valuesAndGradientsAreThoseOfTheKernel(
            int batch, int steps, int channels, int states, float scale, int length, int atOnce) {
        Random random = new Random(steps);
        float[] u = normal(random, batch * steps * channels, 1);
        float[] delta = normal(random, batch * steps * channels, scale);
        for (int i = 0; i < delta.length; i++) {
            delta[i] = Math.abs(delta[i]);
        }
        float[] aLog = normal(random, channels * states, 1);
        float[] b = normal(random, batch * steps * states, 1);
        float[] c = normal(random, batch * steps * states, 1);
        float[] d = normal(random, channels, 1);
        float[] gy = normal(random, batch * steps * channels, 1);
        ScanKernel kernel =
                new ScanKernel(batch, steps, FloatBuffer.wrap(u), FloatBuffer.wrap(delta), aLog, b, c, d, false);
        float[] y = new float[u.length];
        kernel.forward(FloatBuffer.wrap(y));
        float[] gu = new float[u.length];
        float[] gdelta = new float[u.length];
        ScanKernel.Gradients expected =
                kernel.backward(FloatBuffer.wrap(gy), FloatBuffer.wrap(gu), FloatBuffer.wrap(gdelta));
        Shape wide = new Shape(batch, steps, channels);
        Shape narrow = new Shape(batch, steps, states);
        try (PtNDManager manager = TorchEngine.newManager(Device.cpu());
                TorchFunctions functions = TorchFunctions.load(manager);
                NDScope scope = new NDScope()) {
            scope.suppressNotUsedWarning();
            ParallelScan scan = new ParallelScan(
                    functions,
                    manager.create(u, wide),
                    manager.create(delta, wide),
                    manager.create(aLog, new Shape(channels, states)),
                    manager.create(b, narrow),
                    manager.create(c, narrow),
                    manager.create(d, new Shape(channels)));
            close(y, scan.forward(length, atOnce), wide, 1e-5);
            close(y, scan.forward(), wide, 1e-5);

            NDArray gradient = manager.create(gy, wide);
            NDList actual = scan.gradients(gradient, length, atOnce);
            close(gu, actual.get(0), wide, 1e-4);
            close(gdelta, actual.get(1), wide, 1e-4);
            close(expected.aLog(), actual.get(2), new Shape(channels, states), 1e-4);
            close(expected.b(), actual.get(3), narrow, 1e-4);
            close(expected.c(), actual.get(4), narrow, 1e-4);
            close(expected.d(), actual.get(5), new Shape(channels), 1e-4);
        }
    }

    @Test
    void statesThatExistAtOnceAreLimitedHoweverLongTheVideo() {
        assertEquals(1024, ParallelScan.channels(2, 900, 1024, 16));
        assertEquals(256, ParallelScan.channels(2, 4096, 1024, 16));
        assertEquals(1, ParallelScan.channels(64, 1 << 20, 1024, 16));
        for (int steps = 1; steps < 20_000; steps += 97) {
            int channels = ParallelScan.channels(4, steps, 1000, 16);
            assertTrue(4L * steps * channels * 16 <= 1 << 25, steps + " steps: " + channels);
        }
    }

    private static void close(float[] expected, NDArray actual, Shape shape, double tolerance) {
        assertEquals(shape, actual.getShape());
        double largest = 0;
        for (float v : expected) {
            assertTrue(Float.isFinite(v));
            largest = Math.max(largest, Math.abs(v));
        }
        float[] found = actual.toFloatArray();
        for (int i = 0; i < expected.length; i++) {
            assertEquals(expected[i], found[i], tolerance * largest + 1e-30, "at " + i);
        }
    }

    private static float[] normal(Random random, int size, float scale) {
        float[] values = new float[size];
        for (int i = 0; i < size; i++) {
            values[i] = scale * (float) random.nextGaussian();
        }
        return values;
    }
}
