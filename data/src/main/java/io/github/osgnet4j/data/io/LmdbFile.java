package io.github.osgnet4j.data.io;

import io.github.osgnet4j.data.DataException;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Path;
import java.util.ArrayDeque;
import java.util.BitSet;
import java.util.Deque;
import java.util.Locale;

/**
 * Proves that an LMDB file can be mapped: the native library trusts every page it follows, so that a truncated or damaged file would
 * crash the process. Walks the whole tree of the main database (branch, leaf and the first of each run of overflow pages, not the values)
 * and checks every number that the library would follow. The format is that of LMDB 0.9, 64 bits, little-endian ({@code mdb.c}).
 */
final class LmdbFile {
    private static final int MAGIC = 0xBEEFC0DE;
    private static final int VERSION = 1;
    private static final int PAGE_HEADER = 16;
    private static final int META = 136;
    private static final int NODE_HEADER = 8;
    private static final int MAX_DEPTH = 32;

    private static final int P_BRANCH = 0x01;
    private static final int P_LEAF = 0x02;
    private static final int P_OVERFLOW = 0x04;
    private static final int P_META = 0x08;
    private static final int F_BIGDATA = 0x01;
    private static final int FIXED_MAP = 0x01;

    private final ByteSource source;
    private final int pageSize;
    private final long pages;
    private final BitSet seen;

    private LmdbFile(ByteSource source, Meta meta) {
        this.source = source;
        this.pageSize = meta.pageSize;
        this.pages = meta.lastPage + 1;
        this.seen = new BitSet();
    }

    private record Meta(
            int pageSize, int envFlags, int dbFlags, int depth, long root, long lastPage, long transaction) {}

    /**
     * Checks a file.
     *
     * @return its size in bytes
     * @throws DataException if it is not an LMDB file, or is truncated or damaged, or holds more than one database
     */
    static long verify(Path file) {
        try (ByteSource source = ByteSource.open(file)) {
            Meta meta = newest(source);
            if (meta.lastPage < 1
                    || meta.lastPage >= Integer.MAX_VALUE
                    || source.size() / meta.pageSize <= meta.lastPage) {
                throw new DataException("LMDB file is truncated: " + source.size() + " bytes, but its meta page counts "
                        + (meta.lastPage + 1) + " pages of " + meta.pageSize + "; copy it again");
            }
            if ((meta.envFlags & FIXED_MAP) != 0 || meta.dbFlags != 0 || meta.depth > MAX_DEPTH) {
                throw new DataException("LMDB store of an unknown kind (flags " + meta.envFlags + " and " + meta.dbFlags
                        + ", depth " + meta.depth + "); only plain stores of keys and values are read");
            }
            if (meta.root != -1) {
                new LmdbFile(source, meta).walk(meta.root);
            }
            return source.size();
        } catch (DataException e) {
            throw e.in(file);
        } catch (IOException e) {
            throw DataException.unreadable(file, e);
        }
    }

    /** The choice between the two must be the library's own, to the bit, or another tree would be walked than is used. */
    private static Meta newest(ByteSource source) throws IOException {
        Meta first = meta(source, 0);
        Meta second = meta(source, first.pageSize);
        if (second.pageSize != first.pageSize) {
            throw new DataException("LMDB file is damaged: its meta pages disagree on the page size");
        }
        return Long.compareUnsigned(second.transaction, first.transaction) > 0 ? second : first;
    }

    private static Meta meta(ByteSource source, long position) throws IOException {
        ByteBuffer page = little(source.read(position, PAGE_HEADER + META));
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
        if (pageSize < 256 || pageSize > 65536 || Integer.bitCount(pageSize) != 1) {
            throw new DataException("LMDB file is damaged: page size " + pageSize);
        }
        return new Meta(
                pageSize,
                page.getShort(44),
                page.getShort(92),
                page.getShort(94) & 0xffff,
                page.getLong(128),
                page.getLong(136),
                page.getLong(144));
    }

    private record Visit(long page, int depth) {}

    private void walk(long root) throws IOException {
        Deque<Visit> open = new ArrayDeque<>();
        open.push(new Visit(root, 1));
        byte[] bytes = new byte[pageSize];
        while (!open.isEmpty()) {
            Visit visit = open.pop();
            claim(visit.page, 1);
            source.read(visit.page * pageSize, bytes, 0, pageSize);
            ByteBuffer page = little(bytes);
            int flags = page.getShort(10) & 0xffff;
            check(page.getLong(0) == visit.page, visit.page, "its number is " + page.getLong(0));
            check(flags == P_LEAF || flags == P_BRANCH, visit.page, "unknown kind " + flags);
            check(visit.depth <= MAX_DEPTH, visit.page, "the tree is too deep");
            int lower = page.getShort(12) & 0xffff;
            int upper = page.getShort(14) & 0xffff;
            check(
                    lower >= PAGE_HEADER && lower % 2 == 0 && lower <= upper && upper <= pageSize,
                    visit.page,
                    "bounds " + lower + " and " + upper);
            int nodes = (lower - PAGE_HEADER) / 2;
            check(nodes > (flags == P_BRANCH ? 1 : 0), visit.page, nodes + " entries");
            for (int i = 0; i < nodes; i++) {
                int node = page.getShort(PAGE_HEADER + 2 * i) & 0xffff;
                check(node >= upper && node % 2 == 0 && node <= pageSize - NODE_HEADER, visit.page, "entry at " + node);
                if (flags == P_BRANCH) {
                    open.push(new Visit(child(page, node, visit.page), visit.depth + 1));
                } else {
                    checkLeaf(page, node, visit.page);
                }
            }
        }
    }

    private long child(ByteBuffer page, int node, long number) {
        int keyBytes = page.getShort(node + 6) & 0xffff;
        check(node + NODE_HEADER + keyBytes <= pageSize, number, "key of " + keyBytes + " bytes");
        return (page.getInt(node) & 0xffffffffL) | (page.getShort(node + 4) & 0xffffL) << 32;
    }

    private void checkLeaf(ByteBuffer page, int node, long number) throws IOException {
        long valueBytes = page.getInt(node) & 0xffffffffL;
        int flags = page.getShort(node + 4) & 0xffff;
        int keyBytes = page.getShort(node + 6) & 0xffff;
        check((flags & ~F_BIGDATA) == 0, number, "named or sorted-duplicate databases are not read");
        int value = node + NODE_HEADER + keyBytes;
        if ((flags & F_BIGDATA) == 0) {
            check(value + valueBytes <= pageSize, number, "value of " + valueBytes + " bytes");
            return;
        }
        check(value + 8 <= pageSize, number, "key of " + keyBytes + " bytes");
        long first = page.getLong(value);
        check(first > 1 && first < pages, number, "value at page " + first);
        ByteBuffer overflow = little(source.read(first * pageSize, PAGE_HEADER));
        long run = overflow.getInt(12) & 0xffffffffL;
        check(
                overflow.getLong(0) == first
                        && (overflow.getShort(10) & 0xffff) == P_OVERFLOW
                        && run > 0
                        && valueBytes <= run * pageSize - PAGE_HEADER,
                first,
                "not the " + valueBytes + " bytes expected");
        claim(first, run);
    }

    /** Marks pages as used; each may be used once, which also rules out cycles. */
    private void claim(long first, long run) {
        check(first > 1 && run <= pages - first, first, "beyond the last page " + (pages - 1));
        int next = seen.nextSetBit((int) first);
        check(next < 0 || next >= first + run, first, "used twice");
        seen.set((int) first, (int) (first + run));
    }

    private static void check(boolean holds, long page, String found) {
        if (!holds) {
            throw new DataException("LMDB file is damaged at page " + page + ": " + found + "; copy it again");
        }
    }

    private static ByteBuffer little(byte[] bytes) {
        return ByteBuffer.wrap(bytes).order(ByteOrder.LITTLE_ENDIAN);
    }
}
