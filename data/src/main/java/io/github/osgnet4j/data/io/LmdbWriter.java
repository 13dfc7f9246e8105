package io.github.osgnet4j.data.io;

import io.github.osgnet4j.data.DataException;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;

/**
 * Writes an LMDB file from one end to the other, as {@code lmdb} for Python and LMDB itself read and extend it: first each value on pages of
 * its own, as they come; then the tree over their keys; the meta pages last, so that a file which is not finished is none that anybody opens.
 * The format is that of LMDB 0.9, 64 bits, little-endian, with pages of 4096 bytes and the map size of the official stores, 2^40.
 *
 * <p>The library would do, but a jar of its natives has a name that no module can have, it maps the file, and has to be unpacked.
 */
public final class LmdbWriter {

    /** The longest key that LMDB takes, in bytes of UTF-8. */
    public static final int MAX_KEY_BYTES = 511;

    /** Bytes of a page; a value begins at one. */
    public static final int PAGE = 4096;

    private static final long MAP_SIZE = 1L << 40;
    private static final int META_PAGES = 2;
    private static final int META_BYTES = 136;
    private static final int MAGIC = 0xBEEFC0DE;
    private static final int VERSION = 1;
    private static final int NODE_HEADER = 8;
    private static final int BRANCH = 0x01;
    private static final int LEAF = 0x02;
    private static final int OVERFLOW = 0x04;
    private static final int META = 0x08;
    private static final int BIG_DATA = 0x01;
    private static final int INTEGER_KEYS = 0x08;
    private static final int NO_PAGE = -1;

    private final FileChannel channel;
    private long next;

    /**
     * Where a value is.
     *
     * @param page its first page
     * @param bytes of the value
     */
    public record Extent(long page, int bytes) {

        /** The page behind the value. */
        public long end() {
            return page + pages(bytes);
        }
    }

    /**
     * Goes on with a file.
     *
     * @param channel open for writing; left open
     * @param next the page behind the last value, which is {@link #FIRST} in a new file
     */
    public LmdbWriter(FileChannel channel, long next) {
        this.channel = channel;
        this.next = next;
    }

    /** The page of a new file's first value. */
    public static final long FIRST = META_PAGES;

    /** The key's bytes, as Python has them. */
    static byte[] bytes(String key) {
        return key.getBytes(StandardCharsets.UTF_8);
    }

    /**
     * Refuses a key that LMDB would.
     *
     * @throws DataException if it is empty or longer than {@value #MAX_KEY_BYTES} bytes
     */
    public static void requireKey(String key) {
        int length = bytes(key).length;
        if (length == 0 || length > MAX_KEY_BYTES) {
            throw new DataException("'" + PickleText.shown(key) + "' cannot be the key of an LMDB store: it has "
                    + length + " bytes, expected 1 to " + MAX_KEY_BYTES);
        }
    }

    private static long pages(int bytes) {
        return ((long) LmdbPage.HEADER + bytes + PAGE - 1) / PAGE;
    }

    /** Writes a value behind those before it. */
    public Extent append(byte[] value) throws IOException {
        Extent extent = new Extent(next, value.length);
        long pages = extent.end() - next;
        ByteBuffer header = LmdbPage.little(new byte[LmdbPage.HEADER]);
        header.putLong(0, next).putShort(10, (short) OVERFLOW).putInt(12, (int) pages);
        int padding = (int) (pages * PAGE - LmdbPage.HEADER - value.length);
        long position = next * PAGE;
        position = write(header, position);
        position = write(ByteBuffer.wrap(value), position);
        write(ByteBuffer.allocate(padding), position);
        next = extent.end();
        return extent;
    }

    private long write(ByteBuffer bytes, long position) throws IOException {
        long at = position;
        while (bytes.hasRemaining()) {
            at += channel.write(bytes, at);
        }
        return at;
    }

    /**
     * Writes the tree and the meta pages and forces all of it to the disk.
     *
     * @param values all there are, by key; each key one that {@link #requireKey} accepts
     */
    public void finish(Map<String, Extent> values) throws IOException {
        List<Node> level = new ArrayList<>(values.size());
        long overflow = 0;
        for (Map.Entry<String, Extent> value : values.entrySet()) {
            Extent extent = value.getValue();
            level.add(new Node(bytes(value.getKey()), extent.page(), extent.bytes()));
            overflow += extent.end() - extent.page();
        }
        level.sort((a, b) -> Arrays.compareUnsigned(a.key, b.key));
        int depth = 0;
        long[] pages = new long[2];
        for (boolean leaves = true; leaves && !level.isEmpty() || level.size() > 1; leaves = false) {
            level = write(level, leaves);
            pages[leaves ? 1 : 0] += level.size();
            depth++;
        }
        ByteBuffer meta = LmdbPage.little(new byte[META_PAGES * PAGE]);
        meta(meta, 0, 1);
        database(meta, PAGE, depth, pages, overflow, values.size(), level.isEmpty() ? NO_PAGE : level.get(0).page);
        meta(meta, PAGE, next - 1);
        channel.truncate(next * PAGE);
        channel.force(true);
        write(meta, 0);
        channel.force(true);
    }

    /**
     * A key and what it leads to: in a leaf a value, in a branch a page whose first key it is.
     *
     * @param bytes of the value
     */
    private record Node(byte[] key, long page, int bytes) {

        int bytesIn(boolean leaf, boolean first) {
            int length = NODE_HEADER + (leaf ? key.length + Long.BYTES : first ? 0 : key.length);
            return (length + 1 & ~1) + Short.BYTES;
        }
    }

    /** The pages of one level; a branch of one entry, which would lead nowhere else, takes one from the page before. */
    private List<Node> write(List<Node> nodes, boolean leaf) throws IOException {
        List<Node> above = new ArrayList<>();
        int from = 0;
        while (from < nodes.size()) {
            int to = from;
            int free = PAGE - LmdbPage.HEADER;
            while (to < nodes.size() && nodes.get(to).bytesIn(leaf, to == from) <= free) {
                free -= nodes.get(to).bytesIn(leaf, to == from);
                to++;
            }
            if (!leaf && to == nodes.size() - 1) {
                to--;
            }
            above.add(new Node(nodes.get(from).key, next, 0));
            page(nodes.subList(from, to), leaf);
            from = to;
        }
        return above;
    }

    private void page(List<Node> nodes, boolean leaf) throws IOException {
        ByteBuffer page = LmdbPage.little(new byte[PAGE]);
        int upper = PAGE;
        for (int i = 0; i < nodes.size(); i++) {
            Node node = nodes.get(i);
            byte[] key = leaf || i > 0 ? node.key : new byte[0];
            upper -= node.bytesIn(leaf, i == 0) - Short.BYTES;
            page.putShort(LmdbPage.HEADER + i * Short.BYTES, (short) upper);
            page.putInt(upper, leaf ? node.bytes : (int) node.page);
            page.putShort(upper + 4, (short) (leaf ? BIG_DATA : node.page >>> Integer.SIZE));
            page.putShort(upper + 6, (short) key.length);
            page.put(upper + NODE_HEADER, key);
            if (leaf) {
                page.putLong(upper + NODE_HEADER + key.length, node.page);
            }
        }
        page.putLong(0, next);
        page.putShort(10, (short) (leaf ? LEAF : BRANCH));
        page.putShort(12, (short) (LmdbPage.HEADER + nodes.size() * Short.BYTES));
        page.putShort(14, (short) upper);
        write(page, next * PAGE);
        next++;
    }

    /** A meta page with two databases without entries: that of free pages, which stays so, and the main one. */
    private static void meta(ByteBuffer pages, int at, long last) {
        ByteBuffer page = pages.slice(at, LmdbPage.HEADER + META_BYTES).order(ByteOrder.LITTLE_ENDIAN);
        long number = at / PAGE;
        page.putLong(0, number).putShort(10, (short) META);
        page.putInt(16, MAGIC).putInt(20, VERSION).putLong(32, MAP_SIZE);
        page.putInt(40, PAGE).putShort(44, (short) INTEGER_KEYS).putLong(80, NO_PAGE);
        if (number == 0) {
            page.putLong(128, NO_PAGE);
        }
        // The number of the transaction: of two meta pages the later counts.
        page.putLong(136, last).putLong(144, number);
    }

    private static void database(
            ByteBuffer pages, int at, int depth, long[] branchesAndLeaves, long overflow, long entries, long root) {
        pages.putShort(at + 94, (short) depth);
        pages.putLong(at + 96, branchesAndLeaves[0]).putLong(at + 104, branchesAndLeaves[1]);
        pages.putLong(at + 112, overflow).putLong(at + 120, entries).putLong(at + 128, root);
    }
}
