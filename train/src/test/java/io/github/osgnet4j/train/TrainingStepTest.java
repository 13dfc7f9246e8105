package io.github.osgnet4j.train;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import ai.djl.Device;
import ai.djl.ndarray.NDScope;
import io.github.osgnet4j.data.config.OsgnetConfig;
import io.github.osgnet4j.network.Initializer;
import io.github.osgnet4j.network.NamedTensor;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import org.junit.jupiter.api.Test;

class TrainingStepTest {

    private static final double RATE = 1e-3;

    private static TrainingStep step(OsgnetConfig config, List<Device> devices, int batches) {
        Map<String, NamedTensor> weights = Initializer.initialize(config.network(), 3);
        return new TrainingStep(config, weights, devices, batches, MovingAverage.official(), true);
    }

    @Test
    void twoDevicesLearnWhatOneLearnsFromTwoBatches() {
        OsgnetConfig config = Runs.config();
        List<Batch> batches = Runs.batches(config, 6);
        try (TrainingStep one = step(config, List.of(Device.cpu()), 2);
                TrainingStep two = step(config, List.of(Device.cpu(), Device.cpu()), 2)) {
            for (int i = 0; i < 3; i++) {
                List<Batch> pair = batches.subList(2 * i, 2 * i + 2);
                TrainingStep.Result a = one.run(pair, i, RATE, 11);
                TrainingStep.Result b = two.run(pair, i, RATE, 11);
                assertEquals(
                        a.losses().total(),
                        b.losses().total(),
                        1e-6 * a.losses().total());
                assertEquals(a.gradientNorm(), b.gradientNorm(), 1e-5 * a.gradientNorm());
            }
            assertArrayEquals(
                    one.weights().flat().toFloatArray(), two.weights().flat().toFloatArray(), 1e-4f);
        }
    }

    @Test
    void theSimilarityMatrixHoldsTheShotsOfAllBatches() {
        OsgnetConfig config = Runs.config();
        List<Batch> batches = Runs.batches(config, 2);
        try (Replica replica = new Replica(
                Device.cpu(),
                WeightsLayout.of(config.network()),
                Initializer.initialize(config.network(), 3),
                LossSettings.of(config.multiTask()),
                false)) {
            List<SharedShots.Part> parts =
                    batches.stream().map(b -> replica.shotVectors(b, 1)).toList();
            LossNormalizer unit = new LossNormalizer(1, 1);
            double alone = shots(replica, batches.get(0), unit, Optional.empty());
            double together = shots(replica, batches.get(0), unit, Optional.of(SharedShots.of(parts, 0)));
            double other = shots(replica, batches.get(1), unit, Optional.of(SharedShots.of(parts, 1)));
            assertTrue(together > alone, "more shots to tell apart");
            assertEquals(together, other, 1e-5 * together, "one matrix, whichever batch computes it");
        }
    }

    private static double shots(Replica replica, Batch batch, LossNormalizer normalizer, Optional<SharedShots> shared) {
        return replica.learn(batch, normalizer, 1, shared).losses().shots().orElseThrow();
    }

    @Test
    void garbageCollectionsDoNotChangeGradients() {
        OsgnetConfig config = Runs.config();
        Batch batch = Runs.batches(config, 1).get(0);
        try (Replica replica = new Replica(
                Device.cpu(),
                WeightsLayout.of(config.network()),
                Initializer.initialize(config.network(), 3),
                LossSettings.of(config.multiTask()),
                true)) {
            float[] expected = gradients(replica, config, batch, true, 0);
            for (int i = 0; i < 5; i++) {
                assertArrayEquals(expected, gradients(replica, config, batch, true, 3));
            }
        }
    }

    @Test
    void theTapeGivesTheGradientsOfOneGraph() {
        OsgnetConfig config = Runs.config();
        Batch batch = Runs.batches(config, 1).get(0);
        try (Replica replica = new Replica(
                Device.cpu(),
                WeightsLayout.of(config.network()),
                Initializer.initialize(config.network(), 3),
                LossSettings.of(config.multiTask()),
                true)) {
            float[] graph = gradients(replica, config, batch, false, 0);
            float[] tape = gradients(replica, config, batch, true, 0);
            float largest = 0;
            for (float g : graph) {
                largest = Math.max(largest, Math.abs(g));
            }
            assertArrayEquals(graph, tape, 1e-5f * largest);
        }
    }

    private static float[] gradients(
            Replica replica, OsgnetConfig config, Batch batch, boolean kernel, int collections) {
        replica.weights().zeroGradients();
        try (NDScope scope = new NDScope()) {
            scope.suppressNotUsedWarning();
            TorchEngine.recordGradients(true);
            TapedOps op = new TapedOps(
                    DjlOps.learning(replica.manager(), replica.functions(), OptionalLong.of(0)), kernel, true);
            Losses losses = new TrainingPass(
                            op, replica.weights().params(), config.network(), LossSettings.of(config.multiTask()))
                    .losses(batch, new LossNormalizer(20, 0.9), 5, Optional.empty());
            for (int i = 0; i < collections; i++) {
                System.gc();
                // Freed memory that something else then uses is what makes a dangling pointer show.
                float[][] litter = new float[64][1 << 14];
                litter[i][0] = 1;
            }
            op.backward(losses.total());
            return replica.weights().gradients().flat().toFloatArray();
        } finally {
            TorchEngine.recordGradients(false);
        }
    }
}
