package io.github.osgnet4j.data.io;

import io.github.osgnet4j.data.DataException;
import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.channels.OverlappingFileLockException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicBoolean;
import org.jspecify.annotations.Nullable;

/**
 * A file that has one holder at a time, in this process and in all others of the machine. The system takes it back from a
 * process that is killed. Whoever holds it may remove it: one that is about to take the removed file notices.
 */
public final class LockedFile implements AutoCloseable {

    /** Files of this process: to open and close one again would end its lock. */
    private static final Set<Path> OWN = ConcurrentHashMap.newKeySet();

    /** Somebody else holds the file; the message says who. */
    public static final class InUseException extends IOException {
        private static final long serialVersionUID = 1L;

        private final boolean ofThisProcess;

        InUseException(Path file, boolean ofThisProcess, @Nullable Throwable cause) {
            super(file + " is being written by " + (ofThisProcess ? "this process already" : "another process"), cause);
            this.ofThisProcess = ofThisProcess;
        }

        /** Whether the holder is of this process. */
        public boolean ofThisProcess() {
            return ofThisProcess;
        }
    }

    /** The file system has no locks; the message says what to do. */
    public static final class NoLocksException extends IOException {
        private static final long serialVersionUID = 1L;

        NoLocksException(Path file, IOException cause) {
            super(
                    file + " cannot be locked, which keeps other processes from writing it: "
                            + DataException.reason(cause) + "; write to a folder whose file system has locks",
                    cause);
        }
    }

    private final Path file;
    private final Optional<Object> key;
    private final FileChannel channel;
    private final AtomicBoolean closed = new AtomicBoolean();

    private LockedFile(Path file, Optional<Object> key, FileChannel channel) {
        this.file = file;
        this.key = key;
        this.channel = channel;
    }

    /**
     * Takes a file, which is made if it is not there; its contents stay.
     *
     * @throws InUseException if it is held, or its holder has just removed it
     * @throws NoLocksException if it cannot be held here; it may have been made
     * @throws IOException if it cannot be opened for reading and writing
     */
    public static LockedFile open(Path file) throws IOException {
        Path own = real(file);
        if (!OWN.add(own)) {
            throw new InUseException(file, true, null);
        }
        try {
            return locked(file, own);
        } catch (IOException | RuntimeException e) {
            OWN.remove(own);
            throw e;
        }
    }

    private static Path real(Path file) throws IOException {
        try {
            return file.toRealPath();
        } catch (NoSuchFileException e) {
            Path absolute = file.toAbsolutePath();
            return absolute.getParent().toRealPath().resolve(absolute.getFileName());
        }
    }

    private static LockedFile locked(Path file, Path own) throws IOException {
        // Made before it is opened to be locked: what is there before and after is what was opened.
        if (!Files.exists(own)) {
            FileChannel.open(own, StandardOpenOption.CREATE, StandardOpenOption.WRITE)
                    .close();
        }
        try {
            Optional<Object> key = key(own);
            FileChannel channel = FileChannel.open(own, StandardOpenOption.READ, StandardOpenOption.WRITE);
            try {
                if (lock(file, channel) != null && key.equals(key(own))) {
                    return new LockedFile(own, key, channel);
                }
                throw new InUseException(file, false, null);
            } catch (IOException | RuntimeException e) {
                channel.close();
                throw e;
            }
        } catch (NoSuchFileException | OverlappingFileLockException e) {
            throw new InUseException(file, false, e);
        }
    }

    private static FileLock lock(Path file, FileChannel channel) throws IOException {
        try {
            return channel.tryLock();
        } catch (IOException e) {
            throw new NoLocksException(file, e);
        }
    }

    /** What tells a file from another of its name, where the file system knows that. */
    private static Optional<Object> key(Path file) throws IOException {
        return Optional.ofNullable(
                Files.readAttributes(file, BasicFileAttributes.class).fileKey());
    }

    /** Its contents. To be closed by {@link #close} alone; the system closes it when a thread that uses it is interrupted. */
    public FileChannel channel() {
        return channel;
    }

    /** Removes the file, unless another has taken its name, and lets go of it. */
    public void delete() throws IOException {
        try (this) {
            if (channel.isOpen() && key.equals(key(file))) {
                Files.delete(file);
            }
        } catch (NoSuchFileException e) {
            // Somebody has removed the folder.
        }
    }

    /** Lets go of the file. */
    @Override
    public void close() throws IOException {
        if (closed.compareAndSet(false, true)) {
            try {
                channel.close();
            } finally {
                OWN.remove(file);
            }
        }
    }
}
