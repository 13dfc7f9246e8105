package io.github.osgnet4j.train;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import ai.djl.Device;
import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDScope;
import ai.djl.ndarray.types.Shape;
import ai.djl.pytorch.engine.PtNDManager;
import io.github.osgnet4j.data.config.OsgnetConfig;
import io.github.osgnet4j.natives.Processor;
import io.github.osgnet4j.network.WeightInitializer;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The ways to compute a step against the usual one. */
class ComputeTest {

    /** What a step gives. */
    private record Step(double loss, float[] gradients) {

        double norm() {
            return Math.sqrt(dot(this));
        }

        double dot(Step other) {
            double sum = 0;
            for (int i = 0; i < gradients.length; i++) {
                sum += (double) gradients[i] * other.gradients[i];
            }
            return sum;
        }
    }

    @TempDir
    private Path temporary;

    /** With branches left out often, so that other choices would show. */
    private Step step(Compute compute, long seed) throws IOException {
        String yaml = Files.readString(GoldenBatches.folder().resolve("config.yaml"));
        Path file = temporary.resolve("config.yaml");
        Files.writeString(file, yaml.replaceAll("path_pdrop: [0-9.]+", "path_pdrop: 0.5"));
        GoldenBatches.config();
        OsgnetConfig config = OsgnetConfig.load(file, Optional.of(GoldenBatches.folder()));
        TrainingBatch batch = GoldenBatches.batches(config, 1).get(0);
        try (Replica replica = new Replica(
                        Device.cpu(),
                        WeightsLayout.of(config.network()),
                        WeightInitializer.initialize(config.network(), 3),
                        LossSettings.of(config.multiTask()),
                        true,
                        compute);
                NDScope scope = new NDScope()) {
            scope.suppressNotUsedWarning();
            Replica.Outcome outcome = replica.learn(batch, new LossNormalizer(20, 0.9), seed, Optional.empty());
            float[] gradients = replica.weights().gradients().flat().toFloatArray();
            return new Step(outcome.losses().total(), gradients);
        }
    }

    @Test
    void blocksComputedAgainGiveTheGradientsOfThoseKept() throws IOException {
        Step kept = step(Compute.USUAL, 5);
        Step again = step(new Compute(Precision.FP32, true), 5);
        assertEquals(kept.loss(), again.loss());
        assertArrayEquals(kept.gradients(), again.gradients(), (float) (1e-6 * kept.norm()));
        assertNotEquals(kept.loss(), step(Compute.USUAL, 6).loss(), "other branches are left out");
    }

    @Test
    void bfloat16StaysNearFloat32() throws IOException {
        Step wide = step(Compute.USUAL, 5);
        Step narrow = step(new Compute(Precision.BF16, false), 5);
        assertEquals(wide.loss(), narrow.loss(), 5e-3 * wide.loss());
        assertEquals(wide.norm(), narrow.norm(), 2e-2 * wide.norm());
        double cosine = wide.dot(narrow) / (wide.norm() * narrow.norm());
        assertTrue(cosine > 0.999 && cosine < 1 - 1e-9, () -> "cosine " + cosine);
        Step again = step(new Compute(Precision.BF16, true), 5);
        assertEquals(narrow.loss(), again.loss(), 1e-6 * narrow.loss());
        // Kept, some gradients of several uses are added up in bfloat16.
        assertEquals(1, narrow.dot(again) / (narrow.norm() * again.norm()), 1e-4);
    }

    @Test
    void aWeightIsRoundedOnceUntilItIsForgotten() {
        GoldenBatches.config();
        try (PtNDManager manager = TorchEngine.newManager(Device.cpu());
                TorchFunctions functions = TorchFunctions.load(manager, Precision.BF16)) {
            NDArray x = manager.ones(new Shape(1, 1));
            NDArray weight = manager.full(new Shape(1, 1), 1.001f);
            weight.setRequiresGradient(true);
            TorchEngine.recordGradients(false);
            assertEquals(1, functions.call("linear", x, weight).getFloat());
            TorchEngine.recordGradients(true);
            Gradients.backward(functions.call("linear", x, weight).sum());
            Gradients.backward(functions.call("linear", x, weight).sum());
            assertEquals(2, weight.getGradient().getFloat(), "the pass without a graph has left nothing behind");
            TorchEngine.recordGradients(false);
            weight.muli(manager.full(new Shape(1, 1), 3f));
            assertEquals(1, functions.call("linear", x, weight).getFloat());
            functions.forgetCasts();
            assertEquals(3, functions.call("linear", x, weight).getFloat());
        } finally {
            TorchEngine.recordGradients(false);
        }
    }

    @Test
    void runsFromBeforeThereWasAChoiceAreFp32AndOtherWordsAreRefused() {
        assertEquals(Map.of("precision", "fp32"), RunIdentity.completed(Map.of()));
        assertEquals(Map.of("precision", "bf16"), RunIdentity.completed(Map.of("precision", "bf16")));
        String problem =
                assertThrows(TrainException.class, () -> Precision.of("fp8")).getMessage();
        assertTrue(problem.contains("fp32 or bf16, found 'fp8'"), problem);
    }

    @Test
    void aProcessorWithoutBfloat16IsComplainedAbout() {
        assertTrue(complaint("amd64", "fpu", "avx2").orElseThrow().contains("neither amx_bf16 nor avx512_bf16"));
        assertEquals(Optional.empty(), complaint("amd64", "fpu", "avx512_bf16"));
        assertTrue(complaint("aarch64", "asimd").orElseThrow().contains("does not say"));
        assertTrue(Bfloat16Support.complaint(new Processor("amd64", Optional.empty()))
                .orElseThrow()
                .contains("does not say"));
    }

    private static Optional<String> complaint(String architecture, String... flags) {
        return Bfloat16Support.complaint(new Processor(architecture, Optional.of(Set.of(flags))));
    }
}
