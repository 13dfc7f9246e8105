package io.github.osgnet4j.natives;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * Where DJL unpacks its libraries. Left to itself it takes a folder of a known name in the temporary folder when the home
 * cannot be written, whoever made it.
 */
public final class DjlCache {

    private static final String PROPERTY = "ENGINE_CACHE_DIR";
    /** DJL puts libraries in a folder for their version, in one for the engine. */
    private static final int DEPTH = 3;

    private DjlCache() {}

    /**
     * Leads DJL to the user's cache, unless its variables or properties name a folder. To be called before its classes
     * are loaded.
     *
     * @param libraries names of files without which the engine has not been unpacked
     * @param bytes what it needs when unpacked
     * @return the folder, empty if it is not ours to choose
     * @throws NativeCacheException if there is no place for them
     */
    public static synchronized Optional<Path> use(List<String> libraries, long bytes) {
        if (Stream.of(PROPERTY, "DJL_CACHE_DIR")
                .anyMatch(name -> isSet(System.getenv(name)) || isSet(System.getProperty(name)))) {
            return Optional.empty();
        }
        Optional<Path> folder = NativeCache.ofUser().map(cache -> cache.provide("djl", new Unpacked(libraries, bytes)));
        folder.ifPresent(path -> System.setProperty(PROPERTY, path.toString()));
        return folder;
    }

    private static boolean isSet(@Nullable String value) {
        return value != null && !value.isEmpty();
    }

    /** Libraries that DJL unpacks by itself, each engine at once. */
    private record Unpacked(List<String> names, long bytes) implements NativeCache.Libraries {

        @Override
        public boolean areIn(Path folder) throws IOException {
            try (Stream<Path> files = Files.walk(folder, DEPTH)) {
                List<String> found = files.filter(file -> !isUnderWay(file.getParent()))
                        .map(file -> file.getFileName().toString())
                        .toList();
                return names.stream().allMatch(name -> found.stream().anyMatch(file -> file.endsWith(name)));
            }
        }

        private static boolean isUnderWay(Path folder) {
            return folder.getFileName().toString().startsWith("tmp");
        }

        @Override
        public void putInto(Path folder) {}
    }
}
