package io.github.osgnet4j.data.prepare;

import io.github.osgnet4j.data.DataException;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.channels.FileChannel;
import java.nio.channels.OverlappingFileLockException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.util.stream.Stream;

/**
 * A folder in the making: {@code NAME.partial} beside its place, with the contents in a folder of their own and a journal that is locked
 * while somebody writes.
 */
final class PartialFolder implements AutoCloseable {
    private final Path output;
    private final Path place;
    private final FileChannel journal;

    private PartialFolder(Path output, Path place, FileChannel journal) {
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
            Files.createDirectories(contents(place));
            FileChannel journal = FileChannel.open(
                    journal(place), StandardOpenOption.CREATE, StandardOpenOption.READ, StandardOpenOption.WRITE);
            try {
                // The file is gone where the other process has just finished with it.
                if (journal.tryLock() == null || !Files.exists(journal(place))) {
                    throw new DataException(place + " is being written by another process");
                }
                return new PartialFolder(output, place, journal);
            } catch (OverlappingFileLockException e) {
                journal.close();
                throw new DataException(place + " is being written by this process already", e);
            } catch (IOException | RuntimeException e) {
                journal.close();
                throw e;
            }
        } catch (IOException e) {
            throw unwritable(place, e);
        }
    }

    private static Path journal(Path place) {
        return place.resolve("journal.jsonl");
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

    /** The locked file; to close it ends the lock. */
    FileChannel journal() {
        return journal;
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
        Files.deleteIfExists(journal(place));
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
