package io.github.osgnet4j.data.io;

import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.fail;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.github.osgnet4j.data.DataException;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URISyntaxException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.function.Consumer;
import java.util.stream.Stream;
import java.util.zip.CRC32;
import java.util.zip.ZipEntry;
import java.util.zip.ZipInputStream;
import java.util.zip.ZipOutputStream;

/** Files that the tests read, and ways to damage them. */
final class Fixtures {
    private Fixtures() {}

    /** A file made by {@code make_fixtures.py}. */
    static Path file(String name) {
        try {
            return Path.of(Fixtures.class.getResource("/formats/" + name).toURI());
        } catch (URISyntaxException e) {
            throw new IllegalStateException(e);
        }
    }

    static byte[] bytes(String name) {
        return bytes(file(name));
    }

    static byte[] bytes(Path file) {
        try {
            return Files.readAllBytes(file);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** The folder of golden data, which a user may have pointed elsewhere. */
    static Path golden() {
        return Path.of(System.getProperty("osgnet.root")).resolve(System.getProperty("osgnet.golden"));
    }

    static boolean goldenIsOurs() {
        return golden().equals(Path.of(System.getProperty("osgnet.root"), "src", "test", "resources", "golden"));
    }

    /** All golden files whose path below their dataset's folder ends like this. */
    static List<Path> golden(String ending) {
        try (Stream<Path> files = Files.walk(golden())) {
            List<Path> found =
                    files.filter(f -> f.toString().endsWith(ending)).sorted().toList();
            assertFalse(found.isEmpty(), "no " + ending + " below " + golden());
            return found;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** What Python reads from golden files, by the file's CRC-32. */
    static JsonNode oracle(String name) {
        try {
            return new ObjectMapper().readTree(file(name).toFile());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    static String crc(Path file) {
        CRC32 crc = new CRC32();
        crc.update(bytes(file));
        return String.format("%08x", crc.getValue());
    }

    static Path write(Path file, byte[] bytes) {
        try {
            return Files.write(file, bytes);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    static byte[] latin1(String text) {
        return text.getBytes(StandardCharsets.ISO_8859_1);
    }

    static byte[] concat(byte[]... parts) {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        for (byte[] part : parts) {
            out.writeBytes(part);
        }
        return out.toByteArray();
    }

    /** A zip archive of stored or deflated entries. */
    static byte[] zip(boolean deflated, Map<String, byte[]> entries) {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        try (ZipOutputStream zip = new ZipOutputStream(out)) {
            for (Map.Entry<String, byte[]> e : entries.entrySet()) {
                ZipEntry entry = new ZipEntry(e.getKey());
                if (!deflated) {
                    CRC32 crc = new CRC32();
                    crc.update(e.getValue());
                    entry.setMethod(ZipEntry.STORED);
                    entry.setSize(e.getValue().length);
                    entry.setCrc(crc.getValue());
                }
                zip.putNextEntry(entry);
                zip.write(e.getValue());
                zip.closeEntry();
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return out.toByteArray();
    }

    /** The first entry of an archive whose name ends like this. */
    static byte[] zipEntry(Path archive, String ending) {
        try (ZipInputStream zip = new ZipInputStream(Files.newInputStream(archive))) {
            for (ZipEntry e = zip.getNextEntry(); e != null; e = zip.getNextEntry()) {
                if (e.getName().endsWith(ending)) {
                    return zip.readAllBytes();
                }
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        throw new IllegalArgumentException(ending);
    }

    /** Reads every proper prefix (some of them, if there are many): each must be refused. */
    static void assertEveryTruncationRefused(byte[] whole, Consumer<byte[]> reader) {
        int step = Math.max(1, whole.length / 300);
        for (int length = 0; length < whole.length; length += step) {
            byte[] part = Arrays.copyOf(whole, length);
            if (!isRefused(() -> reader.accept(part))) {
                fail("the first " + length + " of " + whole.length + " bytes are taken for the whole");
            }
        }
    }

    /** Reads copies with random bytes changed: whatever comes out, it is a value or a DataException. */
    static void assertDamageNeverEscapes(byte[] whole, int tries, Consumer<byte[]> reader) {
        Random random = new Random(1);
        for (int i = 0; i < tries; i++) {
            byte[] damaged = whole.clone();
            for (int n = 1 + random.nextInt(3); n > 0; n--) {
                int at = random.nextInt(damaged.length);
                damaged[at] = (byte) (random.nextBoolean() ? random.nextInt() : damaged[at] ^ 1 << random.nextInt(8));
            }
            isRefused(() -> reader.accept(damaged));
        }
    }

    private static boolean isRefused(Runnable reading) {
        try {
            reading.run();
            return false;
        } catch (DataException e) {
            return true;
        }
    }
}
