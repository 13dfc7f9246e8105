package io.github.osgnet4j.data.io;

import io.github.osgnet4j.data.DataException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.locks.ReadWriteLock;
import java.util.concurrent.locks.ReentrantReadWriteLock;
import java.util.function.Function;
import org.lmdbjava.ByteArrayProxy;
import org.lmdbjava.CursorIterable;
import org.lmdbjava.Dbi;
import org.lmdbjava.Env;
import org.lmdbjava.EnvFlags;
import org.lmdbjava.LmdbException;
import org.lmdbjava.Txn;

/**
 * A feature store: an LMDB environment written by Python's {@code lmdb}, opened read-only. Keys are UTF-8 text, values are npz files or
 * pickles. Nothing is ever written, no lock file is needed or made, so the folder may be read-only. Safe for many threads.
 *
 * <p>A store may be opened more than once in a process: without LMDB's lock file its rule against that, which is about file locks lost
 * when one of the two is closed, has no object. The file must not be changed while it is open: that is the price of no lock.
 */
public final class LmdbStore implements AutoCloseable {
    private static final String DATA = "data.mdb";

    /** LMDB's compiled-in limit. */
    private static final int MAX_KEY_BYTES = 511;

    private final Path path;
    private final Env<byte[]> env;
    private final Dbi<byte[]> dbi;
    private final ReadWriteLock use = new ReentrantReadWriteLock();
    private boolean closed;

    private LmdbStore(Path path, Env<byte[]> env, Dbi<byte[]> dbi) {
        this.path = path;
        this.env = env;
        this.dbi = dbi;
    }

    /**
     * Opens a store. The structure of the file is verified first, because the native library would crash on a damaged one.
     *
     * @param path a folder with a {@code data.mdb}, or the file itself ({@code subdir=False} in Python)
     * @throws DataException if there is none, or it is truncated, damaged or of another kind
     */
    public static LmdbStore open(Path path) {
        boolean folder = Files.isDirectory(path);
        Path file = folder ? path.resolve(DATA) : path;
        if (!Files.isRegularFile(file)) {
            throw new DataException(
                    path + ": no LMDB store here: " + file + " is missing; check the path in the config");
        }
        long bytes = LmdbFile.verify(file);
        List<EnvFlags> flags =
                new ArrayList<>(List.of(EnvFlags.MDB_RDONLY_ENV, EnvFlags.MDB_NOLOCK, EnvFlags.MDB_NORDAHEAD));
        if (!folder) {
            flags.add(EnvFlags.MDB_NOSUBDIR);
        }
        try {
            Env<byte[]> env = Env.create(ByteArrayProxy.PROXY_BA)
                    .setMapSize(bytes)
                    .open(path.toFile(), flags.toArray(EnvFlags[]::new));
            try {
                return new LmdbStore(path, env, env.openDbi((byte[]) null));
            } catch (LmdbException e) {
                env.close();
                throw e;
            }
        } catch (LmdbException e) {
            throw new DataException(path + ": LMDB cannot open it: " + e.getMessage(), e);
        }
    }

    /** The value of a key; empty if the store does not have it, which includes every key too long for LMDB. */
    public Optional<byte[]> get(String key) {
        byte[] bytes = key.getBytes(StandardCharsets.UTF_8);
        if (bytes.length == 0 || bytes.length > MAX_KEY_BYTES) {
            return Optional.empty();
        }
        return read(txn -> Optional.ofNullable(dbi.get(txn, bytes)));
    }

    /** How many keys there are. */
    public long entries() {
        return read(txn -> dbi.stat(txn).entries);
    }

    /** The first keys in LMDB's order, that of their bytes. */
    public List<String> keys(int limit) {
        return read(txn -> {
            List<String> keys = new ArrayList<>();
            try (CursorIterable<byte[]> entries = dbi.iterate(txn)) {
                var next = entries.iterator();
                while (keys.size() < limit && next.hasNext()) {
                    keys.add(new String(next.next().key(), StandardCharsets.UTF_8));
                }
            }
            return keys;
        });
    }

    private <T> T read(Function<Txn<byte[]>, T> reading) {
        use.readLock().lock();
        try {
            if (closed) {
                throw new IllegalStateException(path + ": the store is closed");
            }
            try (Txn<byte[]> txn = env.txnRead()) {
                return reading.apply(txn);
            }
        } catch (LmdbException e) {
            throw new DataException(path + ": LMDB cannot read it: " + e.getMessage(), e);
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
                env.close();
            }
        } finally {
            use.writeLock().unlock();
        }
    }

    @Override
    public String toString() {
        return path.toString();
    }
}
