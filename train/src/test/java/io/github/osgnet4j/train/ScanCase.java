package io.github.osgnet4j.train;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import ai.djl.Device;
import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDScope;
import ai.djl.ndarray.types.DataType;
import ai.djl.ndarray.types.Shape;
import ai.djl.pytorch.engine.PtNDArray;
import ai.djl.pytorch.engine.PtNDManager;
import ai.djl.pytorch.jni.JniUtils;
import java.nio.FloatBuffer;
import java.util.List;
import java.util.OptionalLong;
import java.util.Random;

/**
 * Inputs of a selective scan.
 *
 * @param wide (B, T, D), the shape of u, delta, y and its gradient
 * @param square (D, N), that of aLog
 * @param narrow (B, T, N), that of b and c
 * @param flat (D), that of d
 * @param gy gradient of y
 */
record ScanCase(
        Shape wide,
        Shape square,
        Shape narrow,
        Shape flat,
        float[] u,
        float[] delta,
        float[] aLog,
        float[] b,
        float[] c,
        float[] d,
        float[] gy) {

    private static final List<String> NAMES = List.of("u", "delta", "aLog", "b", "c", "d");

    /** What a form of the scan gives: y, and the gradients of u, delta, aLog, b, c and d. */
    record Results(double[] y, List<double[]> gradients) {

        /** Errors are relative to the largest value of an array, with some that does not count. */
        void assertNear(Results expected, double valueTolerance, double gradientTolerance, double floor) {
            near("y", expected.y, y, valueTolerance, floor);
            for (int i = 0; i < NAMES.size(); i++) {
                near(
                        "gradient of " + NAMES.get(i),
                        expected.gradients.get(i),
                        gradients.get(i),
                        gradientTolerance,
                        floor);
            }
        }

        private static void near(String what, double[] expected, double[] actual, double tolerance, double floor) {
            assertEquals(expected.length, actual.length, what);
            double largest = 0;
            for (double v : expected) {
                assertTrue(Double.isFinite(v), what);
                largest = Math.max(largest, Math.abs(v));
            }
            for (int i = 0; i < expected.length; i++) {
                int at = i;
                assertEquals(expected[i], actual[i], tolerance * largest + floor, () -> what + " at " + at);
            }
        }
    }

    /** Random inputs, the same for the same arguments, with steps of about a size. */
    static ScanCase random(int batch, int steps, int channels, int states, float scale) {
        Random random = new Random(steps);
        float[] u = normal(random, batch * steps * channels, 1);
        float[] delta = normal(random, batch * steps * channels, scale);
        for (int i = 0; i < delta.length; i++) {
            delta[i] = Math.abs(delta[i]);
        }
        return new ScanCase(
                new Shape(batch, steps, channels),
                new Shape(channels, states),
                new Shape(batch, steps, states),
                new Shape(channels),
                u,
                delta,
                normal(random, channels * states, 1),
                normal(random, batch * steps * states, 1),
                normal(random, batch * steps * states, 1),
                normal(random, channels, 1),
                normal(random, batch * steps * channels, 1));
    }

    private static float[] normal(Random random, int size, float scale) {
        float[] values = new float[size];
        for (int i = 0; i < size; i++) {
            values[i] = scale * (float) random.nextGaussian();
        }
        return values;
    }

    /** The arrays u, delta, aLog, b, c and d. */
    List<NDArray> arrays(PtNDManager manager) {
        return List.of(
                manager.create(u, wide),
                manager.create(delta, wide),
                manager.create(aLog, square),
                manager.create(b, narrow),
                manager.create(c, narrow),
                manager.create(d, flat));
    }

    /** By the loop of PyTorch operations in float64. */
    Results loop() {
        try (PtNDManager manager = TorchEngine.newManager(Device.cpu());
                TorchFunctions functions = TorchFunctions.load(manager);
                NDScope scope = new NDScope()) {
            scope.suppressNotUsedWarning();
            List<NDArray> in = arrays(manager).stream()
                    .map(x -> x.toType(DataType.FLOAT64, true))
                    .toList();
            in.forEach(x -> x.setRequiresGradient(true));
            TorchEngine.recordGradients(true);
            NDArray y = ArrayOps.learning(manager, functions, OptionalLong.empty())
                    .selectiveScan(in.get(0), in.get(1), in.get(2), in.get(3), in.get(4), in.get(5));
            NDArray wanted = manager.create(gy, wide).toType(DataType.FLOAT64, true);
            JniUtils.backward((PtNDArray) y, (PtNDArray) wanted, false, false);
            TorchEngine.recordGradients(false);
            return new Results(
                    y.toDoubleArray(),
                    in.stream().map(x -> doubles(x.getGradient())).toList());
        } finally {
            TorchEngine.recordGradients(false);
        }
    }

    /** By the kernel of CPUs. */
    Results kernel(boolean parallel) {
        ScanKernel kernel = new ScanKernel(
                Math.toIntExact(wide.get(0)),
                Math.toIntExact(wide.get(1)),
                FloatBuffer.wrap(u),
                FloatBuffer.wrap(delta),
                aLog,
                b,
                c,
                d,
                parallel);
        float[] y = new float[u.length];
        kernel.forward(FloatBuffer.wrap(y));
        float[] gu = new float[u.length];
        float[] gdelta = new float[u.length];
        ScanKernel.Gradients others =
                kernel.backward(FloatBuffer.wrap(gy), FloatBuffer.wrap(gu), FloatBuffer.wrap(gdelta));
        return new Results(
                doubles(y),
                List.of(
                        doubles(gu),
                        doubles(gdelta),
                        doubles(others.aLog()),
                        doubles(others.b()),
                        doubles(others.c()),
                        doubles(others.d())));
    }

    /** A gradient that is 0 for lack of one comes in float32. */
    private static double[] doubles(NDArray array) {
        return array.toType(DataType.FLOAT64, false).toDoubleArray();
    }

    static double[] doubles(float[] values) {
        double[] wide = new double[values.length];
        for (int i = 0; i < values.length; i++) {
            wide[i] = values[i];
        }
        return wide;
    }
}
