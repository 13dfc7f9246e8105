package io.github.osgnet4j.train;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;

import ai.djl.Device;
import ai.djl.engine.Engine;
import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.types.Shape;
import ai.djl.pytorch.engine.PtNDManager;
import ai.djl.training.GradientCollector;
import io.github.osgnet4j.network.FloatOps;
import io.github.osgnet4j.network.FloatTensor;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class TorchFunctionsTest {

    private static final List<String> LINES = TorchFunctions.source().lines().toList();

    @Test
    void everyFunctionIsExplainedAboveItInACommentThatTheParserSkips() {
        List<String> unexplained = new ArrayList<>();
        for (int i = 1; i < LINES.size(); i++) {
            boolean function =
                    LINES.get(i).startsWith("  def ") && !LINES.get(i).contains("def forward(");
            if (function && !LINES.get(i - 1).startsWith("  # ")) {
                unexplained.add(LINES.get(i).strip());
            }
        }
        assertEquals(List.of(), unexplained);
        assertFalse(LINES.isEmpty());
    }

    @Test
    void theFocalLossOfACertainAnswerIsTheOneOfItsFormula() {
        try (PtNDManager manager = TorchEngine.newManager(Device.cpu());
                TorchFunctions functions = TorchFunctions.load(manager)) {
            NDArray loss = functions.call(
                    "focal_loss",
                    manager.create(new float[] {0, 0, 5}).reshape(1, 3, 1),
                    manager.create(new float[] {1, 0, 0}).reshape(1, 3, 1),
                    manager.create(new float[] {1, 1, 0}).reshape(1, 3, 1),
                    manager.create(2f));
            // alpha (1/2)^2 log 2 for the positive, (1 - alpha) (1/2)^2 log 2 for the negative; the last is padding.
            assertEquals(0.25 * Math.log(2) / 2, loss.getFloat(), 1e-6);
        }
    }

    @ParameterizedTest
    @CsvSource({
        "2, 64, 32, 1, FP32",
        "2, 64, 32, 2, FP32",
        "2, 64, 17, 32, FP32",
        "2, 64, 5, 21, FP32",
        "1, 1300, 17, 2, FP32",
        "1, 64, 17, 2, FP32",
        "1, 1, 4, 3, FP32",
        "2, 64, 17, 2, BF16",
        "1, 64, 17, 2, BF16"
    })
    void convolutionsOfChannelsThatFillNoBlockReadNothingOfTheMemoryBesideThem(
            int samples, int steps, int inputs, int outputs, Precision precision) {
        // Numbers of 8 bits, whose sums are up to some tens.
        float tolerance = precision == Precision.BF16 ? 0.25f : 1e-4f;
        Random random = new Random(inputs);
        FloatTensor x = random(random, samples, steps, inputs);
        FloatTensor weight = random(random, outputs, inputs, 3);
        FloatTensor upstream = random(random, samples, steps, outputs);
        try (PtNDManager manager = TorchEngine.newManager(Device.cpu());
                TorchFunctions functions = TorchFunctions.load(manager, precision)) {
            for (int i = 0; i < 64; i++) {
                // Memory that PyTorch gives to what it computes next.
                manager.full(new Shape(samples, 16, steps), Float.NaN).close();
            }
            NDArray in = manager.create(x.values(), new Shape(samples, steps, inputs));
            NDArray filters = manager.create(weight.values(), new Shape(outputs, inputs, 3));
            in.setRequiresGradient(true);
            filters.setRequiresGradient(true);
            try (GradientCollector collector = Engine.getEngine("PyTorch").newGradientCollector()) {
                NDArray y = functions.call("conv1d", in, filters);
                assertArrayEquals(new FloatOps().conv1d(x, weight).values(), y.toFloatArray(), tolerance);
                collector.backward(
                        y.mul(manager.create(upstream.values(), y.getShape())).sum());
            }
            assertArrayEquals(
                    new FloatOps().conv1d(upstream, transposed(weight)).values(),
                    in.getGradient().toFloatArray(),
                    tolerance);
            assertArrayEquals(
                    weightGradient(x, upstream), filters.getGradient().toFloatArray(), Math.max(1e-3f, tolerance));
        }
    }

    private static FloatTensor random(Random random, int... shape) {
        FloatTensor tensor = FloatTensor.zeros(shape);
        for (int i = 0; i < tensor.values().length; i++) {
            tensor.values()[i] = (float) random.nextGaussian();
        }
        return tensor;
    }

    /** The filters of the convolution that leads gradients back. (O, I, 3) becomes (I, O, 3), its steps in reverse. */
    private static FloatTensor transposed(FloatTensor weight) {
        int outputs = weight.shape()[0];
        int inputs = weight.shape()[1];
        FloatTensor result = FloatTensor.zeros(inputs, outputs, 3);
        for (int o = 0; o < outputs; o++) {
            for (int i = 0; i < inputs; i++) {
                for (int k = 0; k < 3; k++) {
                    result.values()[(i * outputs + o) * 3 + 2 - k] = weight.values()[(o * inputs + i) * 3 + k];
                }
            }
        }
        return result;
    }

    /** Sums over samples and steps of x times what comes from above. */
    private static float[] weightGradient(FloatTensor x, FloatTensor upstream) {
        int inputs = x.shape()[2];
        int outputs = upstream.shape()[2];
        int steps = x.shape()[1];
        float[] gradient = new float[outputs * inputs * 3];
        for (int row = 0; row < x.shape()[0] * steps; row++) {
            for (int k = 0; k < 3; k++) {
                int step = row % steps + k - 1;
                if (step >= 0 && step < steps) {
                    for (int o = 0; o < outputs; o++) {
                        for (int i = 0; i < inputs; i++) {
                            gradient[(o * inputs + i) * 3 + k] +=
                                    upstream.values()[row * outputs + o] * x.values()[(row + k - 1) * inputs + i];
                        }
                    }
                }
            }
        }
        return gradient;
    }
}
