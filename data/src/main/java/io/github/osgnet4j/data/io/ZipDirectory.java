package io.github.osgnet4j.data.io;

import io.github.osgnet4j.data.DataException;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/** The central directory of a zip archive, zip64 included. Local headers serve only to find where the data starts. */
final class ZipDirectory {
    static final int MAX_MEMBERS = 100_000;
    private static final int MAX_BYTES = 64 << 20;

    /** No deflate stream expands further than this. */
    private static final long DEFLATE_RATIO = 1032;

    private static final int END = 0x06054b50;
    private static final int END_BYTES = 22;
    private static final int MAX_COMMENT = 0xffff;
    private static final int ZIP64_LOCATOR = 0x07064b50;
    private static final int ZIP64_LOCATOR_BYTES = 20;
    private static final int ZIP64_END = 0x06064b50;
    private static final int ZIP64_END_BYTES = 56;
    private static final int CENTRAL = 0x02014b50;
    private static final int CENTRAL_BYTES = 46;
    private static final int LOCAL = 0x04034b50;
    private static final int LOCAL_BYTES = 30;
    private static final int ZIP64_EXTRA = 1;
    private static final long IN_ZIP64 = 0xffffffffL;

    private final ByteSource source;

    private ZipDirectory(ByteSource source) {
        this.source = source;
    }

    /** Whether the bytes start like a zip archive that has a member. */
    static boolean isZip(ByteSource source) throws IOException {
        return source.size() >= END_BYTES && little(source.read(0, 4)).getInt() == LOCAL;
    }

    /**
     * Lists an archive.
     *
     * @throws DataException if it is truncated, encrypted, spans disks, lies about its sizes or names two members alike
     */
    static List<ZipMember> read(ByteSource source) throws IOException {
        return new ZipDirectory(source).members();
    }

    private List<ZipMember> members() throws IOException {
        long end = endRecord();
        ByteBuffer record = little(source.read(end, END_BYTES));
        long count = record.getShort(10) & 0xffff;
        long bytes = record.getInt(12) & IN_ZIP64;
        long start = record.getInt(16) & IN_ZIP64;
        if (count == 0xffff || bytes == IN_ZIP64 || start == IN_ZIP64) {
            ByteBuffer zip64 = zip64End(end);
            count = zip64.getLong(32);
            bytes = zip64.getLong(40);
            start = zip64.getLong(48);
        }
        if (count < 0 || count > MAX_MEMBERS || bytes < 0 || bytes > MAX_BYTES || start < 0 || start > end - bytes) {
            throw new DataException("Zip directory of " + count + " entries and " + bytes + " bytes at " + start
                    + ": damaged, or more than the " + MAX_MEMBERS + " entries allowed");
        }
        return parse(little(source.read(start, (int) bytes)), (int) count, start);
    }

    private long endRecord() throws IOException {
        int tail = (int) Math.min(source.size(), END_BYTES + MAX_COMMENT);
        ByteBuffer bytes = little(source.read(source.size() - tail, tail));
        for (int p = tail - END_BYTES; p >= 0; p--) {
            if (bytes.getInt(p) == END && (bytes.getShort(p + 20) & 0xffff) == tail - END_BYTES - p) {
                return source.size() - tail + p;
            }
        }
        throw new DataException("Not a zip archive, or truncated: it has no end of central directory");
    }

    private ByteBuffer zip64End(long end) throws IOException {
        ByteBuffer locator = little(source.read(end - ZIP64_LOCATOR_BYTES, ZIP64_LOCATOR_BYTES));
        if (locator.getInt(0) == ZIP64_LOCATOR) {
            ByteBuffer record = little(source.read(locator.getLong(8), ZIP64_END_BYTES));
            if (record.getInt(0) == ZIP64_END) {
                return record;
            }
        }
        throw new DataException("Damaged zip archive: its zip64 record is missing");
    }

    private List<ZipMember> parse(ByteBuffer directory, int count, long start) throws IOException {
        List<ZipMember> members = new ArrayList<>();
        Set<String> names = new HashSet<>();
        for (int i = 0; i < count; i++) {
            if (directory.remaining() < CENTRAL_BYTES || directory.getInt(directory.position()) != CENTRAL) {
                throw new DataException("Damaged zip directory at entry " + i + " of " + count);
            }
            ZipMember member = member(directory, start);
            if (!names.add(member.name())) {
                throw new DataException("Zip archive with two entries named '" + member.name() + "'");
            }
            members.add(member);
        }
        return members;
    }

    private ZipMember member(ByteBuffer directory, long limit) throws IOException {
        int p = directory.position();
        int flags = directory.getShort(p + 8);
        int method = directory.getShort(p + 10) & 0xffff;
        long crc = directory.getInt(p + 16) & 0xffffffffL;
        int nameBytes = directory.getShort(p + 28) & 0xffff;
        int extraBytes = directory.getShort(p + 30) & 0xffff;
        int commentBytes = directory.getShort(p + 32) & 0xffff;
        if (directory.remaining() < CENTRAL_BYTES + nameBytes + extraBytes + commentBytes) {
            throw new DataException("Damaged zip directory: an entry goes beyond its end");
        }
        byte[] name = new byte[nameBytes];
        directory.get(p + CENTRAL_BYTES, name);
        String label = new String(name, StandardCharsets.UTF_8);
        Sizes sizes = sizes(directory, p, p + CENTRAL_BYTES + nameBytes, extraBytes);
        directory.position(p + CENTRAL_BYTES + nameBytes + extraBytes + commentBytes);

        if ((flags & 1) != 0 || method != ZipMember.STORED && method != ZipMember.DEFLATED) {
            throw new DataException("Zip entry '" + label + "' is encrypted or compressed by method " + method
                    + "; only stored and deflated entries are read");
        }
        long most = method == ZipMember.STORED ? sizes.compressed : (sizes.compressed + 1) * DEFLATE_RATIO;
        if (sizes.compressed < 0
                || sizes.compressed > limit
                || sizes.size < 0
                || sizes.size > most
                || method == ZipMember.STORED && sizes.size != sizes.compressed) {
            throw new DataException("Zip entry '" + label + "' claims " + sizes.size + " bytes out of "
                    + sizes.compressed + ", which cannot be");
        }
        long position = dataPosition(label, sizes.header);
        if (position > limit - sizes.compressed) {
            throw new DataException("Zip entry '" + label + "' goes beyond the archive");
        }
        return new ZipMember(label, method, crc, sizes.compressed, sizes.size, position);
    }

    private record Sizes(long compressed, long size, long header) {}

    /** The three numbers that move to an extra field when they do not fit in 32 bits, in the order they have there. */
    private static Sizes sizes(ByteBuffer directory, int entry, int extra, int extraBytes) {
        long size = directory.getInt(entry + 24) & IN_ZIP64;
        long compressed = directory.getInt(entry + 20) & IN_ZIP64;
        long header = directory.getInt(entry + 42) & IN_ZIP64;
        int end = extra + extraBytes;
        int p = extra;
        while (p + 4 <= end) {
            int id = directory.getShort(p) & 0xffff;
            int fieldEnd = p + 4 + (directory.getShort(p + 2) & 0xffff);
            if (id == ZIP64_EXTRA && fieldEnd <= end) {
                int q = p + 4;
                if (size == IN_ZIP64 && q + 8 <= fieldEnd) {
                    size = directory.getLong(q);
                    q += 8;
                }
                if (compressed == IN_ZIP64 && q + 8 <= fieldEnd) {
                    compressed = directory.getLong(q);
                    q += 8;
                }
                if (header == IN_ZIP64 && q + 8 <= fieldEnd) {
                    header = directory.getLong(q);
                }
                break;
            }
            p = fieldEnd;
        }
        return new Sizes(compressed, size, header);
    }

    private long dataPosition(String label, long header) throws IOException {
        ByteBuffer local = little(source.read(header, LOCAL_BYTES));
        if (local.getInt(0) != LOCAL) {
            throw new DataException("Zip entry '" + label + "' has no local header at " + header);
        }
        return header + LOCAL_BYTES + (local.getShort(26) & 0xffff) + (local.getShort(28) & 0xffff);
    }

    private static ByteBuffer little(byte[] bytes) {
        return ByteBuffer.wrap(bytes).order(ByteOrder.LITTLE_ENDIAN);
    }
}
