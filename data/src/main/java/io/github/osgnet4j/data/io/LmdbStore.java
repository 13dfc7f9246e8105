package io.github.osgnet4j.data.io;

import io.github.osgnet4j.data.DataException;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.locks.ReadWriteLock;
import java.util.concurrent.locks.ReentrantReadWriteLock;

/**
 * A feature store: an LMDB environment written by Python's {@code lmdb}, opened read-only. Keys are UTF-8 text, values are npz files or
 * pickles. Nothing is ever written, no lock file is needed or made, so the folder may be read-only. Safe for many threads.
 *
 * <p>The file is read page by page and not mapped: whatever becomes of it while it is open, reading ends in a value or an error. A store
 * that is written to while it is open is refused from then on; one whose file is replaced by another of its name stays the one it was.
 * Named databases inside the store are passed over.
 */
public final class LmdbStore implements AutoCloseable {
    private static final String DATA = "data.mdb";

    /** LMDB's compiled-in limit. */
    private static final int MAX_KEY_BYTES = 511;

    private final Path path;
    private final LmdbFile file;
    private final ReadWriteLock use = new ReentrantReadWriteLock();
    private boolean closed;

    private LmdbStore(Path path, LmdbFile file) {
        this.path = path;
        this.file = file;
    }

    /**
     * Opens a store. Pages are proven when they are read; those of a file that is shorter than it should be at once.
     *
     * @param path a folder with a {@code data.mdb}, or the file itself ({@code subdir=False} in Python)
     * @throws DataException if there is none, or it is truncated, damaged or of another kind
     */
    public static LmdbStore open(Path path) {
        Path file = Files.isDirectory(path) ? path.resolve(DATA) : path;
        if (Files.notExists(file)) {
            throw new DataException(
                    path + ": no LMDB store here: " + file + " is missing; check the path in the config");
        }
        return Reading.from(file, () -> new LmdbStore(path, LmdbFile.open(file)));
    }

    /** The value of a key; empty if the store does not have it, which includes every key too long for LMDB. */
    public Optional<byte[]> get(String key) {
        byte[] bytes = key.getBytes(StandardCharsets.UTF_8);
        if (bytes.length == 0 || bytes.length > MAX_KEY_BYTES) {
            return Optional.empty();
        }
        return read(() -> file.get(bytes));
    }

    /** How many keys there are; all pages of the tree are read for it. */
    public long entries() {
        return read(file::entries);
    }

    /** The first keys in LMDB's order, that of their bytes. */
    public List<String> keys(int limit) {
        List<String> keys = new ArrayList<>();
        read(() -> {
            file.forEach((leaf, entry) -> {
                if (keys.size() < limit && !leaf.isDatabase(entry)) {
                    keys.add(new String(leaf.keyOf(entry), StandardCharsets.UTF_8));
                }
                return keys.size() < limit;
            });
            return keys;
        });
        return keys;
    }

    private <T> T read(Reading<T> reading) {
        use.readLock().lock();
        try {
            if (closed) {
                throw new IllegalStateException(path + ": the store is closed");
            }
            return Reading.from(path, reading);
        } finally {
            use.readLock().unlock();
        }
    }

    /** Closes the store once running reads are done; closing again does nothing. */
    @Override
    public void close() {
        use.writeLock().lock();
        try {
            if (!closed) {
                closed = true;
                file.close();
            }
        } catch (IOException e) {
            throw DataException.unreadable(path, e);
        } finally {
            use.writeLock().unlock();
        }
    }

    @Override
    public String toString() {
        return path.toString();
    }
}
