package io.github.osgnet4j.data.io;

import io.github.osgnet4j.data.DataException;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.time.LocalDateTime;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.LongConsumer;
import java.util.function.Predicate;
import java.util.zip.Deflater;
import java.util.zip.ZipEntry;
import java.util.zip.ZipOutputStream;

/**
 * NumPy's archive of named arrays, as {@code numpy.savez} and {@code savez_compressed} write it: a feature of a video or a query in an LMDB
 * store, or the raw outputs of a query. Arrays of objects or strings are refused, and so are archives that would unpack to more than
 * {@value #MAX_BYTES} bytes of float32.
 */
public final class Npz {
    private static final long MAX_BYTES = 1L << 30;
    private static final long UNSUSPICIOUS_BYTES = 128L << 20;
    private static final int SUSPICIOUS_RATIO = 50;
    private static final String SUFFIX = ".npy";

    /** What numpy before 2.1 made of an argument of the scripts that wrote the official stores. */
    private static final String NOT_AN_ARRAY = "allow_pickle";

    /** The time stamp of everything written, so that equal arrays give equal bytes. */
    private static final LocalDateTime EPOCH = LocalDateTime.of(1980, 1, 1, 0, 0);

    private Npz() {}

    /**
     * Reads all arrays, in the order of the archive, under their names without {@code .npy}.
     *
     * @throws DataException if this is not an npz, or is damaged, or too large, or holds anything but numbers
     */
    public static Map<String, NpyArray> read(byte[] npz) {
        return read(npz, name -> true);
    }

    /**
     * Reads some arrays; the others are not even looked at.
     *
     * @param wanted says by name which
     * @throws DataException as {@link #read(byte[])}
     */
    public static Map<String, NpyArray> read(byte[] npz, Predicate<String> wanted) {
        return read(npz, wanted, bytes -> {});
    }

    /**
     * Reads some arrays for a caller who counts memory.
     *
     * @param wanted says by name which
     * @param reserve told before each array how many bytes of float32 it takes; what it throws ends the reading
     * @throws DataException as {@link #read(byte[])}
     */
    public static Map<String, NpyArray> read(byte[] npz, Predicate<String> wanted, LongConsumer reserve) {
        try {
            return read(ByteSource.of(npz), wanted, reserve);
        } catch (IOException e) {
            throw new DataException("npz cannot be read: " + e.getMessage(), e);
        }
    }

    /**
     * Reads all arrays of a file.
     *
     * @throws DataException as {@link #read(byte[])}; the message names the file
     */
    public static Map<String, NpyArray> read(Path file) {
        return Reading.from(file, () -> {
            try (ByteSource source = FileSource.open(file)) {
                return read(source, name -> true, bytes -> {});
            }
        });
    }

    private static Map<String, NpyArray> read(ByteSource source, Predicate<String> wanted, LongConsumer reserve)
            throws IOException {
        long[] total = new long[1];
        return members(source, wanted, (in, header, size) -> {
            long bytes = (long) header.elements() * Float.BYTES;
            total[0] += bytes;
            checkSize(total[0], source.size());
            reserve.accept(bytes);
            return Npy.read(in, header, size);
        });
    }

    /**
     * The shapes of some arrays, without reading their numbers.
     *
     * @param wanted says by name which
     * @throws DataException if this is not an npz, or the head of an array is damaged or promises more than there is
     */
    public static Map<String, int[]> shapes(byte[] npz, Predicate<String> wanted) {
        try {
            return members(ByteSource.of(npz), wanted, (in, header, size) -> {
                Npy.checkSize(header, size);
                return header.shape();
            });
        } catch (IOException e) {
            throw new DataException("npz cannot be read: " + e.getMessage(), e);
        }
    }

    /** Reads an array, or what is wanted of it: {@code size} bytes, of which the header is behind. */
    @FunctionalInterface
    private interface Member<T> {
        T read(InputStream in, NpyHeader header, long size) throws IOException;
    }

    private static <T> Map<String, T> members(ByteSource source, Predicate<String> wanted, Member<T> reader)
            throws IOException {
        Map<String, T> members = new LinkedHashMap<>();
        for (ZipMember member : ZipDirectory.read(source)) {
            String name = name(member);
            if (!wanted.test(name)) {
                continue;
            }
            try (InputStream in = new ZipMemberStream(source, member)) {
                if (members.put(name, reader.read(in, NpyHeader.read(in), member.size())) != null) {
                    throw new DataException("there are two arrays of this name");
                }
            } catch (DataException e) {
                throw e.in("array '" + name + "'");
            }
        }
        return members;
    }

    private static String name(ZipMember member) {
        String name = member.name();
        return name.endsWith(SUFFIX) ? name.substring(0, name.length() - SUFFIX.length()) : name;
    }

    private static void checkSize(long unpacked, long archive) {
        if (unpacked > MAX_BYTES || unpacked > UNSUSPICIOUS_BYTES && unpacked / SUSPICIOUS_RATIO > archive) {
            throw new DataException("npz of " + archive + " bytes would unpack to " + unpacked
                    + ", a zip bomb by all appearance; at most " + MAX_BYTES + " bytes are read, and no more than "
                    + SUSPICIOUS_RATIO + " times the archive beyond " + UNSUSPICIOUS_BYTES);
        }
    }

    /**
     * Writes arrays, float32, float16 or bool by their dtype (any other dtype becomes float32), to a temporary file that then takes the target's place.
     * The same arrays give the same bytes.
     *
     * @param compressed whether to deflate
     * @throws DataException if the file cannot be written; an existing one is then untouched
     */
    public static void write(Path file, Map<String, NpyArray> arrays, boolean compressed) {
        FileReplacement.write(file, out -> write(out, arrays, compressed));
    }

    /**
     * Arrays as the value of a feature store, as {@code numpy.savez_compressed} makes it; the same arrays give the same bytes.
     *
     * @param arrays in their order, dtypes as in {@link #write}
     */
    public static byte[] compressed(Map<String, NpyArray> arrays) {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        try {
            write(out, arrays, true);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return out.toByteArray();
    }

    private static void write(OutputStream out, Map<String, NpyArray> arrays, boolean compressed) throws IOException {
        ZipOutputStream zip = new ZipOutputStream(out);
        zip.setLevel(compressed ? Deflater.DEFAULT_COMPRESSION : Deflater.NO_COMPRESSION);
        for (Map.Entry<String, NpyArray> array : arrays.entrySet()) {
            ZipEntry entry = new ZipEntry(array.getKey() + SUFFIX);
            entry.setTimeLocal(EPOCH);
            zip.putNextEntry(entry);
            Npy.write(zip, array.getValue());
            zip.closeEntry();
        }
        zip.finish();
    }

    /**
     * An array of an npz as an npy file, byte for byte.
     *
     * @param name without {@code .npy}
     * @throws DataException if the npz is damaged or does not have it, or it takes more than {@value #MAX_BYTES} bytes
     */
    public static byte[] member(byte[] npz, String name) {
        try {
            ByteSource source = ByteSource.of(npz);
            ZipMember member = ZipDirectory.read(source).stream()
                    .filter(m -> m.name().equals(name + SUFFIX))
                    .findFirst()
                    .orElseThrow(() -> new DataException("the npz has no array " + name));
            checkSize(member.size(), npz.length);
            try (InputStream in = new ZipMemberStream(source, member)) {
                return in.readNBytes((int) member.size());
            }
        } catch (IOException e) {
            throw new DataException("npz cannot be read: " + e.getMessage(), e);
        }
    }

    /** Whether a zip archive is one of arrays by the names of its members. */
    static boolean isNpz(ByteSource source) throws IOException {
        return ZipDirectory.read(source).stream()
                .anyMatch(member -> member.name().endsWith(SUFFIX));
    }

    /**
     * Reads the one array that counts.
     *
     * @param names of it, of which the first there is counts
     * @throws DataException as {@link #read(byte[])}, or if the archive has none of these and not one array alone
     */
    static Map.Entry<String, NpyArray> only(ByteSource source, List<String> names) throws IOException {
        List<String> all = ZipDirectory.read(source).stream()
                .map(Npz::name)
                .filter(name -> !name.equals(NOT_AN_ARRAY))
                .toList();
        String chosen = ArrayFile.choose(all, names);
        return Map.entry(chosen, find(source, chosen).orElseThrow());
    }

    /** The array of a name, if there is one. */
    static Optional<NpyArray> find(ByteSource source, String name) throws IOException {
        return Optional.ofNullable(read(source, name::equals, bytes -> ArrayFile.requireSize(bytes / Float.BYTES))
                .get(name));
    }
}
