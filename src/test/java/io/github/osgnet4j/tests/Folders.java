package io.github.osgnet4j.tests;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Stream;

/** Folders as tests make, copy and compare them. */
final class Folders {

    private Folders() {}

    /** A new folder that goes when the tests end. */
    static Path untilExit(String name) {
        try {
            Path folder = Files.createTempDirectory(name);
            Runtime.getRuntime().addShutdownHook(new Thread(() -> delete(folder)));
            return folder;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Every file below a folder with a hash of its bytes, and every folder, by relative path. */
    static Map<String, String> contents(Path folder) {
        Map<String, String> contents = new TreeMap<>();
        for (Path path : walk(folder)) {
            String name = folder.relativize(path).toString();
            contents.put(name, Files.isRegularFile(path) ? Hashes.sha256(path) : "folder");
        }
        return contents;
    }

    /** Copies a folder with all that is in it. */
    static Path copy(Path source, Path target) {
        try {
            for (Path path : walk(source)) {
                Files.copy(path, target.resolve(source.relativize(path).toString()));
            }
            return target;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** A folder and all below it, folders first. */
    static List<Path> walk(Path folder) {
        try (Stream<Path> paths = Files.walk(folder)) {
            return paths.toList();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static void delete(Path folder) {
        try {
            Files.walkFileTree(folder, new SimpleFileVisitor<>() {
                @Override
                public FileVisitResult visitFile(Path file, BasicFileAttributes attributes) throws IOException {
                    Files.delete(file);
                    return FileVisitResult.CONTINUE;
                }

                @Override
                public FileVisitResult postVisitDirectory(Path visited, IOException e) throws IOException {
                    Files.delete(visited);
                    return FileVisitResult.CONTINUE;
                }
            });
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
