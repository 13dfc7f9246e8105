package io.github.osgnet4j.spark;

import io.github.osgnet4j.data.DataException;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.channels.OverlappingFileLockException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Optional;

/**
 * Keeps a second driver away from a folder of answers, as long as this one works on it: a lock on a file in the folder, which
 * the system takes back from a driver that is killed. Where the file system has no locks, nobody is kept away.
 */
final class DriverLock implements AutoCloseable {

    private static final String FILE = ".driver.lock";

    private final Optional<Path> file;
    private final Optional<FileChannel> channel;

    private DriverLock(Optional<Path> file, Optional<FileChannel> channel) {
        this.file = file;
        this.channel = channel;
    }

    /** That of a folder without locks. */
    static DriverLock none() {
        return new DriverLock(Optional.empty(), Optional.empty());
    }

    /**
     * Takes the lock of a folder.
     *
     * @throws SparkJobException if another driver has it
     */
    static DriverLock of(Path folder) {
        Path file = folder.resolve(FILE);
        try {
            FileChannel channel = FileChannel.open(file, StandardOpenOption.CREATE, StandardOpenOption.WRITE);
            try {
                return locked(file, channel).orElseThrow(() -> inUse(folder, null));
            } catch (OverlappingFileLockException e) {
                channel.close();
                throw inUse(folder, e);
            } catch (IOException | RuntimeException e) {
                channel.close();
                throw e;
            }
        } catch (IOException e) {
            throw new SparkJobException(file + " cannot be written: " + DataException.reason(e), e);
        }
    }

    private static Optional<DriverLock> locked(Path file, FileChannel channel) throws IOException {
        FileLock lock;
        try {
            lock = channel.tryLock();
        } catch (IOException e) {
            // A network may show folders as this machine's own whose server has no locks.
            channel.close();
            Files.deleteIfExists(file);
            return Optional.of(none());
        }
        // The file is gone where the other driver has just finished.
        return lock == null || !Files.exists(file)
                ? Optional.empty()
                : Optional.of(new DriverLock(Optional.of(file), Optional.of(channel)));
    }

    private static SparkJobException inUse(Path folder, Exception cause) {
        return new SparkJobException(
                "Another driver is at work in " + folder + "; wait for its end, or give --answers another folder",
                cause);
    }

    /** Whether nobody else can be at work in the folder. */
    boolean held() {
        return channel.isPresent();
    }

    /** Lets the next driver in. */
    @Override
    public void close() {
        try {
            if (file.isPresent()) {
                Files.deleteIfExists(file.get());
            }
            if (channel.isPresent()) {
                channel.get().close();
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
