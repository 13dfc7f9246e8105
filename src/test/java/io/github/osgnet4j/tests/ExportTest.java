package io.github.osgnet4j.tests;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import ai.onnx.proto.OnnxMl.ModelProto;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Bundles out of weights. */
class ExportTest {

    @TempDir
    Path folder;

    private Command export(Path output, Object... more) {
        return Command.run(Stream.concat(Stream.of("export", "-q", "-c", Learn.config(), "-o", output), Stream.of(more))
                .toArray());
    }

    private static void assertDone(Command result) {
        assertEquals(0, result.code(), result.err());
        assertTrue(result.out().contains("verified on "), result.out());
    }

    private static void assertRefused(Command result, String word) {
        assertEquals(1, result.code());
        assertEquals(1, result.err().lines().count(), result.err());
        assertTrue(result.err().contains(word), result.err());
    }

    @Test
    void theSameArgumentsGiveTheSameBytes() {
        Path bundle = folder.resolve("bundle");
        assertDone(export(bundle, "-w", Learn.checkpoint()));
        assertEquals(Folders.contents(Learn.bundle()), Folders.contents(bundle));
    }

    @Test
    void aCheckpointAndItsImportGiveTheSameBundleButForProvenance() throws IOException {
        Path weights = folder.resolve("W.safetensors");
        Path bundle = folder.resolve("bundle");
        Command.succeed("import", "-q", "-c", Learn.config(), "--checkpoint", Learn.checkpoint(), "-o", weights);
        assertDone(export(bundle, "-w", weights));

        assertSameButForNames(Learn.bundle(), bundle);
        assertEquals(manifest(Learn.bundle()), manifest(bundle));
    }

    /** All but provenance, whose names of sources and exporter stand in every graph too. */
    private static void assertSameButForNames(Path expected, Path bundle) throws IOException {
        assertEquals(
                Folders.contents(expected).keySet(), Folders.contents(bundle).keySet());
        for (String graph : List.of("video.onnx", "text.onnx", "query.onnx", "objects.onnx")) {
            assertEquals(graph(expected.resolve(graph)), graph(bundle.resolve(graph)));
        }
        for (String file : List.of("samples.bin", "class_embeddings.bin")) {
            assertEquals(Hashes.sha256(expected.resolve(file)), Hashes.sha256(bundle.resolve(file)), file);
        }
    }

    @Test
    void theBundleOfTheProjectIsWhatExportGivesToday() throws IOException {
        Path root = Path.of(System.getProperty("osgnet.root"));
        Path demo = root.resolve("models/demo");
        Path bundle = folder.resolve("demo");
        Command.succeed(
                "export", "-q", "-c", root.resolve("configs/demo.yaml"), "-w", Learn.checkpoint(), "-o", bundle);
        assertSameButForNames(demo, bundle);
        assertEquals(manifest(demo), manifest(bundle));
        assertEquals(provenance(demo), provenance(bundle));
    }

    /** Where a bundle comes from, but for the version of the exporter. */
    private static JsonNode provenance(Path bundle) throws IOException {
        ObjectNode provenance = (ObjectNode) new ObjectMapper()
                .readTree(bundle.resolve("manifest.json").toFile())
                .get("provenance");
        provenance.remove("exporter");
        return provenance;
    }

    private static ModelProto graph(Path file) throws IOException {
        try (InputStream in = Files.newInputStream(file)) {
            return ModelProto.newBuilder()
                    .mergeFrom(in)
                    .clearMetadataProps()
                    .clearProducerVersion()
                    .build();
        }
    }

    /** A manifest without what names the source of the weights, and so differs. */
    private static JsonNode manifest(Path bundle) throws IOException {
        ObjectNode manifest = (ObjectNode)
                new ObjectMapper().readTree(bundle.resolve("manifest.json").toFile());
        manifest.remove("provenance");
        manifest.remove("files");
        return manifest;
    }

    @Test
    void randomWeightsFollowTheirSeed() {
        Path first = folder.resolve("first");
        Path second = folder.resolve("second");
        Path other = folder.resolve("other");
        assertDone(export(first, "--random-weights", 5));
        assertDone(export(second, "--random-weights", 5));
        assertDone(export(other, "--random-weights", 6));
        assertEquals(Folders.contents(first), Folders.contents(second));
        assertNotEquals(Folders.contents(first), Folders.contents(other));
    }

    @Test
    void theAverageIsAnotherBundle() {
        GoldenSet set = GoldenSet.own("classes2");
        Path trained = folder.resolve("trained");
        Path average = folder.resolve("average");
        Path both = set.checkpoint().orElseThrow();
        assertDone(Command.run("export", "-q", "-c", set.config(), "-w", both, "-o", trained));
        assertDone(Command.run("export", "-q", "-c", set.config(), "-w", both, "--ema", "-o", average));
        assertNotEquals(Hashes.sha256(trained.resolve("query.onnx")), Hashes.sha256(average.resolve("query.onnx")));
    }

    @Test
    void aBundleIsReplacedOnlyByForce() {
        Path bundle = Folders.copy(Learn.bundle(), folder.resolve("bundle"));
        Map<String, String> before = Folders.contents(folder);
        assertRefused(export(bundle, "--random-weights", 5), "--force");
        assertEquals(before, Folders.contents(folder));

        assertDone(export(bundle, "--random-weights", 5, "--force"));
        assertNotEquals(before, Folders.contents(folder));
        assertEquals(before.keySet(), Folders.contents(folder).keySet());
    }

    @Test
    void whatIsNoBundleIsNeverReplaced() throws IOException {
        Path other = Files.createDirectory(folder.resolve("other"));
        Files.writeString(other.resolve("thesis.tex"), "years of work");
        Path mixed = Folders.copy(Learn.bundle(), folder.resolve("mixed"));
        Files.writeString(mixed.resolve("thesis.tex"), "years of work");
        Path foreign = Files.createDirectory(folder.resolve("foreign"));
        Files.writeString(foreign.resolve("manifest.json"), "{\"name\": \"a browser extension\"}");
        Files.writeString(foreign.resolve("background.js"), "");
        Path file = Files.writeString(folder.resolve("file"), "a file");
        Map<String, String> before = Folders.contents(folder);
        for (Path target : List.of(other, mixed, foreign, file)) {
            assertRefused(export(target, "--random-weights", 5, "--force"), "is not a bundle");
            assertEquals(before, Folders.contents(folder));
        }
    }

    @Test
    void foldersOnTheWayAreMade() {
        assertDone(export(folder.resolve("a/b/bundle"), "--random-weights", 5));
        Command.succeed("verify", "-q", "-m", folder.resolve("a/b/bundle"));
    }

    @Test
    void weightsOfAnotherNetworkAreRefused() {
        Path other = new GoldenSet(Learn.folder().resolveSibling("goal"))
                .checkpoint()
                .orElseThrow();
        Command result = export(folder.resolve("bundle"), "-w", other);
        assertEquals(1, result.code());
        assertTrue(result.err().contains("misshapen"), result.err());
        assertEquals(1, Folders.contents(folder).size());
    }
}
