package io.github.osgnet4j.tests;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Bundles as {@code osgnet verify} finds them: whole, damaged, or made to deceive. */
class VerifyTest {

    private static final ObjectMapper JSON = new ObjectMapper();

    @TempDir
    Path folder;

    private Path bundle;

    @BeforeEach
    void copy() {
        bundle = Folders.copy(Learn.bundle(), folder.resolve("bundle"));
    }

    private void assertRefused(String... words) {
        Command result = Command.run("verify", "-q", "-m", bundle);
        assertEquals(1, result.code(), result.out());
        assertEquals("", result.out());
        assertEquals(1, result.err().lines().count(), result.err());
        for (String word : words) {
            assertTrue(result.err().contains(word), result.err());
        }
    }

    /** Another text in place of one of the manifest, whatever that does to it, by somebody who records its hash too. */
    private void edit(String from, String to) throws IOException {
        Path manifest = bundle.resolve("manifest.json");
        String text = Files.readString(manifest);
        assertTrue(text.contains(from), "the manifest has no " + from);
        Files.writeString(manifest, text.replace(from, to));
        Hashes.record(manifest);
    }

    @Test
    void aWholeBundleIsProvenTensorByTensor() {
        Command result = Command.succeed("verify", "-q", "-m", bundle);
        assertTrue(result.out().contains(": verified, "), result.out());
        assertTrue(result.out().contains("cls_logits_0"), result.out());
        assertTrue(result.out().matches("(?s).*short +windows +0.0e\\+00 ok.*"), result.out());
        assertTrue(result.out().matches("(?s).*ranking +all_windows +0.0e\\+00 ok.*"), result.out());
        assertFalse(result.out().contains("FAILED"), result.out());
    }

    @Test
    void aBundleIsProvenWhereItIsMovedTo() throws IOException {
        Path moved = folder.resolve("another name");
        Files.move(bundle, moved);
        Command.succeed("verify", "-q", "-m", moved);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "video.onnx",
                "text.onnx",
                "query.onnx",
                "objects.onnx",
                "class_embeddings.bin",
                "samples.bin",
                "manifest.json",
                "manifest.sha256"
            })
    void aFlippedBitIsFound(String name) throws IOException {
        Path file = bundle.resolve(name);
        byte[] bytes = Files.readAllBytes(file);
        bytes[bytes.length / 2] ^= 1;
        Files.write(file, bytes);
        assertRefused(name, "sha256");
    }

    @ParameterizedTest
    @ValueSource(strings = {"video.onnx", "class_embeddings.bin", "samples.bin", "manifest.json", "manifest.sha256"})
    void aMissingFileIsNamed(String name) throws IOException {
        Files.delete(bundle.resolve(name));
        assertRefused(name, "no such file");
    }

    @ParameterizedTest
    @ValueSource(strings = {"query.onnx", "samples.bin"})
    void aTruncatedFileIsNamed(String name) throws IOException {
        byte[] bytes = Files.readAllBytes(bundle.resolve(name));
        Files.write(bundle.resolve(name), Arrays.copyOf(bytes, bytes.length - 1));
        assertRefused(name, "truncated");
    }

    static Stream<Arguments> edits() {
        return Stream.of(
                Arguments.of("\"format\" : 3", "\"format\" : 4", "format version 4"),
                Arguments.of("\"path\" : \"samples.bin\"", "\"path\" : \"../samples.bin\"", "'..'"),
                Arguments.of("\"path\" : \"samples.bin\"", "\"path\" : \"/etc/passwd\"", "absolute"),
                Arguments.of("\"file\" : \"class_embeddings.bin\"", "\"file\" : \"../x.bin\"", "does not list"),
                Arguments.of("\"videoDim\" : 48", "\"videoDim\" : 47", "47"),
                Arguments.of("\"videoDim\" : 48", "\"videoDim\" : -48", "videoDim"),
                Arguments.of("\"videoDim\" : 48", "\"videoDim\" : \"48\"", "videoDim"),
                Arguments.of("\"opset\"", "\"opus\"", "opset"),
                Arguments.of("\"format\"", "\"format", "JSON"));
    }

    @ParameterizedTest
    @MethodSource("edits")
    void anEditedManifestIsRefused(String from, String to, String word) throws IOException {
        edit(from, to);
        assertRefused(word);
    }

    /** Settings of ranking and timing that no hash gives away any more: the windows of the samples do. */
    @ParameterizedTest
    @CsvSource({
        "sigma,0.75,0.35",
        "sigma,0.75,0.76",
        "featStride,16.0,17.0",
        "numFrames,16.0,18.0",
        "fps,30.0,32.0",
        "fps,30.0,29.97",
        "maxWindows,5,4",
        "minScore,0.001,0.002",
        "preNmsThreshold,0.001,0.002",
        "durationThreshold,0.001,0.003",
        "multiclass,true,false",
        "soft,true,false",
        "orderPrior,false,true"
    })
    void anEditedSettingIsFoundByTheWindowsOfTheSamples(String name, String from, String to) throws IOException {
        edit("\"" + name + "\" : " + from, "\"" + name + "\" : " + to);
        assertRefused("manifest.json: ranks the scores of sample", "export the bundle again");
    }

    @Test
    void aListedFileThatIsNotThereIsNamed() throws IOException {
        Path manifest = bundle.resolve("manifest.json");
        ObjectNode root = (ObjectNode) JSON.readTree(manifest.toFile());
        root.withArray("files")
                .addObject()
                .put("path", "extra.bin")
                .put("bytes", 3)
                .put("sha256", "0".repeat(64));
        JSON.writeValue(manifest.toFile(), root);
        Hashes.record(manifest);
        assertRefused("extra.bin", "no such file");
    }

    @Test
    void aLinkOutOfTheBundleIsNotFollowed() throws IOException {
        Path outside = folder.resolve("outside.bin");
        Files.move(bundle.resolve("samples.bin"), outside);
        Files.createSymbolicLink(bundle.resolve("samples.bin"), outside);
        assertRefused("samples.bin", "symbolic link");

        Files.delete(bundle.resolve("samples.bin"));
        Files.move(outside, bundle.resolve("samples.bin"));
        Files.move(bundle.resolve("manifest.json"), outside);
        Files.createSymbolicLink(bundle.resolve("manifest.json"), outside);
        assertRefused("manifest.json", "symbolic link");
    }

    @Test
    void outputsThatAreNotThoseOfTheSamplesFailTheProof() throws IOException {
        Path samples = bundle.resolve("samples.bin");
        byte[] bytes = Files.readAllBytes(samples);
        // Other features, and so other outputs.
        bytes[3] ^= 0x01;
        String before = Hashes.sha256(samples);
        Files.write(samples, bytes);
        edit(before, Hashes.sha256(samples));

        Command result = Command.run("verify", "-q", "-m", bundle);
        assertEquals(1, result.code());
        assertTrue(result.out().contains("FAILED"), result.out());
    }

    @Test
    void whatIsNoBundleIsNamed() {
        bundle = Learn.folder();
        assertRefused(Learn.folder().toString(), "manifest.json");
        bundle = Learn.config();
        assertRefused(Learn.config().toString(), "no such folder");
    }
}
