package io.github.osgnet4j.data.io;

import io.github.osgnet4j.data.DataException;
import java.io.Closeable;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;

/**
 * The main database of an LMDB file: a B+ tree of pages, read one by one from the file and proven before they are followed, so that a
 * damaged file, or one that is cut or written to while it is open, ends in an error and nothing worse. The format is that of LMDB 0.9,
 * 64 bits, little-endian ({@code mdb.c}). Safe for many threads.
 */
final class LmdbFile implements Closeable {
    private static final int MAGIC = 0xBEEFC0DE;
    private static final int VERSION = 1;
    private static final int META = 136;
    private static final int MAX_PAGE = 1 << 15;
    private static final int MAX_DEPTH = 32;
    private static final int MAX_VALUE = 1 << 30;
    private static final int MAX_KEPT = 256;
    private static final long NO_PAGE = -1;

    private static final int P_OVERFLOW = 0x04;
    private static final int P_META = 0x08;
    private static final int DUPSORT = 0x04;

    private final FileSource source;
    private final Meta meta;
    private final Map<Long, LmdbPage> branches = new ConcurrentHashMap<>();

    private LmdbFile(FileSource source, Meta meta) {
        this.source = source;
        this.meta = meta;
    }

    private record Meta(int pageSize, int flags, int depth, long entries, long root, long lastPage, long transaction) {}

    /** Told each entry in the order of the keys; says whether to go on. */
    @FunctionalInterface
    interface Visitor {
        boolean visit(LmdbPage leaf, int entry);
    }

    /**
     * Opens a file. Its tree is proven as it is used; all of it at once if the file is shorter than the pages it counts, which may be the
     * work of LMDB or a download that broke off.
     *
     * @throws DataException if it is not an LMDB file, is truncated, or its database is of another kind than keys and values in plain order
     */
    static LmdbFile open(Path path) throws IOException {
        FileSource source = FileSource.open(path);
        try {
            LmdbFile file = new LmdbFile(source, newest(source));
            file.checkKind();
            if (file.meta.lastPage >= source.size() / file.meta.pageSize) {
                file.forEach((leaf, entry) -> true);
            }
            return file;
        } catch (IOException | RuntimeException e) {
            source.close();
            throw e;
        }
    }

    /** The choice between the two must be the library's own, to the bit: transactions are compared unsigned. */
    private static Meta newest(ByteSource source) throws IOException {
        Meta first = meta(LmdbPage.little(source.read(0, LmdbPage.HEADER + META)), 0);
        return newest(source, first.pageSize);
    }

    private static Meta newest(ByteSource source, int pageSize) throws IOException {
        ByteBuffer both = LmdbPage.little(source.read(0, pageSize + LmdbPage.HEADER + META));
        Meta first = meta(both, 0);
        Meta second = meta(both, pageSize);
        if (second.pageSize != first.pageSize) {
            throw new DataException("LMDB file is damaged: its meta pages disagree on the page size");
        }
        return Long.compareUnsigned(second.transaction, first.transaction) > 0 ? second : first;
    }

    private static Meta meta(ByteBuffer pages, int position) {
        ByteBuffer page = pages.slice(position, LmdbPage.HEADER + META).order(ByteOrder.LITTLE_ENDIAN);
        int magic = page.getInt(16);
        int version = page.getInt(20);
        if ((page.getShort(10) & P_META) == 0 || magic != MAGIC || version != VERSION) {
            throw new DataException(String.format(
                    Locale.ROOT,
                    "Not an LMDB file, or damaged: expected magic %08x and version %d, found %08x and %d",
                    MAGIC,
                    VERSION,
                    magic,
                    version));
        }
        int pageSize = page.getInt(40);
        if (pageSize < 256 || pageSize > MAX_PAGE || Integer.bitCount(pageSize) != 1) {
            throw new DataException("LMDB file is damaged: page size " + pageSize);
        }
        return new Meta(
                pageSize,
                page.getShort(92) & 0xffff,
                page.getShort(94) & 0xffff,
                page.getLong(120),
                page.getLong(128),
                page.getLong(136),
                page.getLong(144));
    }

    private void checkKind() {
        if (meta.flags != 0) {
            throw new DataException("LMDB store of another kind (flags " + meta.flags + ")"
                    + ((meta.flags & DUPSORT) != 0 ? ", which sorts several values under one key" : "")
                    + "; only plain stores of keys and values are read");
        }
        if (meta.depth > MAX_DEPTH || (meta.depth == 0) != (meta.root == NO_PAGE)) {
            throw new DataException("LMDB file is damaged: a tree of depth " + meta.depth + " at page " + meta.root);
        }
    }

    /**
     * The value of a key.
     *
     * @throws DataException if a page on the way is damaged or missing, if the key is that of a database, or if the file was changed since
     *     it was opened
     */
    Optional<byte[]> get(byte[] key) throws IOException {
        return unchanged(() -> find(key));
    }

    private Optional<byte[]> find(byte[] key) throws IOException {
        if (meta.root == NO_PAGE) {
            return Optional.empty();
        }
        byte[] low = null;
        byte[] high = null;
        long number = meta.root;
        for (int depth = 1; depth < meta.depth; depth++) {
            LmdbPage branch = page(number, depth, low, high);
            int entry = branch.find(key);
            low = low(branch, entry, low);
            high = high(branch, entry, high);
            number = branch.child(entry);
        }
        LmdbPage leaf = page(number, meta.depth, low, high);
        int entry = leaf.find(key);
        return entry < 0 ? Optional.empty() : Optional.of(value(leaf, entry));
    }

    /** How many entries there are, named databases left out; the whole tree is read and proven for it. */
    long entries() throws IOException {
        long[] counts = new long[2];
        forEach((leaf, entry) -> {
            counts[leaf.isDatabase(entry) ? 1 : 0]++;
            return true;
        });
        if (counts[0] + counts[1] != meta.entries) {
            throw new DataException("LMDB file is damaged: " + (counts[0] + counts[1]) + " entries found, but "
                    + meta.entries + " counted on its meta page; copy it again");
        }
        return counts[0];
    }

    /** Visits the entries, named databases too. */
    void forEach(Visitor visitor) throws IOException {
        unchanged(() -> meta.root == NO_PAGE || walk(meta.root, 1, null, null, visitor));
    }

    /** Ends in any file: the depth is bounded, and no leaf can be met twice since keys ascend. */
    private boolean walk(long number, int depth, byte @Nullable [] low, byte @Nullable [] high, Visitor visitor)
            throws IOException {
        LmdbPage page = page(number, depth, low, high);
        for (int i = 0; i < page.entries(); i++) {
            boolean more;
            if (depth < meta.depth) {
                more = walk(page.child(i), depth + 1, low(page, i, low), high(page, i, high), visitor);
            } else {
                checkExtent(page, i);
                more = visitor.visit(page, i);
            }
            if (!more) {
                return false;
            }
        }
        return true;
    }

    private static byte @Nullable [] low(LmdbPage branch, int entry, byte @Nullable [] low) {
        return entry == 0 ? low : branch.keyOf(entry);
    }

    private static byte @Nullable [] high(LmdbPage branch, int entry, byte @Nullable [] high) {
        return entry + 1 == branch.entries() ? high : branch.keyOf(entry + 1);
    }

    /** Branches near the root are kept: each key leads through them. */
    private LmdbPage page(long number, int depth, byte @Nullable [] low, byte @Nullable [] high) throws IOException {
        LmdbPage kept = depth < meta.depth ? branches.get(number) : null;
        if (kept != null) {
            return kept;
        }
        checkRange(number, meta.pageSize);
        byte[] bytes = source.read(number * meta.pageSize, meta.pageSize);
        LmdbPage page = new LmdbPage(bytes, number, depth < meta.depth, low, high);
        if (depth < meta.depth && branches.size() < MAX_KEPT) {
            branches.put(number, page);
        }
        return page;
    }

    private void checkExtent(LmdbPage leaf, int entry) {
        if (leaf.isOverflow(entry)) {
            checkRange(leaf.overflow(entry), LmdbPage.HEADER + leaf.valueBytes(entry));
        }
    }

    private void checkRange(long first, long bytes) {
        int pageSize = meta.pageSize;
        if (first < 2 || first > meta.lastPage) {
            throw LmdbPage.damaged(first, "it is none of the pages 2 to " + meta.lastPage);
        }
        if (first > source.size() / pageSize || bytes > source.size() - first * pageSize) {
            throw new DataException("LMDB file is truncated: it has " + source.size() + " bytes, but page " + first
                    + " of " + pageSize + " bytes is needed; copy it again");
        }
    }

    private byte[] value(LmdbPage leaf, int entry) throws IOException {
        if (leaf.isDatabase(entry)) {
            throw new DataException("'" + PickleText.shown(new String(leaf.keyOf(entry), StandardCharsets.UTF_8))
                    + "' names a database inside the store, not a value;"
                    + " features are read from the main database alone");
        }
        if (!leaf.isOverflow(entry)) {
            return leaf.value(entry);
        }
        checkExtent(leaf, entry);
        long first = leaf.overflow(entry);
        long bytes = leaf.valueBytes(entry);
        if (bytes > MAX_VALUE) {
            throw new DataException("a value of " + bytes + " bytes; at most " + MAX_VALUE + " are read");
        }
        ByteBuffer header = LmdbPage.little(source.read(first * meta.pageSize, LmdbPage.HEADER));
        long run = header.getInt(12) & 0xffffffffL;
        if (header.getLong(0) != first
                || (header.getShort(10) & 0xffff) != P_OVERFLOW
                || bytes > run * meta.pageSize - LmdbPage.HEADER) {
            throw LmdbPage.damaged(first, "not the " + bytes + " bytes expected");
        }
        return source.read(first * meta.pageSize + LmdbPage.HEADER, (int) bytes);
    }

    /**
     * Pages of the transaction that was found at the start keep their contents until the next one is done, so what was read is right if that
     * has not come about. What looks damaged after it is not.
     */
    private <T> T unchanged(Reading<T> reading) throws IOException {
        T result;
        try {
            result = reading.read();
        } catch (DataException e) {
            requireUnchanged();
            throw e;
        }
        requireUnchanged();
        return result;
    }

    private void requireUnchanged() throws IOException {
        if (source.isModified() || !newest(source, meta.pageSize).equals(meta)) {
            throw new DataException(
                    "LMDB file was changed while it was open, so that what is read from it may belong to"
                            + " different states; start again when nothing writes to it any more");
        }
    }

    @Override
    public void close() throws IOException {
        source.close();
    }
}
