package io.github.osgnet4j.data;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;

/** Where the build tells tests their data is. */
public final class TestFolders {
    private TestFolders() {}

    /** The folders with a config below {@code -Dosgnet.golden}; never none. */
    public static List<Path> golden() {
        try (Stream<Path> folders =
                Files.list(Path.of(System.getProperty("osgnet.root")).resolve(System.getProperty("osgnet.golden")))) {
            List<Path> found = folders.filter(folder -> Files.isRegularFile(folder.resolve("config.yaml")))
                    .sorted()
                    .toList();
            if (found.isEmpty()) {
                throw new IllegalStateException(
                        "no folder with a config.yaml in " + System.getProperty("osgnet.golden"));
            }
            return found;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** The project's own configs. */
    public static List<Path> configs() {
        try (Stream<Path> files = Files.list(Path.of(System.getProperty("osgnet.root"), "configs"))) {
            return files.filter(file -> file.toString().endsWith(".yaml"))
                    .sorted()
                    .toList();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
