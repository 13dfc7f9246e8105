package io.github.osgnet4j.benchmarks;

import io.github.osgnet4j.data.io.NpyArray;
import io.github.osgnet4j.data.io.Npz;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Map;
import java.util.Random;
import java.util.zip.DataFormatException;
import java.util.zip.Deflater;
import java.util.zip.Inflater;
import java.util.zip.ZipEntry;
import java.util.zip.ZipOutputStream;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Setup;

/** A video's features out of a compressed npz, beside inflating the same bytes and doing nothing with them. */
public class NpzBenchmark extends TimedBenchmark {

    private static final int STEPS = 900;
    private static final int CHANNELS = 2304;
    private static final int BUFFER = 1 << 16;

    @Param({"float32", "float16"})
    String type;

    private byte[] npz;
    private byte[] deflated;
    private byte[] buffer;

    /** An npz as NumPy's savez_compressed writes it. */
    @Setup
    public void prepare() {
        byte[] npy = npy(new Random(1), type.equals("float16"), STEPS, CHANNELS);
        npz = zip(npy);
        deflated = deflate(npy);
        buffer = new byte[BUFFER];
    }

    /** Features of float16 (steps, channels) in a compressed npz. */
    static byte[] halves(Random random, int steps, int channels) {
        return zip(npy(random, true, steps, channels));
    }

    private static byte[] npy(Random random, boolean half, int steps, int channels) {
        String header = "{'descr': '" + (half ? "<f2" : "<f4") + "', 'fortran_order': False, 'shape': (" + steps + ", "
                + channels + "), }";
        int unpadded = 10 + header.length() + 1;
        String padded = header + " ".repeat(-unpadded & 63) + "\n";
        int numbers = steps * channels;
        ByteBuffer npy = ByteBuffer.allocate(10 + padded.length() + numbers * (half ? Short.BYTES : Float.BYTES))
                .order(ByteOrder.LITTLE_ENDIAN);
        npy.put((byte) 0x93)
                .put("NUMPY".getBytes(StandardCharsets.US_ASCII))
                .put((byte) 1)
                .put((byte) 0);
        npy.putShort((short) padded.length()).put(padded.getBytes(StandardCharsets.US_ASCII));
        for (int i = 0; i < numbers; i++) {
            float number = (float) random.nextGaussian();
            if (half) {
                npy.putShort(half(number));
            } else {
                npy.putFloat(number);
            }
        }
        return npy.array();
    }

    /** A normal number as float16, cut off. */
    private static short half(float number) {
        int bits = Float.floatToRawIntBits(number);
        int exponent = Math.max(0, (bits >>> 23 & 0xff) - 127 + 15);
        return (short) (bits >>> 16 & 0x8000 | exponent << 10 | bits >>> 13 & 0x3ff);
    }

    private static byte[] zip(byte[] npy) {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        try (ZipOutputStream zip = new ZipOutputStream(bytes)) {
            zip.putNextEntry(new ZipEntry("features.npy"));
            zip.write(npy);
            zip.closeEntry();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return bytes.toByteArray();
    }

    private static byte[] deflate(byte[] npy) {
        Deflater deflater = new Deflater(Deflater.DEFAULT_COMPRESSION, true);
        try {
            deflater.setInput(npy);
            deflater.finish();
            byte[] deflated = new byte[npy.length + BUFFER];
            int length = 0;
            while (!deflater.finished()) {
                length += deflater.deflate(deflated, length, deflated.length - length);
            }
            return Arrays.copyOf(deflated, length);
        } finally {
            deflater.end();
        }
    }

    /** The whole way from bytes to floats, checksums included. */
    @Benchmark
    public Map<String, NpyArray> decode() {
        return Npz.read(npz);
    }

    /** What no reader can do without. */
    @Benchmark
    public long inflate() throws DataFormatException {
        Inflater inflater = new Inflater(true);
        try {
            inflater.setInput(deflated);
            long total = 0;
            while (!inflater.finished()) {
                total += inflater.inflate(buffer);
            }
            return total;
        } finally {
            inflater.end();
        }
    }
}
