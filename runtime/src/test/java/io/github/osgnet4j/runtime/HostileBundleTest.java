package io.github.osgnet4j.runtime;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import ai.onnx.proto.OnnxMl.ModelProto;
import com.google.protobuf.InvalidProtocolBufferException;
import io.github.osgnet4j.runtime.bundle.Manifest;
import io.github.osgnet4j.runtime.bundle.Manifest.BundleFile;
import io.github.osgnet4j.runtime.bundle.Manifests;
import io.github.osgnet4j.runtime.bundle.Target;
import io.github.osgnet4j.runtime.error.BundleException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class HostileBundleTest {

    @TempDir
    private Path parent;

    private Path folder;
    private TinyBundle bundle;

    @BeforeEach
    void create() {
        folder = parent.resolve("bundle");
        bundle = new TinyBundle(true).withSample(0);
    }

    @Test
    void aWholeBundleIsAccepted() {
        Grounder.open(bundle.write(folder)).close();
    }

    @Test
    void aFolderThatIsNoBundleIsRefused() {
        assertRefused("no such folder", parent.resolve("nowhere"));
        assertRefused("no such file; a bundle is a folder with a manifest.json", parent);
    }

    @Test
    void aChangedFileIsRefusedByItsHash() throws IOException {
        bundle.write(folder);
        byte[] embeddings = Files.readAllBytes(folder.resolve(Manifest.CLASS_EMBEDDINGS));
        embeddings[5] ^= 1;
        Files.write(folder.resolve(Manifest.CLASS_EMBEDDINGS), embeddings);
        assertRefused("the manifest says", folder);
        assertRefused("class_embeddings.bin: has sha256", folder);
        Grounder.open(folder, GrounderOptions.defaults().withVerifyHashes(false))
                .close();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"video.onnx", "text.onnx", "query.onnx", "objects.onnx", "class_embeddings.bin", "samples.bin"})
    void aTruncatedFileIsRefusedByItsSizeEvenWithoutHashes(String file) throws IOException {
        bundle.write(folder);
        byte[] content = Files.readAllBytes(folder.resolve(file));
        Files.write(folder.resolve(file), Arrays.copyOf(content, content.length / 2));
        BundleException e = assertThrows(
                BundleException.class,
                () -> Grounder.open(folder, GrounderOptions.defaults().withVerifyHashes(false)));
        assertTrue(e.getMessage().contains(file + ": has " + content.length / 2 + " bytes"), e.getMessage());
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"video.onnx", "text.onnx", "query.onnx", "objects.onnx", "class_embeddings.bin", "samples.bin"})
    void aMissingFileIsRefused(String file) throws IOException {
        bundle.write(folder);
        Files.delete(folder.resolve(file));
        assertRefused(file + ": listed in the manifest, but no such file", folder);
    }

    @ParameterizedTest
    @EnabledOnOs({OS.LINUX, OS.MAC})
    @Timeout(300)
    @ValueSource(strings = {"manifest.json", "manifest.sha256", "text.onnx", "class_embeddings.bin", "samples.bin"})
    void aPipeADeviceAndAFolderAreRefusedWithoutBeingRead(String file) throws IOException, InterruptedException {
        Path path = bundle.write(folder).resolve(file);
        Files.delete(path);
        assertEquals(0, new ProcessBuilder("mkfifo", path.toString()).start().waitFor());
        assertRefused(file + ": is a pipe, a socket or a device, expected a file", folder);

        Files.delete(path);
        Files.createDirectory(path);
        assertRefused(file + ": is a folder, expected a file", folder);

        Files.delete(path);
        Files.createSymbolicLink(path, Path.of("/dev/zero"));
        assertRefused(file, folder);
        Files.delete(path);
    }

    @ParameterizedTest
    @ValueSource(strings = {"manifest.json", "video.onnx", "objects.onnx", "class_embeddings.bin", "samples.bin"})
    void aGitLfsPointerIsNamed(String file) throws IOException {
        Path path = bundle.write(folder).resolve(file);
        String pointer = "version https://git-lfs.github.com/spec/v1\noid sha256:" + "0".repeat(64) + "\nsize 901416\n";
        Files.writeString(path, pointer);
        assertRefused(file + ": is a Git LFS pointer in place of the file; fetch", folder);
    }

    @Test
    void otherFilesInTheFolderDoNoHarm() throws IOException {
        Files.writeString(bundle.write(folder).resolve("README.md"), "where this came from");
        Grounder.open(folder).close();
    }

    @ParameterizedTest
    @ValueSource(strings = {"video.onnx", "text.onnx", "query.onnx", "samples.bin"})
    void aManifestThatListsTooLittleIsRefused(String file) {
        bundle.files.remove(file);
        assertRefused("does not list '" + file + "'", bundle.write(folder));
    }

    @Test
    void aTruncatedGraphIsRefusedEvenIfTheManifestAgrees() {
        byte[] graph = bundle.network.queryGraph();
        for (int length = 0; length < graph.length; length += 61) {
            bundle.files.put(Manifest.QUERY_GRAPH, Arrays.copyOf(graph, length));
            Path file = bundle.write(folder);
            BundleException e = assertThrows(BundleException.class, () -> Grounder.open(file));
            assertTrue(e.getMessage().contains("query.onnx"), e.getMessage());
        }
    }

    @Test
    void randomBytesAreNoGraph() {
        bundle.files.put(Manifest.VIDEO_GRAPH, "#!/bin/sh\necho this is no graph\n".getBytes());
        assertRefused("video.onnx", bundle.write(folder));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "../outside.bin",
                "a/../../outside.bin",
                "/etc/hostname",
                "..",
                ".",
                "./video.onnx",
                "a//b",
                "",
                "..\\outside.bin",
                "C:/outside.bin",
                "nul\0byte"
            })
    void aPathThatLeavesTheFolderIsRefused(String path) throws IOException {
        byte[] content = "outside".getBytes();
        Files.write(parent.resolve("outside.bin"), content);
        bundle.extraFiles = List.of(TinyBundle.listed(path, content));
        assertRefused("file path '" + path + "'", bundle.write(folder));
    }

    @Test
    @EnabledOnOs({OS.LINUX, OS.MAC})
    void aSymbolicLinkOutOfTheFolderIsRefused() throws IOException {
        bundle.write(folder);
        Path outside = parent.resolve("outside.bin");
        Files.move(folder.resolve(Manifest.SAMPLES), outside);
        Files.createSymbolicLink(folder.resolve(Manifest.SAMPLES), outside);
        assertRefused("leads through a symbolic link out of the bundle", folder);
    }

    @Test
    @EnabledOnOs({OS.LINUX, OS.MAC})
    void aFolderInsideThatLinksOutIsRefused() throws IOException {
        Path elsewhere = Files.createDirectory(parent.resolve("elsewhere"));
        byte[] content = "outside".getBytes();
        Files.write(elsewhere.resolve("data.bin"), content);
        bundle.extraFiles = List.of(TinyBundle.listed("inside/data.bin", content));
        bundle.write(folder);
        Files.createSymbolicLink(folder.resolve("inside"), elsewhere);
        assertRefused("leads through a symbolic link out of the bundle", folder);
    }

    @Test
    @EnabledOnOs({OS.LINUX, OS.MAC})
    void aManifestOrGraphThatIsALinkIsRefused() throws IOException {
        bundle.write(folder);
        Files.move(folder.resolve(Manifest.FILE), parent.resolve("elsewhere.json"));
        Files.createSymbolicLink(folder.resolve(Manifest.FILE), parent.resolve("elsewhere.json"));
        assertRefused("is a symbolic link", folder);

        Path second = parent.resolve("second");
        bundle.write(second);
        Files.move(second.resolve(Manifest.TEXT_GRAPH), second.resolve("other.onnx"));
        Files.createSymbolicLink(second.resolve(Manifest.TEXT_GRAPH), Path.of("other.onnx"));
        assertRefused("a graph must be a file of its own", second);
    }

    @Test
    @EnabledOnOs({OS.LINUX, OS.MAC})
    void aBundleBehindALinkIsAccepted() throws IOException {
        bundle.write(folder);
        Path link = Files.createSymbolicLink(parent.resolve("link"), folder);
        Grounder.open(link).close();
    }

    @Test
    void aFileListedTwiceIsRefused() {
        bundle.extraFiles = List.of(TinyBundle.listed("video.onnx", bundle.network.videoGraph()));
        assertRefused("lists 'video.onnx' twice", bundle.write(folder));
    }

    @ParameterizedTest
    @ValueSource(strings = {"unlisted.bin", "../outside.bin", "/etc/hostname", "*/_ORT_MEM_ADDR_/*"})
    void externalDataThatTheManifestDoesNotListIsRefused(String location) throws IOException {
        bundle.files.put(Manifest.TEXT_GRAPH, externalText(location));
        bundle.write(folder);
        Files.write(folder.resolve("unlisted.bin"), new byte[48]);
        Files.write(parent.resolve("outside.bin"), new byte[48]);
        assertRefused("refers to external data '" + location + "'", folder);
    }

    @Test
    void externalDataThatTheManifestListsIsRead() throws IOException {
        bundle.files.put(Manifest.TEXT_GRAPH, externalText("weights.bin"));
        bundle.files.put("weights.bin", new byte[4 * TinyNetwork.TEXT * TinyNetwork.VIDEO]);
        try (Grounder grounder = Grounder.open(bundle.write(folder))) {
            EncodedVideo video = grounder.encode(new VideoInput("v", new float[TinyNetwork.VIDEO], 1));
            QueryInput query = new QueryInput("q", new float[] {1, 2, 3}, 1, StepObjects.none());
            assertEquals(0.08f, grounder.score(video, query).get(0).logits()[0], 1e-6, "zero weights");
        }
    }

    @Test
    void externalDataInsideAnOperatorIsFoundToo() throws InvalidProtocolBufferException {
        ModelProto.Builder model = ModelProto.parseFrom(bundle.network.textGraph()).toBuilder();
        model.getGraphBuilder()
                .addNodeBuilder()
                .setOpType("If")
                .addAttributeBuilder()
                .setName("then_branch")
                .getGBuilder()
                .addNodeBuilder()
                .setOpType("Constant")
                .addAttributeBuilder()
                .setName("value")
                .getTBuilder()
                .addExternalDataBuilder()
                .setKey("location")
                .setValue("/etc/hostname");
        bundle.files.put(Manifest.TEXT_GRAPH, model.build().toByteArray());
        assertRefused("refers to external data '/etc/hostname'", bundle.write(folder));
    }

    @Test
    void aCompiledEngineIsRefused() throws InvalidProtocolBufferException {
        ModelProto.Builder model = ModelProto.parseFrom(bundle.network.textGraph()).toBuilder();
        model.getGraphBuilder().addNodeBuilder().setOpType("EPContext").setDomain("com.microsoft");
        bundle.files.put(Manifest.TEXT_GRAPH, model.build().toByteArray());
        assertRefused("EPContext", bundle.write(folder));
    }

    @Test
    void aGraphOfAnotherNetworkIsRefused() {
        bundle.files.put(Manifest.QUERY_GRAPH, new TinyNetwork(false).queryGraph());
        assertRefused("query.onnx: has inputs [", bundle.write(folder));
        bundle.files.put(Manifest.QUERY_GRAPH, new TinyNetwork(false, true).queryGraph());
        assertRefused("query.onnx: has inputs [", bundle.write(folder));
        bundle.files.put(Manifest.QUERY_GRAPH, bundle.network.queryGraph());
        bundle.files.put(Manifest.TEXT_GRAPH, bundle.network.videoGraph());
        assertRefused("text.onnx: has inputs [features, lengths]", bundle.write(folder));
    }

    /** Graphs for a GPU were once given the index alone. */
    @Test
    void aGraphThatIsNotToldWhereObjectsAreIsRefusedOnlyIfTheManifestSaysItIs() {
        bundle.target = Target.GPU;
        try (Grounder grounder = Grounder.open(bundle.write(folder))) {
            assertTrue(grounder.verify().passed());
        }
        bundle.provenance = Map.of(Manifest.OBJECT_ROWS, "told with each run");
        assertRefused("query.onnx: has inputs [", bundle.write(folder));
    }

    @ParameterizedTest
    @ValueSource(longs = {3, 5})
    void aGraphOfOtherDimensionsIsRefused(long channels) {
        TinyGraph g = new TinyGraph();
        String features = g.input("features", TinyGraph.FLOAT, -1, -1, channels);
        g.input("lengths", TinyGraph.INT64, -1);
        g.output("video", features, -1, -1, channels);
        bundle.files.put(Manifest.VIDEO_GRAPH, g.bytes());
        assertRefused("video.onnx: has 'features'", bundle.write(folder));
    }

    @Test
    void aGraphOfOneLengthOnlyIsRefused() {
        TinyGraph g = new TinyGraph();
        String tokens = g.input("tokens", TinyGraph.FLOAT, -1, 7, TinyNetwork.TEXT);
        g.input("token_counts", TinyGraph.INT64, -1);
        g.output("text", tokens, -1, 7, TinyNetwork.VIDEO);
        bundle.files.put(Manifest.TEXT_GRAPH, g.bytes());
        assertRefused("text.onnx: has 'tokens'", bundle.write(folder));
    }

    @Test
    void rankingOutOfRangeIsRefused() throws IOException {
        Path manifest = bundle.write(folder).resolve(Manifest.FILE);
        String json = Files.readString(manifest).replace("\"preNmsTopK\" : 2000", "\"preNmsTopK\" : 0");
        Manifests.rehash(Files.writeString(manifest, json));
        assertRefused("field 'ranking': preNmsTopK is 0", folder);
    }

    @Test
    @EnabledOnOs(OS.LINUX)
    void refusedBundlesLeaveNoSessionBehind() throws IOException {
        bundle.files.put(Manifest.QUERY_GRAPH, new TinyNetwork(false).queryGraph());
        bundle.write(folder);
        GrounderOptions twoThreads = GrounderOptions.defaults().withIntraOpThreads(3);
        assertThrows(BundleException.class, () -> Grounder.open(folder, twoThreads));
        long before = threads();
        for (int i = 0; i < 30; i++) {
            assertThrows(BundleException.class, () -> Grounder.open(folder, twoThreads));
        }
        assertTrue(threads() < before + 20, "a session left behind keeps its two threads");
    }

    @Test
    void aRefusedBundleIsNotTouched() throws IOException {
        bundle.extraFiles = List.of(new BundleFile("../outside.bin", 0, "0".repeat(64)));
        bundle.write(folder);
        List<Path> before = list();
        assertThrows(BundleException.class, () -> Grounder.open(folder));
        assertEquals(before, list());
        assertFalse(Files.exists(parent.resolve("outside.bin")));
    }

    private List<Path> list() throws IOException {
        try (var files = Files.walk(parent)) {
            return files.sorted().toList();
        }
    }

    private static long threads() throws IOException {
        try (var tasks = Files.list(Path.of("/proc/self/task"))) {
            return tasks.count();
        }
    }

    private static byte[] externalText(String location) {
        TinyGraph g = new TinyGraph();
        String tokens = g.input("tokens", TinyGraph.FLOAT, -1, -1, TinyNetwork.TEXT);
        g.input("token_counts", TinyGraph.INT64, -1);
        String weight = g.external(location, TinyNetwork.TEXT, TinyNetwork.VIDEO);
        g.output("text", g.op("MatMul", tokens, weight), -1, -1, TinyNetwork.VIDEO);
        return g.bytes();
    }

    private static void assertRefused(String reason, Path folder) {
        BundleException e = assertThrows(BundleException.class, () -> Grounder.open(folder));
        assertTrue(e.getMessage().contains(reason), e.getMessage());
    }
}
