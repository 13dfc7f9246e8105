package io.github.osgnet4j.runtime.bundle;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.github.osgnet4j.runtime.bundle.Manifest.Dimensions;
import io.github.osgnet4j.runtime.error.BundleException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

class ManifestTest {

    @TempDir
    private Path folder;

    private Path file;

    @BeforeEach
    void writeOne() {
        file = folder.resolve(Manifest.FILE);
        Manifests.full().write(file);
    }

    @Test
    void readsWhatItWrote() {
        assertEquals(Manifests.full(), Manifest.read(file));
    }

    @Test
    void theSameManifestGivesTheSameBytesAndLeavesNoOtherFile() throws IOException {
        byte[] first = Files.readAllBytes(file);
        Manifest.read(file).write(file);
        assertArrayEquals(first, Files.readAllBytes(file));
        try (var files = Files.list(folder)) {
            assertEquals(
                    List.of(file, folder.resolve(Manifest.HASH_FILE)),
                    files.sorted().toList());
        }
    }

    @Test
    void namesInJsonAreThoseOfTheFormat() throws IOException {
        String json = Files.readString(file);
        for (String part : List.of(
                "\"format\" : 3",
                "\"objects\" : \"labels\"",
                "\"type\" : \"float32\"",
                "\"strides\" : [ 1, 2 ]",
                "\"preNmsTopK\" : 2000",
                "\"rows\" : 5")) {
            assertTrue(json.contains(part), part + " in " + json);
        }
    }

    @Test
    void aBundleWithoutClassEmbeddingsSaysNull() throws IOException {
        Manifest m = Manifests.full();
        Manifest without = new Manifest(
                m.format(),
                m.opset(),
                m.target(),
                m.precision(),
                m.spec(),
                m.dimensions(),
                m.preprocessing(),
                m.ranking(),
                Optional.empty(),
                m.samples(),
                m.files(),
                m.provenance());
        without.write(file);
        assertTrue(Files.readString(file).contains("\"classEmbeddings\" : null"));
        assertEquals(without, Manifest.read(file));
    }

    @Test
    void aTargetIsKept() throws IOException {
        replace("\"target\" : \"cpu\"", "\"target\" : \"gpu\"");
        assertEquals(Target.GPU, Manifest.read(file).target());
    }

    /** The scan of graphs for a GPU is never one node. */
    @Test
    void onlyGraphsForACpuHaveTheScanAsOneNode() throws IOException {
        replace("\"provenance\" : {", "\"provenance\" : { \"scan\" : \"by hand\",");
        assertTrue(Manifest.read(file).scansInOneNode());
        replace("\"target\" : \"cpu\"", "\"target\" : \"gpu\"");
        assertFalse(Manifest.read(file).scansInOneNode());
    }

    /** Graphs for a CPU find the objects of their one query. */
    @Test
    void onlyGraphsForAGpuAreToldWhereObjectsAre() throws IOException {
        replace("\"provenance\" : {", "\"provenance\" : { \"object rows\" : \"by hand\",");
        assertFalse(Manifest.read(file).takesObjectRows());
        replace("\"target\" : \"cpu\"", "\"target\" : \"gpu\"");
        assertTrue(Manifest.read(file).takesObjectRows());
    }

    @ParameterizedTest
    @EnumSource(Int8For.class)
    void precisionIsReadAsWritten(Int8For processors) {
        Precision int8 = new Precision(
                Precision.Kind.INT8,
                0.02,
                List.of(new Precision.Layer("a.weight", true, 0.001), new Precision.Layer("b.weight", false, 0.4)),
                Optional.of(processors));
        Manifest manifest = Manifests.full().withPrecision(int8);
        manifest.write(file);
        assertEquals(manifest, Manifest.read(file));
        assertEquals(1, Manifest.read(file).precision().int8Layers());
    }

    @Test
    void anInt8BundleThatDoesNotSayForWhichProcessorsIsForAll() throws IOException {
        assertFalse(Files.readString(file).contains("int8For"), "fp32 has none");
        replace("\"kind\" : \"fp32\"", "\"kind\" : \"int8\"");
        Precision read = Manifest.read(file).precision();
        assertEquals(Optional.of(Int8For.AVX2), read.int8For());
    }

    @Test
    void anyFlippedBitOfManifestOrHashIsFound() throws IOException {
        for (Path changed : List.of(file, folder.resolve(Manifest.HASH_FILE))) {
            byte[] content = Files.readAllBytes(changed);
            for (int i = 0; i < content.length; i++) {
                byte[] flipped = content.clone();
                flipped[i] ^= (byte) (1 << i % 8);
                Files.write(changed, flipped);
                String found = assertThrows(BundleException.class, () -> Manifest.read(file))
                        .getMessage();
                assertTrue(found.startsWith(file + ": is not the file whose sha256"), found);
                assertTrue(found.contains("export the bundle again"), found);
            }
            Files.write(changed, content);
        }
        assertEquals(Manifests.full(), Manifest.read(file));
    }

    @Test
    void aHashOfAnotherLengthIsFound() throws IOException {
        Path hash = folder.resolve(Manifest.HASH_FILE);
        String line = Files.readString(hash);
        for (String other : List.of("", line + "\n", line.substring(0, 63))) {
            Files.writeString(hash, other);
            assertThrows(BundleException.class, () -> Manifest.read(file), other);
        }
    }

    @Test
    void aManifestWithoutItsHashIsRefused() throws IOException {
        Files.delete(folder.resolve(Manifest.HASH_FILE));
        String found =
                assertThrows(BundleException.class, () -> Manifest.read(file)).getMessage();
        assertTrue(found.contains("manifest.sha256: no such file") && found.contains("export"), found);
    }

    @Test
    void theHashIsAsSha256sumWritesIt() throws IOException {
        assertEquals(
                Sha256.of(Files.readAllBytes(file)) + "  manifest.json\n",
                Files.readString(folder.resolve(Manifest.HASH_FILE)));
    }

    @Test
    void unknownFieldsAreIgnored() throws IOException {
        replace("\"opset\"", "\"color\" : {\"a\" : [1]}, \"opset\"");
        assertEquals(Manifests.full(), Manifest.read(file));
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            "format" : 3          | "format" : 2           | format version 2 is not known, this version reads 3; export
            "format" : 3          | "format" : "2"         | 'format' is missing or not a number
            "format" : 3,         |                        | 'format' is missing
            "opset" : 21,         |                        | 'opset'
            "target" : "cpu"      | "target" : "tpu"       | field 'target'
            "target" : "cpu",     |                        | 'target'
            "kind" : "fp32"       | "kind" : "fp32", "int8For" : "vnni" | 'precision': a bundle of FP32 has int8For vnni
            "kind" : "fp32"       | "kind" : "int8", "int8For" : "sse2" | field 'precision.int8For'
            "kind" : "fp32"       | "kind" : "int8", "int8For" : 1      | field 'precision.int8For'
            "videoDim" : 4,       |                        | 'videoDim'
            "videoDim" : 4        | "videoDim" : 4.5       | field 'dimensions.videoDim'
            "videoDim" : 4        | "videoDim" : "4"       | field 'dimensions.videoDim'
            "videoDim" : 4        | "videoDim" : null      | field 'dimensions.videoDim'
            "videoDim" : 4        | "videoDim" : 0         | videoDim is 0, expected a positive number
            "videoDim" : 4        | "videoDim" : 4, "videoDim" : 5 | videoDim
            [ 1, 2 ]              | [ 1, 3 ]               | stride 3 does not divide paddingMultiple 8
            "keepPadding" : false | "keepPadding" : true   | keepPadding is true and objectDim 2, expected 0
            "keepPadding" : false | "keepPadding" : 0      | field 'dimensions.keepPadding'
            [ 1, 2 ]              | [ 1, null ]            | strides holds a null
            "labels"              | "some"                 | field 'preprocessing.objects'
            "float32"             | 0                      | field 'samples[0].tensors[0].type'
            [ 6, 4 ]              | [ 4294967296, 4 ]      | shape [4294967296, 4]
            [ 6, 4 ]              | [ 2147483647, 2 ]      | too large
            "multiclass" : true   | "multiclass" : 1       | field 'ranking.multiclass'
            "soft" : true         | "soft" : "true"        | field 'ranking.soft'
            "soft" : true,        |                        | 'soft'
            "sigma" : 0.75        | "sigma" : 0            | field 'ranking': sigma is 0.0, expected more than 0
            "bytes" : 12          | "bytes" : -1           | size of -1 bytes
            0123456789abcdef      | 0123                   | expected 64 lower-case hexadecimal digits
            "fp32"                | "fp8"                  | field 'precision.kind'
            "fp32"                | 0                      | field 'precision.kind'
            "maxError" : 0.0      | "maxError" : 0.1       | maxError of FP32 is 0.1, expected 0 to 0
            "maxError" : 0.0      | "maxError" : "NaN"     | maxError of FP32 is NaN
            "maxError" : 0.0,     |                        | field 'precision.maxError'
            "layers" : [ ]        | "layers" : [ null ]    | layers holds a null
            "layers" : [ ]        | "layers" : [ {"weight":"w","int8":true,"error":0.1} ] | only one of INT8 has any
            "layers" : [ ]        | "layers" : [ {"weight":"w","int8":true,"error":-1} ]  | layer 'w' has error -1
            "rows" : 5            | "rows" : -5            | classEmbeddings.rows is -5
            "spec" : {            | "spec" : [ {           | not valid JSON
            """)
    void aWrongFieldIsNamed(String text, String replacement, String message) throws IOException {
        replace(text, replacement == null ? "" : replacement);
        String found =
                assertThrows(BundleException.class, () -> Manifest.read(file)).getMessage();
        assertTrue(found.contains(message), found);
        assertTrue(found.startsWith(file.toString()), found);
    }

    @Test
    void aMissingManifestIsRefused() {
        BundleException e = assertThrows(BundleException.class, () -> Manifest.read(folder.resolve("elsewhere.json")));
        assertTrue(e.getMessage().contains("no such file"), e.getMessage());
    }

    @Test
    void anOverlongManifestIsRefused() throws IOException {
        Files.writeString(file, " ".repeat(8 << 20) + Files.readString(file));
        BundleException e = assertThrows(BundleException.class, () -> Manifest.read(file));
        assertTrue(e.getMessage().contains("longer than"), e.getMessage());
    }

    @Test
    void deeplyNestedJsonIsRefused() throws IOException {
        replace("\"spec\" : {", "\"deep\" : " + "[".repeat(200_000) + "]".repeat(200_000) + ", \"spec\" : {");
        assertThrows(BundleException.class, () -> Manifest.read(file));
    }

    @Test
    void paddedLengthIsTheNextMultiple() {
        Dimensions d = Manifests.full().dimensions();
        assertEquals(8, d.paddedLength(1));
        assertEquals(8, d.paddedLength(8));
        assertEquals(16, d.paddedLength(9));
    }

    @Test
    void graphsTakeOnePaddedStepOrAllWherePaddingIsKept() {
        Dimensions d = Manifests.full().dimensions();
        Dimensions kept = new Dimensions(4, 3, 0, 4, 1, 32, 8, List.of(1, 2), true);
        assertEquals(List.of(10, 16, 16), List.of(d.graphSteps(9), d.graphSteps(15), d.graphSteps(16)));
        assertEquals(List.of(16, 16, 16), List.of(kept.graphSteps(9), kept.graphSteps(15), kept.graphSteps(16)));
        assertEquals(9, d.encodedSteps(9));
        assertEquals(16, kept.encodedSteps(9));
    }

    private void replace(String text, String replacement) throws IOException {
        String json = Files.readString(file);
        assertTrue(json.contains(text), text);
        Files.writeString(file, json.replace(text, replacement));
        Manifests.rehash(file);
    }
}
