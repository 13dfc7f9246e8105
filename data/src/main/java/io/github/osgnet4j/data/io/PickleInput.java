package io.github.osgnet4j.data.io;

import io.github.osgnet4j.data.DataException;
import java.io.IOException;
import java.nio.charset.StandardCharsets;

/** The bytes of a pickle, read from front to end. */
final class PickleInput {
    private static final int WINDOW = 1 << 14;
    private static final int MAX_LINE = 1 << 24;
    private static final int MAX_BYTES = 1 << 30;

    private final ByteSource source;
    private final byte[] window;
    private long windowStart;
    private int windowLength;
    private int at;

    PickleInput(ByteSource source) {
        this(source, 0);
    }

    /** Starts at a position. */
    PickleInput(ByteSource source, long position) {
        this.source = source;
        this.windowStart = position;
        this.window = new byte[(int) Math.min(WINDOW, source.size())];
    }

    /** Bytes of the whole source. */
    long size() {
        return source.size();
    }

    /** Where the next byte is read. */
    long position() {
        return windowStart + at;
    }

    int u8() throws IOException {
        if (at == windowLength) {
            refill();
        }
        return window[at++] & 0xff;
    }

    private void refill() throws IOException {
        long start = position();
        if (start >= source.size()) {
            throw new DataException("Truncated pickle: it ends at byte " + start + " without a STOP");
        }
        int n = (int) Math.min(window.length, source.size() - start);
        source.read(start, window, 0, n);
        windowStart = start;
        windowLength = n;
        at = 0;
    }

    /** An unsigned number of up to eight bytes, little-endian; beyond 2^63 it is negative. */
    long unsigned(int bytes) throws IOException {
        long value = 0;
        for (int i = 0; i < bytes; i++) {
            value |= (long) u8() << 8 * i;
        }
        return value;
    }

    int int32() throws IOException {
        return (int) unsigned(4);
    }

    double bigEndianDouble() throws IOException {
        return Double.longBitsToDouble(Long.reverseBytes(unsigned(Double.BYTES)));
    }

    /** The next bytes, which must exist before they are allocated. */
    byte[] bytes(long length) throws IOException {
        if (length < 0 || length > MAX_BYTES || length > source.size() - position()) {
            throw new DataException("Pickle claims " + Long.toUnsignedString(length) + " bytes at " + position()
                    + ", but " + (source.size() - position()) + " are left");
        }
        byte[] bytes = new byte[(int) length];
        int buffered = Math.min(bytes.length, windowLength - at);
        System.arraycopy(window, at, bytes, 0, buffered);
        if (buffered < bytes.length) {
            source.read(windowStart + windowLength, bytes, buffered, bytes.length - buffered);
            windowStart = position() + bytes.length;
            windowLength = 0;
            at = 0;
        } else {
            at += buffered;
        }
        return bytes;
    }

    String utf8(long length) throws IOException {
        return new String(bytes(length), StandardCharsets.UTF_8);
    }

    String latin1(long length) throws IOException {
        return new String(bytes(length), StandardCharsets.ISO_8859_1);
    }

    /** The text up to the next line feed, which is consumed. */
    String line() throws IOException {
        StringBuilder line = new StringBuilder();
        for (int b = u8(); b != '\n'; b = u8()) {
            if (line.length() == MAX_LINE) {
                throw new DataException("Pickle with a line of more than " + MAX_LINE + " bytes at " + position());
            }
            line.append((char) b);
        }
        return line.toString();
    }
}
