package io.github.osgnet4j.natives;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.UnaryOperator;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The user's folder for native libraries, which their jars would otherwise unpack into the temporary folder at each start.
 *
 * <p>It is what the property {@code osgnet.cache} or the variable {@code OSGNET_CACHE} names. Without them it is
 * {@code osgnet} in {@code $XDG_CACHE_HOME} or {@code ~/.cache} and, where that cannot be used, {@code osgnet-UID} in
 * {@code java.io.tmpdir}. Whoever can write there can run code in this process: every folder must belong to the user or to
 * root and be writable by nobody else. It is tested before it is used.
 */
public final class NativeCache {

    private static final Logger LOG = LoggerFactory.getLogger(NativeCache.class);

    private static final String PROPERTY = "osgnet.cache";
    private static final String VARIABLE = "OSGNET_CACHE";
    private static final String WAY_OUT =
            "name a folder that only you can write to, with space and where programs may run: " + VARIABLE
                    + "=DIR, or -D" + PROPERTY + "=DIR";

    private final List<Path> roots;
    private final PrivateFolder.User user;

    private NativeCache(List<Path> roots, PrivateFolder.User user) {
        this.roots = roots;
        this.user = user;
    }

    /**
     * The cache of the user who runs this process; empty where the system does not say who owns a file, and libraries are
     * unpacked as their jars have it.
     *
     * @throws NativeCacheException if the folder that is asked for is no path
     */
    public static Optional<NativeCache> ofUser() {
        return PrivateFolder.User.current().map(user -> of(System.getenv(), System::getProperty, user));
    }

    static NativeCache of(Map<String, String> environment, UnaryOperator<String> properties, PrivateFolder.User user) {
        String asked = Optional.ofNullable(properties.apply(PROPERTY)).orElse(environment.getOrDefault(VARIABLE, ""));
        if (!asked.isEmpty()) {
            try {
                return new NativeCache(List.of(Path.of(asked).toAbsolutePath().normalize()), user);
            } catch (InvalidPathException e) {
                throw new NativeCacheException(
                        "The folder for native libraries cannot be '" + asked + "': " + e.getReason() + "; " + WAY_OUT);
            }
        }
        List<Path> roots = new ArrayList<>();
        path(environment.get("XDG_CACHE_HOME"))
                .or(() -> path(properties.apply("user.home"))
                        .filter(Files::isDirectory)
                        .map(home -> home.resolve(".cache")))
                .ifPresent(cache -> roots.add(cache.resolve("osgnet")));
        path(properties.apply("java.io.tmpdir")).ifPresent(tmp -> roots.add(tmp.resolve("osgnet-" + user.id())));
        return new NativeCache(List.copyOf(roots), user);
    }

    private static Optional<Path> path(String name) {
        try {
            return Optional.ofNullable(name).map(Path::of).filter(Path::isAbsolute);
        } catch (InvalidPathException e) {
            return Optional.empty();
        }
    }

    /**
     * A folder that holds libraries, after they have been put there if they were not.
     *
     * @param name of the folder within the cache, with the version of the libraries
     * @throws NativeCacheException if none can be used
     */
    Path provide(String name, Libraries libraries) {
        List<String> reasons = new ArrayList<>();
        for (Path root : roots) {
            try {
                PrivateFolder folder =
                        PrivateFolder.open(root, user).child("natives").child(name);
                if (!libraries.areIn(folder.path())) {
                    folder.check(libraries.bytes());
                    libraries.putInto(folder.path());
                }
                if (!reasons.isEmpty()) {
                    LOG.info("Native libraries are in {}: {}. To move them, {}", root, reasons.get(0), WAY_OUT);
                }
                return folder.path();
            } catch (IOException e) {
                reasons.add(root + " cannot be used (" + PrivateFolder.reason(e) + ")");
            }
        }
        throw new NativeCacheException(
                "There is no folder for native libraries: " + String.join("; ", reasons) + "; " + WAY_OUT);
    }

    /**
     * A folder of the cache for what is made once and used again, and is no library.
     *
     * @param name of the folder within the cache
     * @throws NativeCacheException if none can be used
     */
    public Path folder(String name) {
        List<String> reasons = new ArrayList<>();
        for (Path root : roots) {
            try {
                Path folder = PrivateFolder.open(root, user).child(name).path();
                if (Files.isWritable(folder)) {
                    return folder;
                }
                reasons.add(folder + " is not writable");
            } catch (IOException e) {
                reasons.add(root + " cannot be used (" + PrivateFolder.reason(e) + ")");
            }
        }
        throw new NativeCacheException("There is no folder for " + name + ": " + String.join("; ", reasons)
                + "; name a folder that only you can write to: " + VARIABLE + "=DIR, or -D" + PROPERTY + "=DIR");
    }

    /** What is put into a folder of the cache. */
    interface Libraries {

        /**
         * Whether they are there, whole and such that the system runs them.
         *
         * @throws IOException if they are there and cannot be run
         */
        boolean areIn(Path folder) throws IOException;

        /** How much space they need. */
        long bytes();

        /** Puts them there; several processes may do so at the same time. */
        void putInto(Path folder) throws IOException;
    }
}
