package io.github.osgnet4j.tests;

import io.github.osgnet4j.data.config.DatasetConfig;
import io.github.osgnet4j.data.config.OsgnetConfig;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * A folder with a config in the official schema, the data it names, a checkpoint, and in {@code golden} what the
 * official code computed from them.
 *
 * @param folder the folder
 */
record GoldenSet(Path folder) {

    /** Every folder with a config below {@code -Dosgnet.golden}. */
    static List<GoldenSet> all() {
        Path root = Path.of(System.getProperty("osgnet.root")).resolve(System.getProperty("osgnet.golden"));
        List<GoldenSet> sets = list(root).stream()
                .filter(folder -> Files.exists(folder.resolve("config.yaml")))
                .map(GoldenSet::new)
                .toList();
        if (sets.isEmpty()) {
            throw new AssertionError("No folder below " + root + " holds a config.yaml");
        }
        return sets;
    }

    /** A set of this repository, whichever are compared. */
    static GoldenSet own(String name) {
        return new GoldenSet(Path.of(System.getProperty("osgnet.root"))
                .resolve("src/test/resources/golden")
                .resolve(name));
    }

    Path config() {
        return folder.resolve("config.yaml");
    }

    /** The checkpoint, if the folder has one. */
    Optional<Path> checkpoint() {
        return list(folder).stream()
                .filter(file -> file.getFileName().toString().endsWith(".pth.tar"))
                .findFirst();
    }

    /** Whether the data that grounding reads is there. */
    boolean hasData() {
        DatasetConfig data = load().dataset();
        return Files.exists(data.valAnnotations())
                && Files.exists(data.videoFeatures())
                && Files.exists(data.valTextFeatures())
                && data.objects().map(o -> Files.exists(o.store())).orElse(true);
    }

    /** Whether there is anything to compare with. */
    boolean hasResults() {
        return !queries().isEmpty() || golden("predictions.json").isPresent();
    }

    boolean hasGroundTruth() {
        return Files.exists(load().dataset().groundTruth());
    }

    private OsgnetConfig load() {
        return OsgnetConfig.load(config(), Optional.empty());
    }

    /** A file of the official results, if the folder has it. */
    Optional<Path> golden(String name) {
        return Optional.of(folder.resolve("golden").resolve(name)).filter(Files::exists);
    }

    /** The official results query by query. */
    List<Path> queries() {
        return list(folder.resolve("golden")).stream()
                .filter(file -> file.getFileName().toString().matches(".*_\\d+\\.npz"))
                .filter(file -> !file.getFileName().toString().startsWith("gradients"))
                .toList();
    }

    private static List<Path> list(Path folder) {
        if (!Files.isDirectory(folder)) {
            return List.of();
        }
        try (Stream<Path> files = Files.list(folder)) {
            return files.sorted().toList();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    @Override
    public String toString() {
        return folder.getFileName().toString();
    }
}
