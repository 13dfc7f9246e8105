package io.github.osgnet4j.data.io;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;

/** Lays out LMDB files with pages of any size, which the library makes of the size of the machine's alone. */
final class LmdbPages {
    private final int size;
    private final List<byte[]> pages = new ArrayList<>(List.of(new byte[0], new byte[0]));

    private LmdbPages(int size) {
        this.size = size;
    }

    private record Entry(byte[] key, int low, int flags, byte[] data) {}

    private record Child(byte[] firstKey, int page) {}

    /** The file of a store. */
    static byte[] of(Map<String, byte[]> values, int pageSize) {
        return new LmdbPages(pageSize).file(new TreeMap<>(values));
    }

    private byte[] file(SortedMap<String, byte[]> values) {
        List<Entry> entries = new ArrayList<>();
        values.forEach((key, value) -> entries.add(entry(key.getBytes(StandardCharsets.UTF_8), value)));
        List<Child> level = pages(entries, 2);
        int depth = level.isEmpty() ? 0 : 1;
        while (level.size() > 1) {
            List<Entry> children = new ArrayList<>();
            for (Child child : level) {
                children.add(new Entry(child.firstKey, child.page, 0, new byte[0]));
            }
            level = pages(children, 1);
            depth++;
        }
        long root = level.isEmpty() ? -1 : level.get(0).page;
        pages.set(0, meta(0, root, depth, values.size()));
        pages.set(1, meta(1, root, depth, values.size()));
        return Fixtures.concat(pages.toArray(byte[][]::new));
    }

    private Entry entry(byte[] key, byte[] value) {
        if (8 + key.length + value.length <= (size - 16) / 2 / 2 * 2 - 2) {
            return new Entry(key, value.length, 0, value);
        }
        int first = pages.size();
        int run = (15 + value.length) / size + 1;
        ByteBuffer overflow = page(first, 4, run * size).putInt(12, run);
        overflow.position(16).put(value);
        for (int i = 0; i < run; i++) {
            byte[] page = new byte[size];
            overflow.get(i * size, page);
            pages.add(page);
        }
        byte[] number = ByteBuffer.allocate(8)
                .order(ByteOrder.LITTLE_ENDIAN)
                .putLong(first)
                .array();
        return new Entry(key, value.length, 1, number);
    }

    /** As many entries a page as fit, and never one alone in a branch. */
    private List<Child> pages(List<Entry> entries, int kind) {
        List<Child> made = new ArrayList<>();
        int at = 0;
        while (at < entries.size()) {
            int number = pages.size();
            ByteBuffer page = page(number, kind, size);
            int lower = 16;
            int upper = size;
            int start = at;
            while (at < entries.size()) {
                Entry e = entries.get(at);
                byte[] key = kind == 1 && at == start ? new byte[0] : e.key;
                int bytes = (8 + key.length + e.data.length + 1) / 2 * 2;
                boolean lastButOne = kind == 1 && at + 2 == entries.size() && at > start + 1;
                if (upper - lower < bytes + 2 || lastButOne && upper - lower < 4 * bytes) {
                    break;
                }
                upper -= bytes;
                page.putShort(lower, (short) upper);
                page.putInt(upper, e.low).putShort(upper + 4, (short) e.flags).putShort(upper + 6, (short) key.length);
                page.position(upper + 8).put(key).put(e.data);
                lower += 2;
                at++;
            }
            page.putShort(12, (short) lower).putShort(14, (short) upper);
            pages.add(page.array());
            made.add(new Child(entries.get(start).key, number));
        }
        return made;
    }

    private static ByteBuffer page(long number, int kind, int bytes) {
        return ByteBuffer.allocate(bytes)
                .order(ByteOrder.LITTLE_ENDIAN)
                .putLong(0, number)
                .putShort(10, (short) kind);
    }

    private byte[] meta(int number, long root, int depth, int entries) {
        ByteBuffer meta = page(number, 8, size);
        meta.putInt(16, 0xBEEFC0DE).putInt(20, 1).putLong(32, 1L << 30).putInt(40, size);
        meta.putLong(80, -1);
        meta.putShort(94, (short) depth).putLong(120, entries).putLong(128, root);
        meta.putLong(136, pages.size() - 1).putLong(144, 7 + number);
        return meta.array();
    }
}
