package io.github.osgnet4j.serve;

import java.io.IOException;
import java.nio.ByteBuffer;

/** The bytes of an answer, which are sent in parts. */
interface Body extends AutoCloseable {

    /** Bytes of a part at most. */
    int PART = 64 << 10;

    /** Bytes in all. */
    long length();

    /** Bytes of the heap that are held until it is sent. */
    long memory();

    /** Whether a client that loses the connection can ask for the rest alone. */
    boolean resumable();

    /**
     * A part; it is valid until the next one is asked for.
     *
     * @param at its first byte, less than the length
     * @throws IOException if it cannot be read
     */
    ByteBuffer part(long at) throws IOException;

    /** Lets go of what it is read from; closing again does nothing. */
    @Override
    void close();

    /** An answer that is in memory. It may be sent any number of times. */
    static Body of(byte[] bytes) {
        return new InMemory(ByteBuffer.wrap(bytes));
    }

    /** Bytes of the heap. */
    record InMemory(ByteBuffer bytes) implements Body {

        @Override
        public long length() {
            return bytes.limit();
        }

        @Override
        public long memory() {
            return length();
        }

        @Override
        public boolean resumable() {
            return false;
        }

        @Override
        public ByteBuffer part(long at) {
            return bytes.slice((int) at, (int) Math.min(PART, length() - at));
        }

        @Override
        public void close() {
            // It is held by whoever made it.
        }
    }
}
