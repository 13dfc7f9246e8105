package io.github.osgnet4j.train;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import ai.djl.Device;
import ai.djl.ndarray.NDScope;
import io.github.osgnet4j.data.config.OsgnetConfig;
import io.github.osgnet4j.network.NamedTensor;
import io.github.osgnet4j.network.WeightInitializer;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class TrainingStepTest {

    private static final double RATE = 1e-3;

    @TempDir
    private Path temporary;

    private static TrainingStep step(OsgnetConfig config, List<Device> devices, int batches) {
        Map<String, NamedTensor> weights = WeightInitializer.initialize(config.network(), 3);
        return new TrainingStep(config, weights, devices, batches, MovingAverage.official(), true, Compute.USUAL);
    }

    private static TrainingBatch withoutShots(TrainingBatch batch) {
        return new TrainingBatch(
                batch.queries(),
                batch.video(),
                batch.videoLengths(),
                batch.text(),
                batch.textLengths(),
                batch.objects(),
                Optional.empty());
    }

    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void twoDevicesLearnWhatOneLearnsFromTwoBatches(boolean shotsInBoth) {
        OsgnetConfig config = GoldenBatches.config();
        List<TrainingBatch> batches = new ArrayList<>(GoldenBatches.batches(config, 6));
        if (!shotsInBoth) {
            batches.set(0, withoutShots(batches.get(0)));
            batches.set(2, withoutShots(batches.get(2)));
        }
        try (TrainingStep one = step(config, List.of(Device.cpu()), 2);
                TrainingStep two = step(config, List.of(Device.cpu(), Device.cpu()), 2)) {
            for (int i = 0; i < 3; i++) {
                List<TrainingBatch> pair = batches.subList(2 * i, 2 * i + 2);
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

    private static Replica replica(OsgnetConfig config, LossSettings settings) {
        return new Replica(
                Device.cpu(),
                WeightsLayout.of(config.network()),
                WeightInitializer.initialize(config.network(), 3),
                settings,
                true,
                Compute.USUAL);
    }

    @Test
    void theSimilarityMatrixHoldsTheShotsOfAllBatchesAndItsLossIsSharedAmongThem() {
        OsgnetConfig config = GoldenBatches.config();
        List<TrainingBatch> batches = GoldenBatches.batches(config, 2);
        try (Replica replica = replica(config, LossSettings.of(config.multiTask()))) {
            List<Optional<SharedShots.Part>> parts = new ArrayList<>();
            batches.forEach(b -> parts.add(Optional.of(replica.shotVectors(b, parts.size()))));
            double alone = shots(replica, batches.get(0), 0, Optional.empty());
            double first = shots(replica, batches.get(0), 0, Optional.of(SharedShots.of(parts, 0)));
            double second = shots(replica, batches.get(1), 1, Optional.of(SharedShots.of(parts, 1)));
            assertTrue(2 * first > alone, "more shots to tell apart");
            assertEquals(first, second, 1e-5 * first, "one matrix, whichever batch computes it");

            parts.add(0, Optional.empty());
            double besideNoShots = shots(replica, batches.get(1), 1, Optional.of(SharedShots.of(parts, 2)));
            assertEquals(2 * second, 3 * besideNoShots, 1e-5 * second, "a batch without shots takes its share");
        }
    }

    private static double shots(Replica replica, TrainingBatch batch, long seed, Optional<SharedShots> shared) {
        return replica.learn(batch, new LossNormalizer(1, 1), seed, shared)
                .losses()
                .shots()
                .orElseThrow();
    }

    private OsgnetConfig leavingOutOften() throws IOException {
        String yaml = Files.readString(GoldenBatches.folder().resolve("config.yaml"));
        String often = yaml.replaceAll("path_pdrop: [0-9.]+", "path_pdrop: 0.5");
        assertNotEquals(yaml, often);
        Path file = Files.writeString(temporary.resolve("config.yaml"), often);
        GoldenBatches.config();
        return OsgnetConfig.load(file, Optional.of(GoldenBatches.folder()));
    }

    /** Where grounding has left out the first scan, its scale learns nothing from grounding; it may from the shots. */
    @Test
    void groundingAndShotsLeaveOutBranchesOfTheirOwnChoice() throws IOException {
        OsgnetConfig config = leavingOutOften();
        TrainingBatch one = GoldenBatches.batches(config, 1, 1).get(0);
        LossSettings both = LossSettings.of(config.multiTask());
        LossSettings grounding = new LossSettings(
                both.ranges(),
                both.centreRadius(),
                both.labelSmoothing(),
                both.regressionWeight(),
                0,
                false,
                both.maxPoints());
        int leftOut = 0;
        int leftOutOfBoth = 0;
        try (Replica withoutShots = replica(config, grounding);
                Replica withShots = replica(config, both)) {
            for (int seed = 0; seed < 10; seed++) {
                if (!learnsFromFirstScan(withoutShots, one, seed)) {
                    leftOut++;
                    leftOutOfBoth += learnsFromFirstScan(withShots, one, seed) ? 0 : 1;
                }
            }
        }
        assertTrue(leftOut > 0);
        assertTrue(leftOutOfBoth < leftOut, leftOut + " times left out, always of both");
    }

    private static boolean learnsFromFirstScan(Replica replica, TrainingBatch batch, long seed) {
        replica.weights().dropGradients();
        replica.learn(batch, new LossNormalizer(1, 1), seed, Optional.empty());
        for (float g : NamedGradients.of(replica.weights()).get("video_encoder.1.0.drop_path_mamba.scale")) {
            if (g != 0) {
                return true;
            }
        }
        return false;
    }

    @Test
    void garbageCollectionsDoNotChangeGradients() {
        OsgnetConfig config = GoldenBatches.config();
        TrainingBatch batch = GoldenBatches.batches(config, 1).get(0);
        try (Replica replica = new Replica(
                Device.cpu(),
                WeightsLayout.of(config.network()),
                WeightInitializer.initialize(config.network(), 3),
                LossSettings.of(config.multiTask()),
                true,
                Compute.USUAL)) {
            float[] expected = gradients(replica, taped(replica, true), config, batch, 0);
            for (int i = 0; i < 5; i++) {
                assertArrayEquals(expected, gradients(replica, taped(replica, true), config, batch, 3));
            }
        }
    }

    /** The scan as PyTorch records it: one graph, never cut. */
    private static final class OneGraph extends TapedOps {

        OneGraph(Replica replica) {
            super(replica.manager(), replica.functions(), true, OptionalLong.of(0), false, true, false);
        }

        @Override
        public Taped selectiveScan(Taped u, Taped delta, Taped aLog, Taped b, Taped c, Taped d) {
            return out(functions().call("selective_scan", in(u), in(delta), in(aLog), in(b), in(c), in(d)));
        }
    }

    private static TapedOps taped(Replica replica, boolean kernel) {
        return TapedOps.learning(replica.manager(), replica.functions(), OptionalLong.of(0), kernel, true, false);
    }

    @Test
    void bothFormsOfTheScanGiveTheGradientsOfOneGraphWithTheSameBranchesLeftOut() throws IOException {
        OsgnetConfig config = leavingOutOften();
        TrainingBatch batch = GoldenBatches.batches(config, 1).get(0);
        try (Replica replica = new Replica(
                Device.cpu(),
                WeightsLayout.of(config.network()),
                WeightInitializer.initialize(config.network(), 3),
                LossSettings.of(config.multiTask()),
                true,
                Compute.USUAL)) {
            float[] graph = gradients(replica, new OneGraph(replica), config, batch, 0);
            float largest = 0;
            for (float g : graph) {
                largest = Math.max(largest, Math.abs(g));
            }
            for (boolean kernel : new boolean[] {true, false}) {
                float[] tape = gradients(replica, taped(replica, kernel), config, batch, 0);
                assertArrayEquals(graph, tape, 1e-5f * largest);
            }
        }
    }

    private static float[] gradients(
            Replica replica, TapedOps op, OsgnetConfig config, TrainingBatch batch, int collections) {
        replica.weights().dropGradients();
        try (NDScope scope = new NDScope()) {
            scope.suppressNotUsedWarning();
            TorchEngine.recordGradients(true);
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
            return replica.weights().takeGradients().flat().toFloatArray();
        } finally {
            TorchEngine.recordGradients(false);
        }
    }
}
