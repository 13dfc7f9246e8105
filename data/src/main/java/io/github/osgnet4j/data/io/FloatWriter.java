package io.github.osgnet4j.data.io;

import io.github.osgnet4j.network.NamedTensor;
import io.github.osgnet4j.network.StreamedTensor;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.FloatBuffer;

/** Floats as little-endian bytes. */
public final class FloatWriter {
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
        write(out, FloatBuffer.wrap(values));
    }

    /**
     * Writes the values of a tensor, piece by piece.
     *
     * @throws IllegalStateException if they do not fill its shape
     */
    public static void write(OutputStream out, StreamedTensor tensor) throws IOException {
        long expected = NamedTensor.elements(tensor.shape());
        long written = 0;
        for (FloatBuffer piece : tensor.pieces()) {
            write(out, piece);
            written += piece.remaining();
        }
        if (written != expected) {
            throw new IllegalStateException(
                    "Tensor '" + tensor.name() + "' has " + written + " values instead of " + expected);
        }
    }

    private static void write(OutputStream out, FloatBuffer values) throws IOException {
        ByteBuffer chunk = ByteBuffer.allocate(CHUNK * Float.BYTES).order(ByteOrder.LITTLE_ENDIAN);
        for (int at = values.position(); at < values.limit(); at += CHUNK) {
            int n = Math.min(CHUNK, values.limit() - at);
            chunk.asFloatBuffer().put(0, values, at, n);
            out.write(chunk.array(), 0, n * Float.BYTES);
        }
    }
}
