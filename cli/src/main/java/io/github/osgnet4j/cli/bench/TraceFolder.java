package io.github.osgnet4j.cli.bench;

import io.github.osgnet4j.cli.CommandException;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/** Where traces are written: a folder of the user's, where they stay, or a temporary one. */
final class TraceFolder implements AutoCloseable {

    private final Path temporary;
    private final Optional<Path> kept;

    private TraceFolder(Path temporary, Optional<Path> kept) {
        this.temporary = temporary;
        this.kept = kept;
    }

    /**
     * Prepares the folder.
     *
     * @param kept where traces stay; created if need be
     */
    static TraceFolder open(Optional<Path> kept) throws IOException {
        if (kept.isPresent()) {
            Files.createDirectories(kept.get());
        }
        return new TraceFolder(Files.createTempDirectory("osgnet-bench"), kept);
    }

    /**
     * Refuses a folder with something in it.
     *
     * @throws CommandException if it is one, or no folder at all
     */
    static void requireEmpty(Path folder) {
        if (Files.exists(folder) && !Files.isDirectory(folder)) {
            throw new CommandException(folder + " is a file; name a new folder for the traces");
        }
        if (Files.isDirectory(folder)) {
            try (Stream<Path> content = Files.list(folder)) {
                if (content.findAny().isPresent()) {
                    throw new CommandException(folder + " is not empty; name a new folder for the traces");
                }
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        }
    }

    /** A new folder for traces that stay if any do. */
    Path create(String name) throws IOException {
        return Files.createDirectories(kept.orElse(temporary).resolve(name));
    }

    /** A new folder for a trace that does not stay. */
    Path scratch(String name) throws IOException {
        return Files.createDirectories(temporary.resolve(name));
    }

    /** Reads the traces in a folder of {@link #create}, which are then gone unless they stay. */
    List<Trace> read(Path folder) throws IOException {
        List<Trace> traces = Trace.readAll(folder);
        if (kept.isEmpty()) {
            delete(folder);
        }
        return traces;
    }

    @Override
    public void close() throws IOException {
        delete(temporary);
    }

    private static void delete(Path folder) throws IOException {
        try (Stream<Path> files = Files.walk(folder)) {
            files.sorted(Comparator.reverseOrder()).forEach(file -> {
                try {
                    Files.delete(file);
                } catch (IOException e) {
                    throw new UncheckedIOException(e);
                }
            });
        }
    }
}
