package io.github.osgnet4j.tests;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;

/** The files of the project, without what a build made. */
final class Sources {

    static final Path ROOT = Path.of(System.getProperty("osgnet.root"));

    private static final List<String> NOT_OURS = List.of("target", ".git", "demo-out", "demo-video-out", "out");

    private Sources() {}

    /** All files, relative to the root. */
    static List<Path> all() {
        return below(ROOT).map(ROOT::relativize).sorted().toList();
    }

    /** The Java files of the modules' main code, relative to the root. */
    static List<Path> mainCode() {
        return all().stream()
                .filter(file -> file.getNameCount() > 4 && file.subpath(1, 4).equals(Path.of("src/main/java")))
                .filter(file -> file.toString().endsWith(".java"))
                .toList();
    }

    private static Stream<Path> below(Path folder) {
        List<Path> children;
        try (Stream<Path> listed = Files.list(folder)) {
            children = listed.toList();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return children.stream()
                .filter(child -> !NOT_OURS.contains(child.getFileName().toString()))
                .flatMap(child -> Files.isDirectory(child) ? below(child) : Stream.of(child));
    }
}
