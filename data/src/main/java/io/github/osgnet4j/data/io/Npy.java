package io.github.osgnet4j.data.io;

import io.github.osgnet4j.data.DataException;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.stream.Collectors;

/** One array in the npy format. */
final class Npy {
    private static final int CHUNK = 1 << 16;
    private static final int ALIGNMENT = 64;

    private Npy() {}

    /**
     * Reads an array.
     *
     * @param in at the data, behind the header
     * @param size bytes of header and data; they must agree with the header before anything is allocated
     */
    static NpyArray read(InputStream in, NpyHeader header, long size) throws IOException {
        long expected =
                header.length() + (long) header.elements() * header.dtype().bytes();
        if (size != expected) {
            throw new DataException("npy array of shape " + Arrays.toString(header.shape()) + " and dtype "
                    + header.dtype() + " needs " + expected + " bytes, found " + size);
        }
        float[] values = new float[header.elements()];
        readFloats(in, header.dtype(), header.order(), values);
        return new NpyArray(
                header.dtype(), header.shape(), header.fortran() ? rowMajor(values, header.shape()) : values);
    }

    /** Fills an array of floats from a stream of elements. */
    static void readFloats(InputStream in, Dtype dtype, ByteOrder order, float[] values) throws IOException {
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

    /** Column-major to row-major. */
    static float[] rowMajor(float[] columnMajor, int[] shape) {
        if (shape.length < 2) {
            return columnMajor;
        }
        float[] values = new float[columnMajor.length];
        int[] strides = new int[shape.length];
        int stride = 1;
        for (int d = 0; d < shape.length; d++) {
            strides[d] = stride;
            stride *= shape[d];
        }
        int last = shape.length - 1;
        int[] index = new int[shape.length];
        int from = 0;
        for (int to = 0; to < values.length; to++) {
            values[to] = columnMajor[from];
            int d = last;
            from += strides[d];
            while (++index[d] == shape[d] && d > 0) {
                from -= shape[d] * strides[d];
                index[d] = 0;
                d--;
                from += strides[d];
            }
        }
        return values;
    }

    /** The npy header and the elements, float32 little-endian; booleans as one byte each. */
    static void write(OutputStream out, NpyArray array) throws IOException {
        out.write(header(array));
        boolean bool = array.dtype() == Dtype.BOOL;
        byte[] chunk = new byte[CHUNK];
        ByteBuffer buffer = ByteBuffer.wrap(chunk).order(ByteOrder.LITTLE_ENDIAN);
        float[] values = array.values();
        int perChunk = bool ? CHUNK : CHUNK / 4;
        for (int done = 0; done < values.length; done += perChunk) {
            int n = Math.min(perChunk, values.length - done);
            if (bool) {
                for (int i = 0; i < n; i++) {
                    chunk[i] = (byte) (values[done + i] == 0 ? 0 : 1);
                }
            } else {
                buffer.asFloatBuffer().put(values, done, n);
            }
            out.write(chunk, 0, bool ? n : 4 * n);
        }
    }

    private static byte[] header(NpyArray array) {
        String shape = Arrays.stream(array.shape()).mapToObj(Integer::toString).collect(Collectors.joining(", "));
        String dict = "{'descr': '" + (array.dtype() == Dtype.BOOL ? "|b1" : "<f4")
                + "', 'fortran_order': False, 'shape': (" + shape + (array.rank() == 1 ? "," : "") + "), }";
        int unpadded = 10 + dict.length() + 1;
        int length = (unpadded + ALIGNMENT - 1) / ALIGNMENT * ALIGNMENT;
        ByteBuffer header = ByteBuffer.allocate(length).order(ByteOrder.LITTLE_ENDIAN);
        header.put(new byte[] {(byte) 0x93, 'N', 'U', 'M', 'P', 'Y', 1, 0}).putShort((short) (length - 10));
        header.put((dict + " ".repeat(length - unpadded) + "\n").getBytes(StandardCharsets.ISO_8859_1));
        return header.array();
    }
}
