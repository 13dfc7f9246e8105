package io.github.osgnet4j.data.io;

import io.github.osgnet4j.data.DataException;
import java.io.IOException;
import java.io.InputStream;
import java.util.zip.CRC32;
import java.util.zip.DataFormatException;
import java.util.zip.Inflater;

/** The contents of a zip member: never more bytes than it declared, and its checksum verified when the last one is read. */
final class ZipMemberStream extends InputStream {
    private static final int CHUNK = 1 << 16;

    private final ByteSource source;
    private final ZipMember member;
    private final Inflater inflater;
    private final byte[] input;
    private final CRC32 crc = new CRC32();
    private long inputRead;
    private long outputRead;

    ZipMemberStream(ByteSource source, ZipMember member) {
        this.source = source;
        this.member = member;
        boolean deflated = member.method() == ZipMember.DEFLATED;
        this.inflater = deflated ? new Inflater(true) : null;
        this.input = deflated ? new byte[(int) Math.min(CHUNK, member.compressed())] : new byte[0];
    }

    @Override
    public int read() throws IOException {
        byte[] one = new byte[1];
        return read(one, 0, 1) < 0 ? -1 : one[0] & 0xff;
    }

    @Override
    public int read(byte[] to, int offset, int length) throws IOException {
        if (length == 0) {
            return 0;
        }
        int wanted = (int) Math.min(length, member.size() - outputRead);
        if (wanted == 0) {
            checkSum();
            return -1;
        }
        int n = inflater == null ? copy(to, offset, wanted) : inflate(to, offset, wanted);
        crc.update(to, offset, n);
        outputRead += n;
        if (outputRead == member.size()) {
            checkSum();
        }
        return n;
    }

    private void checkSum() {
        if (crc.getValue() != member.crc()) {
            throw new DataException("Zip entry '" + member.name()
                    + "' is damaged: its checksum does not match; copy or download the file again");
        }
    }

    private int copy(byte[] to, int offset, int wanted) throws IOException {
        source.read(member.position() + outputRead, to, offset, wanted);
        return wanted;
    }

    private int inflate(byte[] to, int offset, int wanted) throws IOException {
        try {
            int n = inflater.inflate(to, offset, wanted);
            while (n == 0) {
                if (inflater.finished() || inflater.needsDictionary() || !feed()) {
                    throw new DataException("Zip entry '" + member.name() + "' ends after " + outputRead + " of its "
                            + member.size() + " bytes");
                }
                n = inflater.inflate(to, offset, wanted);
            }
            return n;
        } catch (DataFormatException e) {
            throw new DataException("Zip entry '" + member.name() + "' is damaged: " + e.getMessage(), e);
        }
    }

    private boolean feed() throws IOException {
        int n = (int) Math.min(input.length, member.compressed() - inputRead);
        if (n == 0) {
            return false;
        }
        source.read(member.position() + inputRead, input, 0, n);
        inputRead += n;
        inflater.setInput(input, 0, n);
        return true;
    }

    @Override
    public void close() {
        if (inflater != null) {
            inflater.end();
        }
    }
}
