package io.github.osgnet4j.runtime.session;

import ai.onnxruntime.OrtEnvironment;
import ai.onnxruntime.OrtLoggingLevel;
import io.github.osgnet4j.natives.JarLibraries;
import io.github.osgnet4j.natives.NativeCache;
import io.github.osgnet4j.natives.NativeCacheException;
import io.github.osgnet4j.runtime.error.InferenceException;
import java.io.IOException;
import java.lang.reflect.Field;
import java.lang.reflect.Method;
import java.net.URL;
import java.nio.file.Path;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The environment of ONNX Runtime, which lives as long as the process.
 *
 * <p>{@link OrtEnvironment} frees itself in a shutdown hook of its own. Hooks run at the same time: a service that
 * finishes its requests in another one, as Spring and {@code osgnet serve} do, would have the environment freed under
 * them. The environment is reference-counted and Java releases only one reference, so a second one that is never
 * released keeps it alive.
 *
 * <p>ONNX Runtime unpacks its libraries into the temporary folder at each start. Here they are unpacked once, into the
 * {@link NativeCache} of the user, unless properties {@code onnxruntime.native...} say where they are.
 */
public final class OnnxRuntimeEnvironment {

    private static final Logger LOG = LoggerFactory.getLogger(OnnxRuntimeEnvironment.class);

    private static final String PROPERTIES = "onnxruntime.native.";
    private static final String FOLDER = PROPERTIES + "path";

    private static @Nullable OrtEnvironment environment;
    private static @Nullable InferenceException failure;

    private OnnxRuntimeEnvironment() {}

    /**
     * The only environment of the process, created on first use. Other code that uses ONNX Runtime in this process
     * should get it from here too.
     *
     * @throws InferenceException if ONNX Runtime cannot be loaded; it says where its libraries are and what to do
     */
    public static synchronized OrtEnvironment get() {
        if (environment == null) {
            if (failure != null) {
                throw failure;
            }
            provideLibraries();
            environment = load();
            keep();
        }
        return environment;
    }

    private static void provideLibraries() {
        if (System.getProperties().stringPropertyNames().stream().anyMatch(name -> name.startsWith(PROPERTIES))) {
            return;
        }
        try {
            Optional<NativeCache> cache = NativeCache.ofUser();
            Optional<JarLibraries> libraries = libraries();
            if (cache.isPresent() && libraries.isPresent()) {
                String version = OrtEnvironment.class.getPackage().getImplementationVersion();
                Path folder = libraries
                        .get()
                        .unpackedIn(cache.get(), version == null ? "onnxruntime" : "onnxruntime-" + version);
                System.setProperty(FOLDER, folder.toString());
            }
        } catch (NativeCacheException e) {
            throw new InferenceException("ONNX Runtime cannot be unpacked. " + e.getMessage(), e);
        } catch (IOException e) {
            throw new InferenceException("ONNX Runtime's libraries cannot be read from its jar: " + e.getMessage(), e);
        }
    }

    /** Those of this system in ONNX Runtime's jar. */
    private static Optional<JarLibraries> libraries() throws IOException {
        String system = System.getProperty("os.name").toLowerCase(Locale.ROOT).contains("mac") ? "osx" : "linux";
        String processor = Set.of("amd64", "x86_64").contains(System.getProperty("os.arch"))
                ? "x64"
                : System.getProperty("os.arch");
        URL library = OrtEnvironment.class.getResource(
                "/ai/onnxruntime/native/" + system + "-" + processor + "/" + System.mapLibraryName("onnxruntime"));
        return library == null ? Optional.empty() : JarLibraries.beside(library);
    }

    private static OrtEnvironment load() {
        try {
            return OrtEnvironment.getEnvironment();
        } catch (LinkageError | RuntimeException e) {
            Throwable root = e;
            while (root.getCause() != null) {
                root = root.getCause();
            }
            // Its classes cannot be loaded a second time.
            failure = new InferenceException("ONNX Runtime cannot be loaded: " + root + ". " + needs(root), e);
            throw failure;
        }
    }

    private static String needs(Throwable root) {
        return root instanceof IOException
                ? "It needs the temporary folder " + System.getProperty("java.io.tmpdir")
                        + " to be there and writable; -Djava.io.tmpdir=DIR names another"
                : "Its libraries are in " + System.getProperty(FOLDER, "the places that its properties name");
    }

    private static void keep() {
        try {
            Field api = Class.forName("ai.onnxruntime.OnnxRuntime").getDeclaredField("ortApiHandle");
            api.setAccessible(true);
            Method reference =
                    OrtEnvironment.class.getDeclaredMethod("createHandle", long.class, int.class, String.class);
            reference.setAccessible(true);
            reference.invoke(
                    null,
                    api.getLong(null),
                    OrtLoggingLevel.ORT_LOGGING_LEVEL_WARNING.getValue(),
                    OrtEnvironment.DEFAULT_NAME);
        } catch (ReflectiveOperationException | RuntimeException e) {
            LOG.warn(
                    "ONNX Runtime frees its environment when the JVM shuts down, even under requests that still run:"
                            + " close every service before. Keeping it failed with {}",
                    e.toString());
        }
    }
}
