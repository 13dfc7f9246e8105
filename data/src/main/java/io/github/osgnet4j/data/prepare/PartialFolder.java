package io.github.osgnet4j.data.prepare;

import io.github.osgnet4j.data.DataException;
import io.github.osgnet4j.data.io.LockedFile;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.stream.Stream;

/**
 * A folder in the making: {@code NAME.partial} beside its place, with the contents in a folder of their own and a journal that is locked
 * while somebody writes.
 */
final class PartialFolder implements AutoCloseable {
    private final Path output;
    private final Path place;
    private final LockedFile journal;

    private PartialFolder(Path output, Path place, LockedFile journal) {
        this.output = output;
        this.place = place;
        this.journal = journal;
    }

    /** Where a folder grows. */
    static Path of(Path output) {
        Path absolute = output.toAbsolutePath().normalize();
        return absolute.resolveSibling(absolute.getFileName() + ".partial");
    }

    /**
     * Begins a folder, or finds what another run has left of it.
     *
     * @param output must not exist, or be empty
     * @throws DataException if it does, another run writes it, or the folder it is in is missing or cannot be written
     */
    static PartialFolder open(Path output) {
        requireFree(output);
        Path place = of(output);
        try {
            Files.createDirectories(place);
            LockedFile journal = LockedFile.open(place.resolve("journal.jsonl"));
            try {
                Files.createDirectories(contents(place));
                return new PartialFolder(output, place, journal);
            } catch (IOException | RuntimeException e) {
                journal.close();
                throw e;
            }
        } catch (LockedFile.InUseException e) {
            throw new DataException(
                    place + " is being written by " + (e.ofThisProcess() ? "this process already" : "another process"),
                    e);
        } catch (LockedFile.NoLocksException e) {
            throw new DataException(e.getMessage(), e);
        } catch (IOException e) {
            throw unwritable(place, e);
        }
    }

    private static Path contents(Path place) {
        return place.resolve("contents");
    }

    private static void requireFree(Path output) {
        Path absolute = output.toAbsolutePath().normalize();
        Path folder = absolute.getParent();
        if (folder == null) {
            throw new DataException(output + ": cannot be written: name a folder below another");
        }
        if (!Files.isDirectory(folder)) {
            throw new DataException(
                    output + ": cannot be written: the folder " + folder + " does not exist; create it first");
        }
        try (Stream<Path> files = Files.isDirectory(absolute) ? Files.list(absolute) : Stream.empty()) {
            if (Files.exists(absolute)
                    && (!Files.isDirectory(absolute) || files.findAny().isPresent())) {
                throw new DataException(output + " exists already; name a new folder, or delete this one first");
            }
        } catch (IOException e) {
            throw unwritable(output, e);
        }
    }

    static DataException unwritable(Path file, IOException e) {
        return new DataException(file + " cannot be written: " + DataException.reason(e), e);
    }

    /** The folder's name for messages. */
    Path path() {
        return place;
    }

    /** What is going to be the output. */
    Path contents() {
        return contents(place);
    }

    /** The contents of the journal; only this folder closes it. */
    FileChannel journal() {
        return journal.channel();
    }

    /** Puts the contents into their place. */
    void move() throws IOException {
        requireFree(output);
        Files.move(contents(), output.toAbsolutePath().normalize(), StandardCopyOption.ATOMIC_MOVE);
    }

    /** Removes the files of the contents. */
    void empty() throws IOException {
        try (Stream<Path> files = Files.list(contents())) {
            for (Path file : files.toList()) {
                Files.delete(file);
            }
        } catch (NoSuchFileException e) {
            // It has been moved.
            return;
        }
    }

    /** Removes the folder, and with it what is not in its place. */
    void delete() throws IOException {
        empty();
        Files.deleteIfExists(contents());
        journal.delete();
        Files.deleteIfExists(place);
    }

    /** Ends the lock; closing again does nothing. */
    @Override
    public void close() {
        try {
            journal.close();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
