package io.github.osgnet4j.train;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;

import ai.djl.Device;
import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDScope;
import ai.djl.ndarray.types.DataType;
import ai.djl.ndarray.types.Shape;
import ai.djl.pytorch.engine.PtNDArray;
import ai.djl.pytorch.engine.PtNDManager;
import ai.djl.pytorch.jni.JniUtils;
import java.nio.FloatBuffer;
import java.util.ArrayList;
import java.util.List;
import java.util.OptionalLong;
import java.util.Random;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The kernel against the loop of PyTorch operations in float64, with and without large steps. */
class ScanKernelTest {

    @ParameterizedTest
    @CsvSource({"2, 37, 5, 3, 1", "1, 50, 100, 16, 1", "3, 8, 64, 16, 30", "2, 1, 70, 4, 1"})
    void valuesAndGradientsAreThoseOfTheLoop(int batch, int steps, int channels, int states, float scale) {
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
        long[] wide = {batch, steps, channels};
        long[] narrow = {batch, steps, states};
        try (PtNDManager manager = TorchEngine.newManager(Device.cpu());
                TorchFunctions functions = TorchFunctions.load(manager);
                NDScope scope = new NDScope()) {
            scope.suppressNotUsedWarning();
            TorchEngine.recordGradients(true);
            List<NDArray> in = new ArrayList<>();
            float[][] values = {u, delta, aLog, b, c, d};
            long[][] shapes = {wide, wide, {channels, states}, narrow, narrow, {channels}};
            for (int i = 0; i < values.length; i++) {
                NDArray x = manager.create(values[i], new Shape(shapes[i])).toType(DataType.FLOAT64, true);
                x.setRequiresGradient(true);
                in.add(x);
            }
            NDArray y = ArrayOps.learning(manager, functions, OptionalLong.empty())
                    .selectiveScan(in.get(0), in.get(1), in.get(2), in.get(3), in.get(4), in.get(5));
            NDArray wanted = manager.create(gy, new Shape(wide)).toType(DataType.FLOAT64, true);
            JniUtils.backward((PtNDArray) y, (PtNDArray) wanted, false, false);
            TorchEngine.recordGradients(false);

            ScanKernel kernel = kernel(batch, steps, u, delta, aLog, b, c, d, false);
            float[] forward = forward(kernel, u.length);
            close(y, forward);
            float[] gu = new float[u.length];
            float[] gdelta = new float[u.length];
            ScanKernel.Gradients gradients =
                    kernel.backward(FloatBuffer.wrap(gy), FloatBuffer.wrap(gu), FloatBuffer.wrap(gdelta));
            close(in.get(0).getGradient(), gu);
            close(in.get(1).getGradient(), gdelta);
            close(in.get(2).getGradient(), gradients.aLog());
            close(in.get(3).getGradient(), gradients.b());
            close(in.get(4).getGradient(), gradients.c());
            close(in.get(5).getGradient(), gradients.d());

            ScanKernel parallel = kernel(batch, steps, u, delta, aLog, b, c, d, true);
            assertArrayEquals(forward, forward(parallel, u.length));
            float[] again = new float[u.length];
            ScanKernel.Gradients same =
                    parallel.backward(FloatBuffer.wrap(gy), FloatBuffer.wrap(again), FloatBuffer.wrap(gdelta));
            assertArrayEquals(gu, again);
            assertArrayEquals(gradients.b(), same.b());
            assertArrayEquals(gradients.aLog(), same.aLog());
        }
    }

    private static ScanKernel kernel(
            int batch,
            int steps,
            float[] u,
            float[] delta,
            float[] aLog,
            float[] b,
            float[] c,
            float[] d,
            boolean parallel) {
        return new ScanKernel(batch, steps, FloatBuffer.wrap(u), FloatBuffer.wrap(delta), aLog, b, c, d, parallel);
    }

    private static float[] forward(ScanKernel kernel, int size) {
        float[] y = new float[size];
        kernel.forward(FloatBuffer.wrap(y));
        return y;
    }

    private static void close(NDArray expected, float[] actual) {
        double[] values = expected.toType(DataType.FLOAT64, false).toDoubleArray();
        double largest = 0;
        for (double v : values) {
            largest = Math.max(largest, Math.abs(v));
        }
        for (int i = 0; i < values.length; i++) {
            assertEquals(values[i], actual[i], 1e-5 * largest + 1e-6, "at " + i);
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
