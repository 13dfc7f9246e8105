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

            ScanKernel kernel = new ScanKernel(batch, steps, u, delta, aLog, b, c, d, false);
            close(y, kernel.forward());
            ScanKernel.Gradients gradients = kernel.backward(gy);
            close(in.get(0).getGradient(), gradients.u());
            close(in.get(1).getGradient(), gradients.delta());
            close(in.get(2).getGradient(), gradients.aLog());
            close(in.get(3).getGradient(), gradients.b());
            close(in.get(4).getGradient(), gradients.c());
            close(in.get(5).getGradient(), gradients.d());

            ScanKernel parallel = new ScanKernel(batch, steps, u, delta, aLog, b, c, d, true);
            assertArrayEquals(kernel.forward(), parallel.forward());
            assertArrayEquals(gradients.b(), parallel.backward(gy).b());
            assertArrayEquals(gradients.aLog(), parallel.backward(gy).aLog());
        }
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
