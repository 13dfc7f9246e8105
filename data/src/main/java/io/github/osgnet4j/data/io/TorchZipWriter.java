package io.github.osgnet4j.data.io;

import io.github.osgnet4j.data.DataException;
import java.io.DataOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.zip.CRC32;
import java.util.zip.CheckedOutputStream;

/**
 * Writes a zip archive the way {@code torch.save} of torch 1.13 does: nothing compressed, no dates, sizes and checksums behind the data,
 * each entry's data at a multiple of 64 bytes, which an extra field "FB" fills up to.
 */
final class TorchZipWriter {
    private static final int LOCAL = 0x04034b50;
    private static final int DESCRIPTOR = 0x08074b50;
    private static final int CENTRAL = 0x02014b50;
    private static final int ZIP64_END = 0x06064b50;
    private static final int ZIP64_LOCATOR = 0x07064b50;
    private static final int END = 0x06054b50;
    private static final int LOCAL_BYTES = 30;
    private static final int EXTRA_HEADER = 4;
    private static final int ALIGNMENT = 64;
    /** Data descriptors and names in UTF-8. */
    private static final short FLAGS = 0x0808;

    private static final short PADDING = 'F' | 'B' << 8;
    private static final short ZIP64 = 1;
    private static final short MADE_BY = 0x031e;
    private static final short NEEDED = 45;
    private static final long MOST = 0xffffffffL;

    private static final byte[] VERSION = {'3', '\n'};

    private record Entry(byte[] name, long offset, long size, int crc) {}

    private final OutputStream out;
    private final String folder;
    private final List<Entry> entries = new ArrayList<>();
    private long position;

    /** @param folder that holds all entries */
    TorchZipWriter(OutputStream out, String folder) {
        this.out = out;
        this.folder = folder;
    }

    /**
     * Writes an entry.
     *
     * @throws DataException if it has 4 GB or more
     */
    void add(String name, long size, FileReplacement.Content content) throws IOException {
        byte[] path = (folder + "/" + name).getBytes(StandardCharsets.UTF_8);
        if (size >= MOST) {
            throw new DataException(name + " has " + size + " bytes; an entry of a checkpoint may have less than 4 GB");
        }
        long offset = position;
        long start = offset + LOCAL_BYTES + path.length + EXTRA_HEADER;
        int padding = (int) (-start & (ALIGNMENT - 1));
        ByteBuffer header = buffer(LOCAL_BYTES + path.length + EXTRA_HEADER + padding);
        header.putInt(LOCAL).putShort((short) 0).putShort(FLAGS).putShort((short) 0);
        header.putInt(0).putInt(0).putInt(0).putInt(0);
        header.putShort((short) path.length).putShort((short) (EXTRA_HEADER + padding));
        header.put(path).putShort(PADDING).putShort((short) padding);
        Arrays.fill(header.array(), header.position(), header.capacity(), (byte) 'Z');
        write(header);
        CheckedOutputStream summed = new CheckedOutputStream(out, new CRC32());
        DataOutputStream data = new DataOutputStream(summed);
        content.writeTo(data);
        if (data.size() != Math.min(size, Integer.MAX_VALUE)) {
            throw new IllegalStateException(name + ": " + data.size() + " bytes instead of " + size);
        }
        position += size;
        int crc = (int) summed.getChecksum().getValue();
        write(buffer(16).putInt(DESCRIPTOR).putInt(crc).putInt((int) size).putInt((int) size));
        entries.add(new Entry(path, offset, size, crc));
    }

    /** The file's name without its last ending, as {@code torch.save} names the archive's folder. */
    static String folder(Path file) {
        String name = file.getFileName().toString();
        int end = name.lastIndexOf('.');
        return end > 0 ? name.substring(0, end) : name;
    }

    /** Writes the version of the format and the directory. */
    void finish() throws IOException {
        add("version", VERSION.length, content -> content.write(VERSION));
        long start = position;
        for (Entry entry : entries) {
            central(entry);
        }
        long end = position;
        ByteBuffer zip64 = buffer(76);
        zip64.putInt(ZIP64_END)
                .putLong(44)
                .putShort(MADE_BY)
                .putShort(NEEDED)
                .putInt(0)
                .putInt(0);
        zip64.putLong(entries.size())
                .putLong(entries.size())
                .putLong(end - start)
                .putLong(start);
        zip64.putInt(ZIP64_LOCATOR).putInt(0).putLong(end).putInt(1);
        write(zip64);
        short count = (short) Math.min(entries.size(), 0xffff);
        ByteBuffer last = buffer(22);
        last.putInt(END).putInt(0).putShort(count).putShort(count);
        last.putInt((int) Math.min(end - start, MOST))
                .putInt((int) Math.min(start, MOST))
                .putShort((short) 0);
        write(last);
    }

    private void central(Entry entry) throws IOException {
        boolean far = entry.offset >= MOST;
        int extra = far ? EXTRA_HEADER + Long.BYTES : 0;
        ByteBuffer header = buffer(46 + entry.name.length + extra);
        header.putInt(CENTRAL)
                .putShort((short) 0)
                .putShort((short) 0)
                .putShort(FLAGS)
                .putShort((short) 0);
        header.putInt(0).putInt(entry.crc).putInt((int) entry.size).putInt((int) entry.size);
        header.putShort((short) entry.name.length).putShort((short) extra).putShort((short) 0);
        header.putInt(0).putInt(0).putInt((int) Math.min(entry.offset, MOST)).put(entry.name);
        if (far) {
            header.putShort(ZIP64).putShort((short) Long.BYTES).putLong(entry.offset);
        }
        write(header);
    }

    private static ByteBuffer buffer(int size) {
        return ByteBuffer.allocate(size).order(ByteOrder.LITTLE_ENDIAN);
    }

    private void write(ByteBuffer bytes) throws IOException {
        out.write(bytes.array());
        position += bytes.capacity();
    }
}
