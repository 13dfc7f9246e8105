package io.github.osgnet4j.export;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.github.osgnet4j.export.Networks.Kind;
import io.github.osgnet4j.network.NamedTensor;
import io.github.osgnet4j.network.NetworkSpec;
import io.github.osgnet4j.postprocess.NmsMethod;
import io.github.osgnet4j.postprocess.RankingOptions;
import io.github.osgnet4j.runtime.Grounder;
import io.github.osgnet4j.runtime.bundle.Bundle;
import io.github.osgnet4j.runtime.bundle.BundleVerification;
import io.github.osgnet4j.runtime.bundle.Manifest;
import io.github.osgnet4j.runtime.bundle.Manifest.BundleFile;
import io.github.osgnet4j.runtime.bundle.Manifest.ObjectSource;
import io.github.osgnet4j.runtime.error.BundleException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

class ExporterTest {

    @TempDir
    private Path folder;

    static Stream<Kind> kinds() {
        return Stream.of(
                Kind.USUAL,
                new Kind(8, 1, 1, 9, 40, true, false, true, 0.1, ObjectSource.ALL),
                new Kind(16, 3, 4, 5, 50, true, true, true, 0.1, ObjectSource.REGIONS),
                new Kind(24, 2, 2, 19, 64, true, false, false, 0, ObjectSource.LABELS),
                new Kind(16, 2, 3, -1, 64, true, false, true, 0.1, ObjectSource.LABELS),
                new Kind(16, 2, 3, 9, 96, false, false, true, 0.1, ObjectSource.NONE),
                new Kind(16, 2, 3, 9, 96, false, true, true, 0.1, ObjectSource.LABELS),
                new Kind(16, 2, 3, 9, 96, true, false, true, 0.1, ObjectSource.NONE));
    }

    @ParameterizedTest
    @MethodSource("kinds")
    void theGraphsComputeWhatTheNetworkDoes(Kind kind) {
        NetworkSpec spec = kind.spec();
        Path bundle = folder.resolve("bundle");
        BundleVerification proof =
                Exporter.export(spec, Networks.weights(spec), Networks.settings(kind.objects()), bundle);
        assertEquals(4 * (2 * kind.levels() + 1) + 2, proof.tensors().size(), "scores and windows, and those made up");
        assertTrue(proof.passed(), "off by " + proof.maxError());
        try (Grounder grounder = Grounder.open(bundle)) {
            assertTrue(grounder.verify().passed());
        }
    }

    private Path exported() {
        Path bundle = folder.resolve("bundle");
        export(bundle, Networks.settings(ObjectSource.LABELS));
        return bundle;
    }

    private static BundleVerification export(Path bundle, ExportSettings settings) {
        NetworkSpec spec = Kind.USUAL.spec();
        return Exporter.export(spec, Networks.weights(spec), settings, bundle);
    }

    @Test
    void theManifestDescribesTheNetwork() {
        Manifest manifest = Bundle.open(exported()).manifest();
        assertEquals(new Manifest.Dimensions(10, 7, 6, 16, 1, 96, 32, List.of(1, 2, 4), false), manifest.dimensions());
        assertEquals(96, manifest.spec().get("maxSeqLen"));
        assertEquals("random", manifest.provenance().get("weights"));
        assertEquals(3, manifest.classEmbeddings().orElseThrow().rows());
        assertEquals(
                List.of("class_embeddings.bin", "objects.onnx", "query.onnx", "samples.bin", "text.onnx", "video.onnx"),
                manifest.files().stream().map(BundleFile::path).toList());
    }

    @ParameterizedTest
    @ValueSource(strings = {"exporter", "int8", "batch padding", "scan", "object rows"})
    void provenanceThatTheExporterWritesItselfIsRefused(String key) {
        ExportSettings s = Networks.settings(ObjectSource.LABELS);
        String refusal = assertThrows(
                        ExportException.class,
                        () -> new ExportSettings(
                                s.preprocessing(), s.ranking(), s.classEmbeddings(), Map.of(key, "mine")))
                .getMessage();
        assertTrue(refusal.contains("the key '" + key + "'") && refusal.contains("name it otherwise"), refusal);
    }

    @Test
    void aNetworkWithoutAnObjectBranchSeesNoObjects() {
        Kind kind = new Kind(16, 1, 2, 9, 96, false, false, true, 0.1, ObjectSource.LABELS);
        Path bundle = folder.resolve("bundle");
        Exporter.export(kind.spec(), Networks.weights(kind.spec()), Networks.settings(kind.objects()), bundle);
        Manifest manifest = Bundle.open(bundle).manifest();
        assertEquals(0, manifest.dimensions().objectDim());
        assertEquals(ObjectSource.NONE, manifest.preprocessing().objects());
        assertTrue(manifest.classEmbeddings().isEmpty());
    }

    @Test
    void theSameNetworkGivesTheSameBytes() throws IOException {
        Path first = exported();
        Path second = folder.resolve("second");
        export(second, Networks.settings(ObjectSource.LABELS));
        for (BundleFile file : Bundle.open(first).manifest().files()) {
            assertArrayEquals(
                    Files.readAllBytes(first.resolve(file.path())),
                    Files.readAllBytes(second.resolve(file.path())),
                    file.path());
        }
        assertArrayEquals(
                Files.readAllBytes(first.resolve(Manifest.FILE)), Files.readAllBytes(second.resolve(Manifest.FILE)));
    }

    @Test
    void aGraphOverTheLimitKeepsItsWeightsInAFileOfItsOwn() {
        Path bundle = folder.resolve("bundle");
        ExportSettings s = Networks.settings(ObjectSource.LABELS);
        BundleVerification proof = export(
                bundle,
                new ExportSettings(
                        s.preprocessing(),
                        s.ranking(),
                        s.classEmbeddings(),
                        s.provenance(),
                        s.force(),
                        s.target(),
                        30_000,
                        s.precision()));
        assertTrue(proof.passed());
        List<String> files = Bundle.open(bundle).manifest().files().stream()
                .map(BundleFile::path)
                .toList();
        assertTrue(files.contains("query.weights"), files.toString());
    }

    @Test
    void anExistingBundleStaysUnlessItsReplacementIsForced() throws IOException {
        Path bundle = exported();
        byte[] before = Files.readAllBytes(bundle.resolve(Manifest.FILE));
        ExportException e =
                assertThrows(ExportException.class, () -> export(bundle, Networks.settings(ObjectSource.ALL)));
        assertTrue(e.getMessage().contains("exists"), e.getMessage());
        assertArrayEquals(before, Files.readAllBytes(bundle.resolve(Manifest.FILE)));
        export(bundle, Networks.settings(ObjectSource.ALL).withForce(true));
        assertEquals(
                ObjectSource.ALL, Bundle.open(bundle).manifest().preprocessing().objects());
        assertOnlyTheBundle();
    }

    @Test
    void aFolderThatIsNoBundleIsNeverReplaced() throws IOException {
        Path other = Files.createDirectory(folder.resolve("bundle"));
        Files.writeString(other.resolve("thesis.txt"), "years of work");
        ExportSettings forced = Networks.settings(ObjectSource.LABELS).withForce(true);
        ExportException e = assertThrows(ExportException.class, () -> export(other, forced));
        assertTrue(e.getMessage().contains("is not a bundle"), e.getMessage());
        assertTrue(Files.exists(other.resolve("thesis.txt")));
    }

    @Test
    void weightsThatDoNotFitAreNamed() throws IOException {
        NetworkSpec spec = Kind.USUAL.spec();
        Map<String, NamedTensor> weights = Networks.weights(spec);
        weights.remove("text_encoder.1.0.ln1.bias");
        weights.put("nlq_reg_head.scale.0.scale", new NamedTensor("x", new long[] {2}, new float[2]));
        weights.get("video_encoder.1.0.mamba.D").values()[0] = Float.NaN;
        ExportException e = assertThrows(
                ExportException.class,
                () -> Exporter.export(spec, weights, Networks.settings(ObjectSource.LABELS), folder.resolve("bundle")));
        assertTrue(e.getMessage().contains("text_encoder.1.0.ln1.bias is missing"), e.getMessage());
        assertTrue(e.getMessage().contains("nlq_reg_head.scale.0.scale has shape [2], expected []"), e.getMessage());
        assertTrue(e.getMessage().contains("video_encoder.1.0.mamba.D holds NaN"), e.getMessage());
        assertNothingIsLeft();
    }

    @Test
    void classEmbeddingsMustFitTheNetwork() throws IOException {
        ExportSettings s = Networks.settings(ObjectSource.LABELS);
        ExportSettings wide = new ExportSettings(
                s.preprocessing(),
                s.ranking(),
                Optional.of(new ExportSettings.ClassEmbeddings(1, 7, new float[7])),
                Map.of());
        ExportException e = assertThrows(ExportException.class, () -> export(folder.resolve("bundle"), wide));
        assertTrue(e.getMessage().contains("7 channels, the network's objects 6"), e.getMessage());
        assertNothingIsLeft();
    }

    @Test
    void weightsThatOverflowAreNotExported() throws IOException {
        NetworkSpec spec = Kind.USUAL.spec();
        Map<String, NamedTensor> weights = Networks.weights(spec);
        Arrays.fill(weights.get("nlq_cls_head.cls_head.conv.weight").values(), 3e38f);
        ExportException e = assertThrows(
                ExportException.class,
                () -> Exporter.export(spec, weights, Networks.settings(ObjectSource.LABELS), folder.resolve("bundle")));
        assertFalse(e.getMessage().isBlank());
        assertNothingIsLeft();
    }

    @Test
    void anUnwritableTargetIsSaidToBeOne() throws IOException {
        Path file = Files.writeString(folder.resolve("file"), "x");
        ExportException e = assertThrows(
                ExportException.class, () -> export(file.resolve("bundle"), Networks.settings(ObjectSource.LABELS)));
        assertTrue(e.getMessage().contains("cannot be written"), e.getMessage());
    }

    /** A network without training finds nothing in random inputs; the made-up scores tell the settings apart. */
    @Test
    void windowsOfTheSamplesTellEverySettingFromAnother() {
        Path bundle = exported();
        Manifest m = Bundle.open(bundle).manifest();
        RankingOptions r = m.ranking();
        Manifest.Preprocessing p = m.preprocessing();
        assertOpens(bundle, m, p, r);
        for (Manifest.Preprocessing other : List.of(
                new Manifest.Preprocessing(p.featStride() + 1, p.numFrames(), p.fps(), false, p.objects()),
                new Manifest.Preprocessing(p.featStride(), p.numFrames() + 1, p.fps(), false, p.objects()),
                new Manifest.Preprocessing(p.featStride(), p.numFrames(), p.fps() - 0.03, false, p.objects()))) {
            assertThrows(BundleException.class, () -> assertOpens(bundle, m, other, r), other.toString());
        }
        for (RankingOptions.Builder other : List.of(
                r.toBuilder().preNmsThreshold(0.004),
                r.toBuilder().durationThreshold(0.004),
                r.toBuilder().minScore(0.004),
                r.toBuilder().maxWindows(4),
                r.toBuilder().sigma(0.74),
                r.toBuilder().multiclass(false),
                r.toBuilder().method(NmsMethod.HARD),
                r.toBuilder().orderPrior(true))) {
            RankingOptions ranking = other.build();
            assertThrows(BundleException.class, () -> assertOpens(bundle, m, p, ranking), ranking.toString());
        }
    }

    /** Opens the bundle with other settings and the hash of their manifest. */
    private static void assertOpens(
            Path bundle, Manifest m, Manifest.Preprocessing preprocessing, RankingOptions ranking) {
        Manifest other = new Manifest(
                m.format(),
                m.opset(),
                m.target(),
                m.precision(),
                m.spec(),
                m.dimensions(),
                preprocessing,
                ranking,
                m.classEmbeddings(),
                m.samples(),
                m.files(),
                m.provenance());
        other.write(bundle.resolve(Manifest.FILE));
        Grounder.open(bundle).close();
    }

    private void assertOnlyTheBundle() throws IOException {
        try (Stream<Path> entries = Files.list(folder)) {
            assertEquals(
                    List.of("bundle"),
                    entries.map(p -> p.getFileName().toString()).toList());
        }
    }

    private void assertNothingIsLeft() throws IOException {
        try (Stream<Path> entries = Files.list(folder)) {
            assertEquals(List.of(), entries.toList());
        }
    }
}
