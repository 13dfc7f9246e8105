package io.github.osgnet4j.train;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import ai.djl.Device;
import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDList;
import ai.djl.ndarray.NDScope;
import ai.djl.pytorch.engine.PtNDManager;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The scan of GPUs against the kernel of CPUs and the loop in float64, with steps of all sizes. */
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
    void valuesAndGradientsAreThoseOfTheKernelAndTheLoop(
            int batch, int steps, int channels, int states, float scale, int length, int atOnce) {
        ScanCase inputs = ScanCase.random(batch, steps, channels, states, scale);
        ScanCase.Results kernel = inputs.kernel(false);
        ScanCase.Results loop = inputs.loop();
        try (PtNDManager manager = TorchEngine.newManager(Device.cpu());
                TorchFunctions functions = TorchFunctions.load(manager);
                NDScope scope = new NDScope()) {
            scope.suppressNotUsedWarning();
            List<NDArray> in = inputs.arrays(manager);
            ParallelScan scan =
                    new ParallelScan(functions, in.get(0), in.get(1), in.get(2), in.get(3), in.get(4), in.get(5));
            NDList gradients = scan.gradients(manager.create(inputs.gy(), inputs.wide()), length, atOnce);
            List<double[]> found = new ArrayList<>();
            for (int i = 0; i < in.size(); i++) {
                assertEquals(in.get(i).getShape(), gradients.get(i).getShape());
                found.add(ScanCase.doubles(gradients.get(i).toFloatArray()));
            }
            for (NDArray y : List.of(scan.forward(length, atOnce), scan.forward())) {
                assertEquals(inputs.wide(), y.getShape());
                ScanCase.Results parallel = new ScanCase.Results(ScanCase.doubles(y.toFloatArray()), found);
                parallel.assertNear(kernel, 1e-5, 1e-4, 1e-30);
                parallel.assertNear(loop, 1e-5, 1e-4, 1e-6);
            }
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
}
