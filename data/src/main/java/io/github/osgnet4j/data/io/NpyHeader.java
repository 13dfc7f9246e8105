package io.github.osgnet4j.data.io;

import io.github.osgnet4j.data.DataException;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * The head of an npy file: {@code {'descr': '<f4', 'fortran_order': False, 'shape': (700, 40), }}.
 *
 * @param length bytes before the data
 */
record NpyHeader(Dtype dtype, ByteOrder order, boolean fortran, int[] shape, int length) {
    private static final byte[] MAGIC = {(byte) 0x93, 'N', 'U', 'M', 'P', 'Y'};
    private static final int MAX_LENGTH = 8192;

    private static final Pattern ITEM = Pattern.compile(
            "\\s*'(?<key>descr|fortran_order|shape)'\\s*:\\s*(?:'(?<text>[^'\\\\]{1,16})'|(?<bool>True|False)"
                    + "|\\((?<shape>[\\s\\d,L]*)\\)|(?<other>[^,]*))\\s*(?:,|$)");
    private static final Pattern SIZE = Pattern.compile("\\d{1,10}L?");

    /** The number of elements. */
    int elements() {
        return Strides.elements(shape);
    }

    /** Reads the head of an npy file and leaves the stream at the data. */
    static NpyHeader read(InputStream in) throws IOException {
        byte[] start = in.readNBytes(8);
        if (start.length < 8 || !Arrays.equals(start, 0, 6, MAGIC, 0, 6)) {
            throw new DataException("Not a NumPy array: the magic \\x93NUMPY is missing");
        }
        int major = start[6];
        if (major < 1 || major > 3 || start[7] != 0) {
            throw new DataException("Unknown npy version " + major + "." + start[7] + "; 1.0 to 3.0 are read");
        }
        int lengthBytes = major == 1 ? 2 : 4;
        byte[] lengthField = Arrays.copyOf(in.readNBytes(lengthBytes), 4);
        long length =
                ByteBuffer.wrap(lengthField).order(ByteOrder.LITTLE_ENDIAN).getInt() & 0xffffffffL;
        if (length > MAX_LENGTH) {
            throw new DataException("npy header of " + length + " bytes; at most " + MAX_LENGTH + " are read");
        }
        byte[] text = in.readNBytes((int) length);
        if (text.length < length) {
            throw new DataException("Truncated npy header: " + text.length + " of " + length + " bytes");
        }
        return parse(new String(text, StandardCharsets.ISO_8859_1), 8 + lengthBytes + (int) length);
    }

    private static NpyHeader parse(String header, int length) {
        String dict = header.strip();
        if (!dict.startsWith("{") || !dict.endsWith("}")) {
            throw new DataException("npy header is not a dict: " + header.strip());
        }
        String items = dict.substring(1, dict.length() - 1).strip();
        String descr = null;
        String fortran = null;
        String shape = null;
        Matcher m = ITEM.matcher(items);
        int at = 0;
        while (at < items.length() && m.find(at) && m.start() == at) {
            switch (m.group("key")) {
                case "descr" -> descr = m.group("text") == null ? m.group("other") : m.group("text");
                case "fortran_order" -> fortran = m.group("bool");
                default -> shape = m.group("shape");
            }
            at = m.end();
        }
        if (at < items.length() || descr == null || fortran == null || shape == null) {
            throw new DataException("npy header must name descr, fortran_order and shape, found " + dict);
        }
        return new NpyHeader(dtype(descr), order(descr), fortran.equals("True"), dimensions(shape), length);
    }

    private static Dtype dtype(String descr) {
        boolean hasOrder = descr.length() == 3 && "<>|=".indexOf(descr.charAt(0)) >= 0;
        return (hasOrder ? Dtype.ofNumpy(descr.substring(1)) : Optional.<Dtype>empty())
                .orElseThrow(() -> new DataException("npy dtype " + descr + " is not read (object arrays never are); "
                        + "save it as float16, float32, float64, bool or an integer"));
    }

    private static ByteOrder order(String descr) {
        return descr.charAt(0) == '>' ? ByteOrder.BIG_ENDIAN : ByteOrder.LITTLE_ENDIAN;
    }

    private static int[] dimensions(String shape) {
        String[] parts = shape.isBlank() ? new String[0] : shape.split(",", -1);
        boolean trailing = parts.length > 1 && parts[parts.length - 1].isBlank();
        long[] dimensions = new long[trailing ? parts.length - 1 : parts.length];
        boolean tuple = parts.length != 1;
        for (int i = 0; i < dimensions.length && tuple; i++) {
            String size = parts[i].strip();
            tuple = SIZE.matcher(size).matches();
            dimensions[i] = tuple ? Long.parseLong(size.replace("L", "")) : 0;
        }
        if (!tuple) {
            throw new DataException("npy shape (" + shape + ") is not a tuple of sizes");
        }
        return Strides.checkedShape(dimensions, Integer.MAX_VALUE);
    }
}
