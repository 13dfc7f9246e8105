package io.github.osgnet4j.train;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;

import ai.djl.Device;
import ai.djl.ndarray.NDScope;
import ai.djl.pytorch.engine.PtNDManager;
import io.github.osgnet4j.data.config.OsgnetConfig;
import io.github.osgnet4j.network.NamedTensor;
import java.util.BitSet;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.Test;

class OptimizerTest {

    private static final double RATE = 0.01;

    /** AdamW of one number without decay, as the paper has it. */
    private static final class Adam {

        private double value;
        private double mean;
        private double variance;
        private int steps;

        void step(double gradient) {
            steps++;
            mean = 0.9 * mean + 0.1 * gradient;
            variance = 0.999 * variance + 0.001 * gradient * gradient;
            double root = Math.sqrt(variance / (1 - Math.pow(0.999, steps)));
            value -= RATE * mean / (1 - Math.pow(0.9, steps)) / (root + 1e-8);
        }
    }

    /** In PyTorch a parameter's steps are those in which it had a gradient, also after a run was resumed. */
    @Test
    void aParameterWithAGradientInEverySecondStepCountsOnlyThose() {
        OsgnetConfig config = GoldenBatches.config();
        WeightsLayout layout = new WeightsLayout(
                config.network(),
                List.of(
                        new WeightsLayout.Slot("head.often", new long[] {1}, false, 0, 1),
                        new WeightsLayout.Slot("head.seldom", new long[] {1}, false, 1, 1)),
                2);
        Map<String, NamedTensor> zeros = layout.unpack(new float[2]);
        Adam often = new Adam();
        Adam seldom = new Adam();
        Random random = new Random(4);
        try (PtNDManager manager = TorchEngine.newManager(Device.cpu());
                TorchFunctions functions = TorchFunctions.load(manager);
                DeviceWeights weights = DeviceWeights.fixed(manager, layout, zeros);
                NDScope scope = new NDScope()) {
            scope.suppressNotUsedWarning();
            Optimizer optimizer = new Optimizer(manager, functions, config.optimizer(), layout);
            for (int i = 0; i < 12; i++) {
                if (i == 7) {
                    Optimizer.State<NamedTensor> state = onHeap(optimizer.state());
                    optimizer.close();
                    optimizer = new Optimizer(manager, functions, config.optimizer(), layout);
                    optimizer.restore(state);
                }
                float[] gradients = {(float) random.nextGaussian(), 0};
                BitSet used = new BitSet();
                used.set(0);
                often.step(gradients[0]);
                if (i % 2 == 0) {
                    gradients[1] = (float) random.nextGaussian();
                    used.set(1);
                    seldom.step(gradients[1]);
                }
                optimizer.step(weights, new DeviceWeights.Gradients(manager.create(gradients), used), RATE);
                float[] expected = {(float) often.value, (float) seldom.value};
                assertArrayEquals(expected, weights.flat().toFloatArray(), 1e-6f, "after step " + i);
            }
            optimizer.close();
        }
    }

    private static Optimizer.State<NamedTensor> onHeap(Optimizer.State<DeviceTensor> state) {
        return new Optimizer.State<>(state.steps(), onHeap(state.mean()), onHeap(state.variance()));
    }

    private static NamedTensor onHeap(DeviceTensor tensor) {
        return new NamedTensor(tensor.name(), tensor.shape(), tensor.array().toFloatArray());
    }
}
