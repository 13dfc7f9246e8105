package io.github.osgnet4j.data.io;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;

/** Floats as little-endian bytes. */
final class FloatWriter {
    private static final int CHUNK = 1 << 14;

    private FloatWriter() {}

    /** As binary16. */
    static void writeHalves(OutputStream out, float[] values) throws IOException {
        ByteBuffer chunk = ByteBuffer.allocate(CHUNK * Short.BYTES).order(ByteOrder.LITTLE_ENDIAN);
        for (int done = 0; done < values.length; done += CHUNK) {
            int n = Math.min(CHUNK, values.length - done);
            for (int i = 0; i < n; i++) {
                chunk.putShort(i * Short.BYTES, Dtype.floatToHalf(values[done + i]));
            }
            out.write(chunk.array(), 0, n * Short.BYTES);
        }
    }

    static void write(OutputStream out, float[] values) throws IOException {
        ByteBuffer chunk = ByteBuffer.allocate(CHUNK * Float.BYTES).order(ByteOrder.LITTLE_ENDIAN);
        for (int done = 0; done < values.length; done += CHUNK) {
            int n = Math.min(CHUNK, values.length - done);
            chunk.asFloatBuffer().put(values, done, n);
            out.write(chunk.array(), 0, n * Float.BYTES);
        }
    }
}
