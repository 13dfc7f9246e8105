package io.github.osgnet4j.runtime.gpu;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.github.osgnet4j.runtime.bundle.Manifest;
import io.github.osgnet4j.runtime.bundle.Manifest.BundleFile;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileAttribute;
import java.nio.file.attribute.PosixFilePermission;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Comparator;
import java.util.EnumSet;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/**
 * The cache of TensorRT engines. An engine is valid for one version of ONNX Runtime and TensorRT, one graph with its
 * weights, one kind of numbers and one range of shapes; each combination has its own folder, and ONNX Runtime puts the
 * GPU's compute capability into the files' names. The timing cache, which contains measurements made while building, is
 * shared by all.
 *
 * @param root of all folders
 * @param versions of ONNX Runtime and TensorRT
 */
record EngineCache(Path root, String versions) {

    private static final Pattern LIBRARY = Pattern.compile("/libnvinfer\\.so\\.(\\d+(?:\\.\\d+)*)");
    /** How the names of the query graph and its weights begin. */
    private static final String QUERY_FILES = "query.";

    private static final int KEY_BYTES = 8;

    /** The cache of this process, once TensorRT is loaded. */
    static EngineCache of(Optional<Path> folder, String onnxRuntime, Stream<String> loadedFiles) {
        Path root = folder.orElseGet(() -> defaultRoot(System.getenv(), System.getProperty("user.home")));
        return new EngineCache(
                root, "ort-" + onnxRuntime + "-trt-" + tensorRt(loadedFiles).orElse("unknown"));
    }

    /** The user's cache folder, as the XDG base directory specification has it. */
    static Path defaultRoot(Map<String, String> environment, String home) {
        String configured = environment.getOrDefault("XDG_CACHE_HOME", "");
        Path cache = Path.of(configured).isAbsolute() ? Path.of(configured) : Path.of(home, ".cache");
        return cache.resolve("osgnet").resolve("tensorrt");
    }

    /** The version of TensorRT among the files that a process has mapped. */
    static Optional<String> tensorRt(Stream<String> loadedFiles) {
        return loadedFiles
                .map(LIBRARY::matcher)
                .filter(Matcher::find)
                .map(m -> m.group(1))
                .findFirst();
    }

    /** The files that this process has mapped; none where the system does not say. */
    static List<String> loadedFiles() {
        Path maps = Path.of("/proc/self/maps");
        try {
            return Files.isReadable(maps) ? Files.readAllLines(maps) : List.of();
        } catch (IOException e) {
            return List.of();
        }
    }

    /** What tells the query graph of one bundle, with its weights, from that of another. */
    static String key(Manifest manifest) {
        try {
            MessageDigest digest = MessageDigest.getInstance("SHA-256");
            manifest.files().stream()
                    .filter(file -> file.path().startsWith(QUERY_FILES))
                    .sorted(Comparator.comparing(BundleFile::path))
                    .forEach(file -> digest.update((file.path() + " " + file.sha256() + "\n").getBytes(UTF_8)));
            return HexFormat.of().formatHex(digest.digest(), 0, KEY_BYTES);
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("Every Java runtime has SHA-256", e);
        }
    }

    /**
     * Where the engines of one graph for one profile lie.
     *
     * @param key of the graph, see {@link #key}
     * @param numbers that products are computed in, such as {@code fp32}
     */
    Path engines(String key, String numbers, ShapeProfile profile) {
        return root.resolve(versions).resolve(key).resolve(numbers).resolve(profile.name());
    }

    /** Where the timing cache lies. */
    Path timing() {
        return root.resolve(versions).resolve("timing");
    }

    /** Whether an engine has been built there, for whichever GPU. */
    static boolean holdsEngine(Path folder) {
        try (Stream<Path> files = Files.list(folder)) {
            return files.anyMatch(file -> file.toString().endsWith(".engine"));
        } catch (IOException e) {
            return false;
        }
    }

    /**
     * Creates a folder in the cache that only the user may write to, because an engine is code that TensorRT runs.
     *
     * @throws IOException if it cannot be made, or others may write to it
     */
    static void create(Path folder) throws IOException {
        if (!folder.getFileSystem().supportedFileAttributeViews().contains("posix")) {
            Files.createDirectories(folder);
            return;
        }
        FileAttribute<?> ownerOnly = PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rwx------"));
        Files.createDirectories(folder, ownerOnly);
        Set<PosixFilePermission> foreign =
                EnumSet.of(PosixFilePermission.GROUP_WRITE, PosixFilePermission.OTHERS_WRITE);
        foreign.retainAll(Files.getPosixFilePermissions(folder));
        if (!foreign.isEmpty()) {
            throw new IOException("the engine cache " + folder + " may be written to by others (" + foreign
                    + "), and engines are code; take that right away or name another folder");
        }
    }
}
