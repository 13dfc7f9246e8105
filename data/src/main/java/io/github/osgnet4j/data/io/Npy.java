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
    private static final int ALIGNMENT = 64;

    private Npy() {}

    /**
     * Reads an array.
     *
     * @param in at the data, behind the header
     * @param size bytes of header and data; they must agree with the header before anything is allocated
     */
    static NpyArray read(InputStream in, NpyHeader header, long size) throws IOException {
        checkSize(header, size);
        float[] values = new float[header.elements()];
        FloatReader.read(in, header.dtype(), header.order(), values);
        int[] shape = header.shape();
        boolean columns = header.fortran() && shape.length > 1;
        return new NpyArray(
                header.dtype(), shape, columns ? Strides.gather(values, shape, Strides.columnMajor(shape)) : values);
    }

    /** Refuses an array whose header and data do not agree on its bytes. */
    static void checkSize(NpyHeader header, long size) {
        long expected =
                header.length() + (long) header.elements() * header.dtype().bytes();
        if (size != expected) {
            throw new DataException("npy array of shape " + Arrays.toString(header.shape()) + " and dtype "
                    + header.dtype() + " needs " + expected + " bytes, found " + size);
        }
    }

    /** The npy header and the elements, float16 or float32 little-endian; booleans as one byte each. */
    static void write(OutputStream out, NpyArray array) throws IOException {
        out.write(header(array));
        if (array.dtype() == Dtype.BOOL) {
            byte[] bytes = new byte[array.values().length];
            for (int i = 0; i < bytes.length; i++) {
                bytes[i] = (byte) (array.values()[i] == 0 ? 0 : 1);
            }
            out.write(bytes);
        } else if (array.dtype() == Dtype.FLOAT16) {
            FloatWriter.writeHalves(out, array.values());
        } else {
            FloatWriter.write(out, array.values());
        }
    }

    private static byte[] header(NpyArray array) {
        String shape = Arrays.stream(array.shape()).mapToObj(Integer::toString).collect(Collectors.joining(", "));
        String descr =
                switch (array.dtype()) {
                    case BOOL -> "|b1";
                    case FLOAT16 -> "<f2";
                    default -> "<f4";
                };
        String dict = "{'descr': '" + descr + "', 'fortran_order': False, 'shape': (" + shape
                + (array.rank() == 1 ? "," : "") + "), }";
        int unpadded = 10 + dict.length() + 1;
        int length = (unpadded + ALIGNMENT - 1) / ALIGNMENT * ALIGNMENT;
        ByteBuffer header = ByteBuffer.allocate(length).order(ByteOrder.LITTLE_ENDIAN);
        header.put(new byte[] {(byte) 0x93, 'N', 'U', 'M', 'P', 'Y', 1, 0}).putShort((short) (length - 10));
        header.put((dict + " ".repeat(length - unpadded) + "\n").getBytes(StandardCharsets.ISO_8859_1));
        return header.array();
    }
}
