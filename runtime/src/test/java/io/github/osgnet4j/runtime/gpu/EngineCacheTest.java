package io.github.osgnet4j.runtime.gpu;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.github.osgnet4j.runtime.TinyBundle;
import io.github.osgnet4j.runtime.TinyNetwork;
import io.github.osgnet4j.runtime.bundle.Manifest;
import io.github.osgnet4j.runtime.bundle.Manifest.BundleFile;
import io.github.osgnet4j.runtime.gpu.GpuOptions.EngineLimits;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class EngineCacheTest {

    private static final String A = "a".repeat(64);
    private static final String B = "b".repeat(64);

    @TempDir
    private Path folder;

    @Test
    void theDefaultIsInTheUsersCacheFolder() {
        assertEquals(
                Path.of("/var/cache/me/osgnet/tensorrt"),
                EngineCache.defaultRoot(Map.of("XDG_CACHE_HOME", "/var/cache/me"), "/home/me"));
        assertEquals(Path.of("/home/me/.cache/osgnet/tensorrt"), EngineCache.defaultRoot(Map.of(), "/home/me"));
    }

    @Test
    void aRelativeCacheFolderDoesNotCount() {
        assertEquals(
                Path.of("/home/me/.cache/osgnet/tensorrt"),
                EngineCache.defaultRoot(Map.of("XDG_CACHE_HOME", "cache"), "/home/me"));
    }

    @Test
    void theVersionOfTensorRtIsThatOfTheLoadedLibrary() {
        Stream<String> maps = Stream.of(
                "7f00-7f01 r-xp 0 08:01 12 /usr/lib/libnvinfer_plugin.so.10.9.0",
                "7f02-7f03 r-xp 0 08:01 13 /usr/lib/x86_64-linux-gnu/libnvinfer.so.10.14.1");
        assertEquals(Optional.of("10.14.1"), EngineCache.tensorRt(maps));
        assertEquals(Optional.empty(), EngineCache.tensorRt(Stream.of("7f00-7f01 r-xp 0 08:01 12 /usr/lib/libc.so.6")));
    }

    @Test
    void versionsGraphNumbersAndShapesHaveFoldersOfTheirOwn() {
        Stream<String> maps = Stream.of("/usr/lib/libnvinfer.so.10.14.1");
        EngineCache cache = EngineCache.of(Optional.of(Path.of("engines")), "1.28.0", maps);
        ShapeProfile profile = ShapeProfile.of(900, 8, new TinyNetwork(true).dimensions(), EngineLimits.DEFAULT);
        assertEquals(
                Path.of("engines/ort-1.28.0-trt-10.14.1/0123abcd/fp32/T1024-B8-L64-O16-K512"),
                cache.engines("0123abcd", "fp32", profile));
        assertEquals(Path.of("engines/ort-1.28.0-trt-10.14.1/timing"), cache.timing());
        assertEquals(
                "ort-1.28.0-trt-unknown",
                EngineCache.of(Optional.of(folder), "1.28.0", Stream.of()).versions());
    }

    private static String key(String graph, String weights, String video) {
        Manifest manifest = new TinyBundle(true)
                .manifest(List.of(
                        new BundleFile("query.weights", 1, weights),
                        new BundleFile("query.onnx", 1, graph),
                        new BundleFile("video.onnx", 1, video)));
        return EngineCache.key(manifest);
    }

    @Test
    void theSameGraphWithOtherWeightsIsAnotherOne() {
        assertEquals(key(A, A, A), key(A, A, B));
        assertNotEquals(key(A, A, A), key(A, B, A));
        assertNotEquals(key(A, A, A), key(B, A, A));
        assertTrue(key(A, A, A).matches("[0-9a-f]{16}"));
    }

    @Test
    void foldersAreTheOwnersAlone() throws IOException {
        Path engines = folder.resolve("root/engines");
        EngineCache.create(engines);
        EngineCache.create(engines);
        assertEquals("rwx------", PosixFilePermissions.toString(Files.getPosixFilePermissions(engines)));
    }

    @Test
    void aFolderThatOthersMayWriteToIsRefused() throws IOException {
        Files.setPosixFilePermissions(folder, PosixFilePermissions.fromString("rwxrwxrwx"));
        IOException e = assertThrows(IOException.class, () -> EngineCache.create(folder));
        assertTrue(e.getMessage().contains(folder + " may be written to by others"), e.getMessage());
    }

    @Test
    void anEngineIsFoundByItsEnding() throws IOException {
        assertFalse(EngineCache.holdsEngine(folder));
        assertFalse(EngineCache.holdsEngine(folder.resolve("nothing")));
        Files.createFile(folder.resolve("graph_sm90.engine"));
        assertTrue(EngineCache.holdsEngine(folder));
    }
}
