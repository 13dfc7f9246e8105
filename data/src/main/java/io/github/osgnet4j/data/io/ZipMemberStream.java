package io.github.osgnet4j.data.io;

import io.github.osgnet4j.data.DataException;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.util.zip.CRC32;
import java.util.zip.Inflater;
import java.util.zip.InflaterInputStream;
import java.util.zip.ZipException;

/** The contents of a zip member: never more bytes than it declared, and its checksum verified when the last one is read. */
final class ZipMemberStream extends BlockInputStream {
    private static final int CHUNK = 1 << 16;

    private final ZipMember member;
    private final InputStream contents;
    private final Inflater inflater = new Inflater(true);
    private final CRC32 crc = new CRC32();
    private long done;

    ZipMemberStream(ByteSource source, ZipMember member) {
        this.member = member;
        InputStream stored = source.stream(member.position(), member.compressed());
        int chunk = (int) Math.max(1, Math.min(CHUNK, member.compressed()));
        contents = member.method() == ZipMember.DEFLATED ? new InflaterInputStream(stored, inflater, chunk) : stored;
    }

    @Override
    public int read(byte[] to, int offset, int length) throws IOException {
        if (length == 0) {
            return 0;
        }
        int wanted = (int) Math.min(length, member.size() - done);
        int n = wanted == 0 ? -1 : contents(to, offset, wanted);
        if (n > 0) {
            crc.update(to, offset, n);
            done += n;
        }
        if (done == member.size() && crc.getValue() != member.crc()) {
            throw new DataException("Zip entry '" + member.name()
                    + "' is damaged: its checksum does not match; copy or download the file again");
        }
        return n;
    }

    private int contents(byte[] to, int offset, int wanted) throws IOException {
        int n;
        try {
            n = contents.read(to, offset, wanted);
        } catch (EOFException e) {
            n = -1;
        } catch (ZipException e) {
            throw new DataException("Zip entry '" + member.name() + "' is damaged: " + e.getMessage(), e);
        }
        if (n < 0) {
            throw new DataException(
                    "Zip entry '" + member.name() + "' ends after " + done + " of its " + member.size() + " bytes");
        }
        return n;
    }

    @Override
    public void close() {
        inflater.end();
    }
}
