package io.github.osgnet4j.runtime.session;

import ai.onnxruntime.OrtException;
import ai.onnxruntime.OrtSession.SessionOptions;
import io.github.osgnet4j.natives.JarLibraries;
import io.github.osgnet4j.natives.NativeCache;
import io.github.osgnet4j.natives.NativeCacheException;
import io.github.osgnet4j.natives.OperatorLibrary;
import io.github.osgnet4j.runtime.error.InferenceException;
import java.io.IOException;
import java.net.URISyntaxException;
import java.net.URL;
import java.nio.file.Path;
import java.util.Locale;
import java.util.Optional;
import java.util.ServiceConfigurationError;
import java.util.ServiceLoader;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Native operators (the selective scan, the filter before it, norms and GELU), if the artifact
 * {@code osgnet4j-scan-native} contains them for this system. Graphs contain each as one node with a definition; with
 * the library registered ONNX Runtime runs the node natively, without it the nodes of its definition. Bundles of
 * earlier versions have none or only some of these nodes.
 *
 * <p>The property {@code osgnet.scan} or the variable {@code OSGNET_SCAN} selects the implementation of all these
 * operators: {@code auto}, the library if there is one; {@code onnx}, never the library; {@code native}, the library or
 * an error.
 */
public final class NativeScan {

    private static final Logger LOG = LoggerFactory.getLogger(NativeScan.class);

    private static final String PROPERTY = "osgnet.scan";
    private static final String VARIABLE = "OSGNET_SCAN";

    private static @Nullable Library known;

    private NativeScan() {}

    /** What the user asks for. */
    private enum Wish {
        AUTO,
        ONNX,
        NATIVE;

        static Wish current() {
            String asked = Optional.ofNullable(System.getProperty(PROPERTY))
                    .or(() -> Optional.ofNullable(System.getenv(VARIABLE)))
                    .filter(value -> !value.isEmpty())
                    .orElse("auto");
            for (Wish wish : values()) {
                if (wish.name().toLowerCase(Locale.ROOT).equals(asked)) {
                    return wish;
                }
            }
            throw new InferenceException(
                    PROPERTY + " or " + VARIABLE + " is '" + asked + "', expected auto, onnx or native", null);
        }
    }

    /**
     * Where the library is.
     *
     * @param path empty if it cannot be used
     * @param reason why not
     */
    record Library(Optional<Path> path, String reason) {

        static Library none(String reason) {
            return new Library(Optional.empty(), reason);
        }
    }

    /**
     * Whether graphs on this machine's CPU will run the scan natively, as far as that is known before ONNX Runtime is asked.
     *
     * @param oneNode whether the graphs have the scan as one node
     * @throws InferenceException if the wish is none of the three
     */
    public static boolean isHere(boolean oneNode) {
        return Wish.current() != Wish.ONNX && oneNode && library().path().isPresent();
    }

    /**
     * Registers the library for the sessions of some options.
     *
     * @param oneNode whether the graphs to come have the scan as one node
     * @return whether it is registered
     * @throws InferenceException if it must be and cannot, or the wish is none of the three
     */
    public static boolean register(SessionOptions options, boolean oneNode) {
        Wish wish = Wish.current();
        if (wish == Wish.ONNX) {
            LOG.debug("The scan runs as nodes of its graph: {} is onnx", PROPERTY);
            return false;
        }
        Library library = oneNode ? library() : Library.none("the graphs have no node for it; export the bundle again");
        if (library.path().isPresent()) {
            try {
                options.registerCustomOpLibrary(library.path().get().toString());
                LOG.debug("The scan runs in {}", library.path().get());
                return true;
            } catch (OrtException e) {
                library = refused(library.path().get(), e);
            }
        }
        if (wish == Wish.NATIVE) {
            throw new InferenceException(
                    "There is no native scan, which " + PROPERTY + " asks for: " + library.reason(), null);
        }
        LOG.debug("The scan runs as nodes of its graph: {}", library.reason());
        return false;
    }

    private static synchronized Library library() {
        if (known == null) {
            known = find(NativeScan.class.getClassLoader());
        }
        return known;
    }

    private static synchronized Library refused(Path path, OrtException e) {
        if (library().path().isPresent()) {
            known = unusable("ONNX Runtime refuses " + path + ": " + e.getMessage());
        }
        return known;
    }

    /** Looks for the library. One that is there and cannot be used is worth a warning, one that is not there is none. */
    static Library find(ClassLoader loader) {
        try {
            Optional<OperatorLibrary> artifact =
                    ServiceLoader.load(OperatorLibrary.class, loader).findFirst();
            if (artifact.isEmpty()) {
                return Library.none("the artifact osgnet4j-scan-native is not there");
            }
            Optional<URL> resource = artifact.get().resource();
            if (resource.isEmpty()) {
                return Library.none("osgnet4j-scan-native was built without a library for this system");
            }
            return unpacked(artifact.get().name(), resource.get());
        } catch (NativeCacheException | IOException | URISyntaxException e) {
            return unusable("it cannot be unpacked: " + e.getMessage());
        } catch (ServiceConfigurationError | LinkageError e) {
            return unusable(
                    "osgnet4j-scan-native cannot be loaded, as where its version is another: " + e.getMessage());
        }
    }

    private static Library unusable(String reason) {
        LOG.warn("There is no native scan, the scan runs as nodes of its graph: {}", reason);
        return Library.none(reason);
    }

    private static Library unpacked(String name, URL resource) throws IOException, URISyntaxException {
        Optional<JarLibraries> inJar = JarLibraries.beside(resource);
        if (inJar.isEmpty()) {
            return resource.getProtocol().equals("file")
                    ? new Library(Optional.of(Path.of(resource.toURI())), "")
                    : unusable("it is neither in a jar nor a file: " + resource);
        }
        Optional<NativeCache> cache = NativeCache.ofUser();
        if (cache.isEmpty()) {
            return unusable("this system does not say who owns a file, so there is no safe place for it");
        }
        String file = resource.getPath().substring(resource.getPath().lastIndexOf('/') + 1);
        return new Library(Optional.of(inJar.get().unpackedIn(cache.get(), name).resolve(file)), "");
    }
}
