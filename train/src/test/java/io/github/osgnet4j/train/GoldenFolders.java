package io.github.osgnet4j.train;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;

/** The golden sets under {@code -Dosgnet.golden}: every folder with a config. */
final class GoldenFolders {

    private GoldenFolders() {}

    static Path root() {
        return Path.of(System.getProperty("osgnet.root")).resolve(System.getProperty("osgnet.golden"));
    }

    /** Sets that have a file; at least one must where the project's own golden data is read. */
    static List<Path> with(String file) {
        try (Stream<Path> children = Files.list(root())) {
            List<Path> found = children.filter(f -> Files.isRegularFile(f.resolve("config.yaml")))
                    .filter(f -> Files.isRegularFile(f.resolve(file)))
                    .sorted()
                    .toList();
            if (found.isEmpty() && root().endsWith(Path.of("resources", "golden"))) {
                throw new AssertionError("No golden set under " + root() + " has " + file);
            }
            return found;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** The set's official checkpoint. */
    static Path checkpoint(Path folder) {
        try (Stream<Path> children = Files.list(folder)) {
            return children.filter(f -> f.getFileName().toString().endsWith(".pth.tar"))
                    .sorted()
                    .findFirst()
                    .orElseThrow();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
