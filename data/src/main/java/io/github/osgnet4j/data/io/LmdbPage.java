package io.github.osgnet4j.data.io;

import io.github.osgnet4j.data.DataException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * A branch or leaf page of an LMDB file. What can be known about it is proven when it is made: its number, its kind, that every entry lies
 * inside it, that the entries fill the space they share, and that the keys ascend between those that led here. A page is 16 bytes of header, the positions of its entries, and the
 * entries from the end; an entry is a header of 8 bytes, the key, and in leaves the value or the number of its first page.
 */
final class LmdbPage {
    static final int HEADER = 16;
    private static final int NODE_HEADER = 8;
    private static final int P_BRANCH = 0x01;
    private static final int P_LEAF = 0x02;
    private static final int F_BIGDATA = 0x01;
    private static final int F_SUBDATA = 0x02;

    private final long number;
    private final boolean branch;
    private final ByteBuffer page;
    private final int[] entries;

    /**
     * Checks a page.
     *
     * @param bytes of the page
     * @param number where it was read
     * @param branch whether it must be a branch; a leaf otherwise
     * @param low no key is below it; null for any
     * @param high every key is below it; null for any
     */
    LmdbPage(byte[] bytes, long number, boolean branch, byte @Nullable [] low, byte @Nullable [] high) {
        this.number = number;
        this.branch = branch;
        this.page = little(bytes);
        int flags = page.getShort(10) & 0xffff;
        check(page.getLong(0) == number, "its number is " + page.getLong(0));
        check(flags == (branch ? P_BRANCH : P_LEAF), "kind " + flags + " where a " + kind() + " is expected");
        int lower = page.getShort(12) & 0xffff;
        int upper = page.getShort(14) & 0xffff;
        check(
                lower >= HEADER && lower % 2 == 0 && lower <= upper && upper <= bytes.length,
                "bounds " + lower + " and " + upper);
        entries = new int[(lower - HEADER) / 2];
        check(entries.length > (branch ? 1 : 0), entries.length + " entries");
        int filled = upper;
        for (int i = 0; i < entries.length; i++) {
            entries[i] = page.getShort(HEADER + 2 * i) & 0xffff;
            filled += checkEntry(i, upper);
        }
        check(filled == bytes.length, "its entries do not fill it");
        checkOrder(low, high);
    }

    private String kind() {
        return branch ? "branch" : "leaf";
    }

    /** Returns the bytes of the entry, which LMDB pads to an even number. */
    private int checkEntry(int i, int upper) {
        int at = entries[i];
        check(at >= upper && at % 2 == 0 && at <= page.capacity() - NODE_HEADER, "entry at " + at);
        long end = keyEnd(i);
        if (!branch) {
            check((flags(i) & ~(F_BIGDATA | F_SUBDATA)) == 0, "entry of kind " + flags(i));
            end += isOverflow(i) ? Long.BYTES : valueBytes(i);
        }
        check(end <= page.capacity(), "key of " + keyBytes(i) + " bytes, entry up to byte " + end);
        return (int) (end - at + 1) & ~1;
    }

    /** The first key of a branch is not used, whatever it is. */
    private void checkOrder(byte @Nullable [] low, byte @Nullable [] high) {
        int first = branch ? 1 : 0;
        boolean ascending = low == null || compare(first, low) >= 0;
        ascending &= high == null || compare(entries.length - 1, high) < 0;
        for (int i = first + 1; i < entries.length; i++) {
            ascending &=
                    Arrays.compareUnsigned(page.array(), key(i - 1), keyEnd(i - 1), page.array(), key(i), keyEnd(i))
                            < 0;
        }
        check(ascending, "its keys are out of order");
    }

    private void check(boolean holds, String found) {
        if (!holds) {
            throw damaged(number, found);
        }
    }

    static DataException damaged(long page, String found) {
        return new DataException("LMDB file is damaged at page " + page + ": " + found + "; copy it again");
    }

    static ByteBuffer little(byte[] bytes) {
        return ByteBuffer.wrap(bytes).order(ByteOrder.LITTLE_ENDIAN);
    }

    int entries() {
        return entries.length;
    }

    private int keyBytes(int i) {
        return page.getShort(entries[i] + 6) & 0xffff;
    }

    private int key(int i) {
        return entries[i] + NODE_HEADER;
    }

    private int keyEnd(int i) {
        return key(i) + keyBytes(i);
    }

    byte[] keyOf(int i) {
        return Arrays.copyOfRange(page.array(), key(i), keyEnd(i));
    }

    private int compare(int i, byte[] key) {
        return Arrays.compareUnsigned(page.array(), key(i), keyEnd(i), key, 0, key.length);
    }

    /** The entry of a leaf with this key, -1 if there is none; of a branch the last one that is not above it. */
    int find(byte[] key) {
        int low = branch ? 1 : 0;
        int high = entries.length - 1;
        while (low <= high) {
            int middle = (low + high) >>> 1;
            int order = compare(middle, key);
            if (order == 0) {
                return middle;
            } else if (order < 0) {
                low = middle + 1;
            } else {
                high = middle - 1;
            }
        }
        return branch ? high : -1;
    }

    /** The page below an entry of a branch. */
    long child(int i) {
        return (page.getInt(entries[i]) & 0xffffffffL) | (page.getShort(entries[i] + 4) & 0xffffL) << 32;
    }

    private int flags(int i) {
        return page.getShort(entries[i] + 4) & 0xffff;
    }

    long valueBytes(int i) {
        return page.getInt(entries[i]) & 0xffffffffL;
    }

    /** Whether the value is a database with a name instead of data. */
    boolean isDatabase(int i) {
        return (flags(i) & F_SUBDATA) != 0;
    }

    /** Whether the value lies on pages of its own. */
    boolean isOverflow(int i) {
        return (flags(i) & F_BIGDATA) != 0;
    }

    /** The first page of a value that lies on pages of its own. */
    long overflow(int i) {
        return page.getLong(keyEnd(i));
    }

    /** A value that lies in this page. */
    byte[] value(int i) {
        return Arrays.copyOfRange(page.array(), keyEnd(i), keyEnd(i) + (int) valueBytes(i));
    }
}
