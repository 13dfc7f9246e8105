package io.github.osgnet4j.data.io;

import io.github.osgnet4j.data.DataException;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;

/** Elements of any type out of a stream, as floats. */
final class FloatReader {
    private static final int CHUNK = 1 << 16;

    private FloatReader() {}

    /**
     * Fills an array.
     *
     * @throws DataException if the stream ends before
     */
    static void read(InputStream in, Dtype dtype, ByteOrder order, float[] values) throws IOException {
        byte[] chunk = new byte[(int) Math.min(CHUNK, (long) values.length * dtype.bytes())];
        int done = 0;
        while (done < values.length) {
            int n = Math.min(CHUNK / dtype.bytes(), values.length - done);
            int bytes = n * dtype.bytes();
            if (in.readNBytes(chunk, 0, bytes) < bytes) {
                throw new DataException(
                        "Truncated: the data ends before element " + (done + n) + " of " + values.length);
            }
            dtype.toFloats(ByteBuffer.wrap(chunk, 0, bytes).order(order), values, done);
            done += n;
        }
    }
}
