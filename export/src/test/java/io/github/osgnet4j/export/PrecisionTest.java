package io.github.osgnet4j.export;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.github.osgnet4j.export.Networks.Kind;
import io.github.osgnet4j.natives.Processor;
import io.github.osgnet4j.network.FloatTensor;
import io.github.osgnet4j.network.NamedTensor;
import io.github.osgnet4j.network.Network;
import io.github.osgnet4j.network.NetworkSpec;
import io.github.osgnet4j.network.Positions;
import io.github.osgnet4j.runtime.Grounder;
import io.github.osgnet4j.runtime.QueryInput;
import io.github.osgnet4j.runtime.StepObjects;
import io.github.osgnet4j.runtime.VideoInput;
import io.github.osgnet4j.runtime.bundle.BundleVerification;
import io.github.osgnet4j.runtime.bundle.Int8For;
import io.github.osgnet4j.runtime.bundle.Manifest;
import io.github.osgnet4j.runtime.bundle.Manifest.ObjectSource;
import io.github.osgnet4j.runtime.bundle.Precision;
import io.github.osgnet4j.runtime.bundle.Target;
import io.github.osgnet4j.runtime.error.BundleException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.function.Supplier;
import java.util.stream.Stream;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Bundles in other numbers than float32, whose errors are measured when they are exported. */
class PrecisionTest {

    private static final double BUDGET = 0.2;

    /** The usual network in 8 bits, chosen on one sample, for the tests that only look at it. */
    private static Path shared;

    @TempDir
    Path folder;

    private final NetworkSpec spec = Kind.USUAL.spec();
    private final Map<String, NamedTensor> weights = Networks.weights(spec);

    @BeforeAll
    static void exportInInt8(@TempDir Path folder) {
        shared = folder.resolve("int8");
        new PrecisionTest().export(int8OnOneSample(BUDGET, true), shared);
    }

    private Precision export(ExportPrecision precision, Path bundle) {
        ExportSettings settings = Networks.settings(ObjectSource.LABELS).withPrecision(precision);
        Exporter.export(spec, weights, settings, bundle);
        return precision(bundle);
    }

    private Precision export(ExportPrecision precision) {
        return export(precision, folder.resolve("bundle"));
    }

    private static Precision precision(Path bundle) {
        return Manifest.read(bundle.resolve(Manifest.FILE)).precision();
    }

    /** Each layer tried on the synthetic samples. */
    private static ExportPrecision int8(double budget) {
        return new ExportPrecision.Int8(budget, List.of(), Int8For.AVX2);
    }

    /** Each layer tried on one sample, for the tests that ask for nothing else: a fraction of the time. */
    private static ExportPrecision int8OnOneSample(double budget, boolean objects) {
        return new ExportPrecision.Int8(budget, List.of(sample(objects)), Int8For.AVX2);
    }

    private static CalibrationSample sample(boolean objects) {
        Random random = new Random(3);
        int steps = 300;
        int[][] classes = new int[steps][];
        for (int i = 0; i < steps; i++) {
            classes[i] = i % 3 == 0 ? new int[] {i % 2, 2} : new int[0];
        }
        return new CalibrationSample(
                new VideoInput("video", normal(random, steps * 10), steps),
                new QueryInput(
                        "query",
                        normal(random, 4 * 7),
                        4,
                        objects ? new StepObjects.Classes(classes) : StepObjects.none()));
    }

    @Test
    void nothingIsChosenWhereAllIsFloat32() {
        assertEquals(Precision.FLOAT32, export(new ExportPrecision.Float32()));
    }

    @ParameterizedTest
    @EnumSource(Target.class)
    void halfPrecisionIsOffByAboutWhatRoundingEveryResultToHalfGives(Target target) {
        ExportSettings settings = Networks.settings(ObjectSource.LABELS)
                .withPrecision(new ExportPrecision.Float16())
                .withTarget(target);
        Exporter.export(spec, weights, settings, folder.resolve("bundle"));
        Precision precision = precision(folder.resolve("bundle"));
        assertEquals(Precision.Kind.FP16, precision.kind());
        Map<String, NamedTensor> all = new HashMap<>(weights);
        all.put(Positions.TABLE, Positions.table(spec));
        NetworkGraphs graphs = new NetworkGraphs(spec, all, true, target);
        double rounding = 0;
        for (Sample sample : Samples.of(graphs)) {
            List<Network.Level<FloatTensor>> expected = sample.expected(graphs);
            List<Network.Level<FloatTensor>> rounded =
                    sample.expected(graphs, HalfRounding.ops(), t -> HalfRounding.rounded(FloatTensor.of(t)));
            for (int i = 0; i < expected.size(); i++) {
                rounding = Math.max(
                        rounding, error(expected.get(i).logits(), rounded.get(i).logits()));
                rounding = Math.max(
                        rounding,
                        error(expected.get(i).offsets(), rounded.get(i).offsets()));
            }
        }
        double found = precision.maxError();
        double bound = 2 * rounding;
        assertTrue(found > 1e-5 && found <= bound, () -> "off by " + found + ", rounding by " + bound);
    }

    private static double error(FloatTensor expected, FloatTensor found) {
        double error = 0;
        for (int i = 0; i < expected.values().length; i++) {
            double e = expected.values()[i];
            error = Math.max(error, Math.abs(found.values()[i] - e) / (1 + Math.abs(e)));
        }
        return error;
    }

    @ParameterizedTest
    @EnumSource(
            value = Precision.Kind.class,
            names = {"FP16", "INT8"})
    void aBundleIsVerifiedWithinTheErrorItWasExportedWith(Precision.Kind kind) {
        Path bundle = kind == Precision.Kind.INT8 ? shared : folder.resolve("bundle");
        Precision precision = kind == Precision.Kind.INT8 ? precision(shared) : export(new ExportPrecision.Float16());
        try (Grounder grounder = Grounder.open(bundle)) {
            BundleVerification verification = grounder.verify();
            assertTrue(verification.passed());
            assertTrue(verification.maxError() > BundleVerification.TOLERANCE);
            assertEquals(precision.maxError(), verification.maxError(), 0.1 * precision.maxError());
        }
    }

    @ParameterizedTest
    @EnumSource(
            value = Precision.Kind.class,
            names = {"FP16", "INT8"})
    void aNetworkWithoutObjectsIsExportedToo(Precision.Kind kind) {
        ExportSettings settings = Networks.settings(ObjectSource.NONE)
                .withPrecision(
                        kind == Precision.Kind.FP16 ? new ExportPrecision.Float16() : int8OnOneSample(BUDGET, false));
        Exporter.export(spec, weights, settings, folder.resolve("bundle"));
        try (Grounder grounder = Grounder.open(folder.resolve("bundle"))) {
            assertTrue(grounder.verify().passed());
            assertEquals(
                    kind == Precision.Kind.INT8, grounder.manifest().precision().int8Layers() > 0);
        }
    }

    @Test
    void theSameArgumentsGiveTheSameBytesInInt8() throws IOException {
        export(int8OnOneSample(BUDGET, true));
        try (Stream<Path> files = Files.list(shared)) {
            for (Path file : files.toList()) {
                assertArrayEquals(
                        Files.readAllBytes(file),
                        Files.readAllBytes(folder.resolve("bundle").resolve(file.getFileName())),
                        file.toString());
            }
        }
    }

    @Test
    void aLayerThatInt8WouldBlindStaysInFloat32() {
        String blinded = "video_encoder.1.1.mlp.3.weight";
        // In float32 a channel that is always 0 does no harm whatever its weights; in 8 bits they leave the others no
        // room.
        NamedTensor before = weights.get("video_encoder.1.1.mlp.0.weight");
        float[] silent = before.values().clone();
        for (int i = 0; i < before.shape()[1]; i++) {
            silent[i] = 0;
        }
        weights.put(before.name(), new NamedTensor(before.name(), before.shape(), silent));
        weights.get("video_encoder.1.1.mlp.0.bias").values()[0] = 0;
        NamedTensor layer = weights.get(blinded);
        int inputs = (int) layer.shape()[1];
        for (int o = 0; o < layer.shape()[0]; o++) {
            layer.values()[o * inputs] = 1e4f;
        }
        Precision precision = export(int8OnOneSample(BUDGET, true));
        Precision.Layer found = precision.layers().stream()
                .filter(l -> l.weight().equals(blinded))
                .findFirst()
                .orElseThrow();
        assertFalse(found.int8());
        assertTrue(precision.layers().stream().allMatch(l -> l.error() <= found.error()));
        assertTrue(precision.int8Layers() > precision.layers().size() / 2, precision.toString());
    }

    @Test
    void noLayerIsChosenWhereNoErrorIsAllowed() {
        Precision precision = export(int8(1e-9));
        assertEquals(0, precision.int8Layers());
        assertFalse(precision.layers().isEmpty());
        assertTrue(precision.maxError() <= BundleVerification.TOLERANCE);
    }

    @Test
    void realSamplesAreMeasuredOn() {
        export(int8OnOneSample(BUDGET, true));
        String summary = Manifest.read(folder.resolve("bundle").resolve(Manifest.FILE))
                .provenance()
                .get("int8");
        assertTrue(summary.endsWith("on 1 real samples"), summary);
    }

    private static float[] normal(Random random, int count) {
        float[] values = new float[count];
        for (int i = 0; i < count; i++) {
            values[i] = (float) random.nextGaussian();
        }
        return values;
    }

    @Test
    void weightsForVnniAreWithinAllEightBitsAndRefusedWithoutIt() {
        Assumptions.assumeTrue(Processor.ofMachine().multipliesBytesExactly(), "VNNI");
        Path bundle = folder.resolve("vnni");
        Precision precision = export(new ExportPrecision.Int8(BUDGET, List.of(sample(true)), Int8For.VNNI), bundle);
        assertEquals(Optional.of(Int8For.VNNI), precision.int8For());
        assertTrue(error(precision) < error(precision(shared)), precision + " against " + precision(shared));
        String refusal = withFlags("avx2", () -> assertThrows(BundleException.class, () -> Grounder.open(bundle)))
                .getMessage();
        assertTrue(refusal.contains("which this processor does not have"), refusal);
        assertTrue(refusal.contains("--int8-for avx2"), refusal);
    }

    /** What the layers do each on its own, together. */
    private static double error(Precision precision) {
        return precision.layers().stream()
                .mapToDouble(layer -> layer.error() * layer.error())
                .sum();
    }

    @Test
    void layersAreNotChosenForVnniWhereTheirProductsWouldBeWrong() {
        String refusal = withFlags(
                        "avx2",
                        () -> assertThrows(
                                ExportException.class,
                                () -> export(new ExportPrecision.Int8(BUDGET, List.of(), Int8For.VNNI))))
                .getMessage();
        assertTrue(refusal.contains("needs VNNI"), refusal);
        assertFalse(Files.exists(folder.resolve("bundle")));
    }

    private static <T> T withFlags(String flags, Supplier<T> task) {
        System.setProperty(Processor.FLAGS, flags);
        try {
            return task.get();
        } finally {
            System.clearProperty(Processor.FLAGS);
        }
    }

    @Test
    void int8IsRefusedForAGpu() {
        ExportSettings settings = Networks.settings(ObjectSource.LABELS)
                .withPrecision(int8(BUDGET))
                .withTarget(Target.GPU);
        ExportException e = assertThrows(
                ExportException.class, () -> Exporter.export(spec, weights, settings, folder.resolve("bundle")));
        assertTrue(e.getMessage().contains("for a CPU"), e.getMessage());
        assertFalse(Files.exists(folder.resolve("bundle")));
    }

    @Test
    void aBudgetOfNothingIsRefused() {
        assertThrows(ExportException.class, () -> int8(0));
        assertThrows(ExportException.class, () -> int8(Double.NaN));
    }
}
