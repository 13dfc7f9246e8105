package io.github.osgnet4j.data.io;

import io.github.osgnet4j.data.DataException;
import java.io.Closeable;
import java.io.IOException;
import java.io.InputStream;

/** Bytes that can be read at any position: a file that is too large for memory, or an array. Safe for many threads. */
abstract class ByteSource implements Closeable {

    abstract long size();

    abstract void readInRange(long position, byte[] to, int offset, int length) throws IOException;

    @Override
    public void close() throws IOException {}

    /**
     * Reads exactly {@code length} bytes.
     *
     * @throws DataException if the source ends before
     */
    final void read(long position, byte[] to, int offset, int length) throws IOException {
        if (position < 0 || length < 0 || position > size() - length) {
            throw new DataException("Truncated: " + length + " bytes expected at position " + position
                    + ", but there are " + size() + " in all");
        }
        readInRange(position, to, offset, length);
    }

    /** The next {@code length} bytes from {@code position}, which the caller has bounded. */
    final byte[] read(long position, int length) throws IOException {
        if (length > size()) {
            throw new DataException("Truncated: " + length + " bytes expected, but there are " + size() + " in all");
        }
        byte[] bytes = new byte[length];
        read(position, bytes, 0, length);
        return bytes;
    }

    /** A part of the source as a stream; closing it does nothing. */
    final InputStream stream(long position, long length) {
        return new BlockInputStream() {
            private long done;

            @Override
            public int read(byte[] to, int offset, int wanted) throws IOException {
                int n = (int) Math.min(wanted, length - done);
                if (n == 0) {
                    return wanted == 0 ? 0 : -1;
                }
                ByteSource.this.read(position + done, to, offset, n);
                done += n;
                return n;
            }
        };
    }

    static ByteSource of(byte[] bytes) {
        return new ByteSource() {
            @Override
            long size() {
                return bytes.length;
            }

            @Override
            void readInRange(long position, byte[] to, int offset, int length) {
                System.arraycopy(bytes, (int) position, to, offset, length);
            }
        };
    }
}
