package io.github.osgnet4j.data.io;

import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.github.osgnet4j.data.DataException;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.zip.ZipEntry;
import java.util.zip.ZipOutputStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class NpzHostileTest {

    private static byte[] npy(String header, byte[] data) {
        ByteBuffer head = ByteBuffer.allocate(10).order(ByteOrder.LITTLE_ENDIAN);
        head.put(new byte[] {(byte) 0x93, 'N', 'U', 'M', 'P', 'Y', 1, 0}).putShort((short) header.length());
        return Fixtures.concat(head.array(), Fixtures.latin1(header), data);
    }

    private static DataException refused(byte[] npz) {
        return assertThrows(DataException.class, () -> Npz.read(npz));
    }

    private static void assertNpyRefused(byte[] npy, String message) {
        DataException e = refused(Fixtures.zip(true, Map.of("features.npy", npy)));
        assertTrue(e.getMessage().contains("features") && e.getMessage().contains(message), e.getMessage());
    }

    @ParameterizedTest
    @CsvSource({"objects.npz, |O", "strings.npz, <U2"})
    void arraysOfObjectsAndStringsAreRefusedByTheirDtype(String name, String dtype) {
        DataException e = assertThrows(DataException.class, () -> Npz.read(Fixtures.file(name)));
        assertTrue(e.getMessage().contains(name) && e.getMessage().contains(dtype), e.getMessage());
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "(1000000,)",
                "(2,)",
                "(2147483647, 2147483647)",
                "(99999999999,)",
                "(4294967296, 4294967296)",
                "(-3,)",
                "(1,1,1,1,1,1,1,1,1,1,1,1,1,1,1,1,1,1,1,1,1,1,1,1,1,1,1,1,1,1,1,1,3)",
                "(3)",
                "(1 3,)",
                "(3,,)",
                "(,)",
                "(3",
                "3",
                "__import__('os')"
            })
    void aShapeThatLiesIsRefused(String shape) {
        assertNpyRefused(
                npy("{'descr': '<f4', 'fortran_order': False, 'shape': " + shape + ", }", new byte[12]), "shape");
    }

    @Test
    void aShapeOfThousandsOfDimensionsIsRefused() {
        assertNpyRefused(
                npy("{'descr': '<f4', 'fortran_order': False, 'shape': (" + "1,".repeat(4000) + "), }", new byte[4]),
                "4000");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "{}",
                "[1]",
                "",
                "{'descr': '<f4'}",
                "{'descr': '<f4', 'fortran_order': 1, 'shape': (3,)}",
                "{'descr': [('a', '<f4')], 'fortran_order': False, 'shape': (3,)}",
                "{'descr': '<f4', 'fortran_order': False, 'shape': (3,), 'more': 1}",
                "{'descr': '<f4', 'fortran_order': False, 'shape': (3,)} or 1"
            })
    void aHeaderOutOfTheOrdinaryIsRefused(String header) {
        assertNpyRefused(npy(header, new byte[12]), "npy");
    }

    @Test
    void aGiantHeaderIsRefused() {
        byte[] npy = npy("", new byte[12]);
        npy[6] = 2;
        npy[10] = 0;
        npy[11] = 127;
        assertNpyRefused(npy, "header of");
        assertNpyRefused(new byte[100], "magic");
    }

    @Test
    void zipBombsAreRefusedBeforeTheyUnpack() throws IOException {
        byte[] header = npy("{'descr': '<f4', 'fortran_order': False, 'shape': (67108864,), }", new byte[0]);
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        try (ZipOutputStream zip = new ZipOutputStream(out)) {
            zip.putNextEntry(new ZipEntry("features.npy"));
            zip.write(header);
            writeZeros(zip, 67108864L * 4);
        }
        assertTrue(refused(out.toByteArray()).getMessage().contains("bomb"));
    }

    @Test
    void manySmallBombsAreOneLargeBomb() throws IOException {
        Map<String, byte[]> entries = new LinkedHashMap<>();
        byte[] four = npy("{'descr': '|b1', 'fortran_order': False, 'shape': (4194304,), }", new byte[4194304]);
        for (int i = 0; i < 20; i++) {
            entries.put(i + ".npy", four);
        }
        assertTrue(refused(Fixtures.zip(true, entries)).getMessage().contains("bomb"));
    }

    private static void writeZeros(OutputStream out, long bytes) throws IOException {
        byte[] zeros = new byte[1 << 20];
        for (long done = 0; done < bytes; done += zeros.length) {
            out.write(zeros);
        }
    }

    @Test
    void twoArraysOfOneNameAreRefused() {
        byte[] array = npy("{'descr': '<f4', 'fortran_order': False, 'shape': (3,), }", new byte[12]);
        Map<String, byte[]> entries = new LinkedHashMap<>();
        entries.put("features.npy", array);
        entries.put("features", array);
        assertTrue(refused(Fixtures.zip(false, entries)).getMessage().contains("two arrays"));
    }

    @Test
    void anEncryptedArchiveAndAnUnknownCompressionAreRefused() {
        byte[] npz = Fixtures.bytes("arrays.npz");
        int central = lastIndexOf(npz, new byte[] {'P', 'K', 1, 2});
        npz[central + 8] |= 1;
        assertTrue(refused(npz).getMessage().contains("encrypted"));
        npz[central + 8] &= ~1;
        npz[central + 10] = 12;
        assertTrue(refused(npz).getMessage().contains("method 12"));
    }

    private static int lastIndexOf(byte[] bytes, byte[] wanted) {
        for (int p = bytes.length - wanted.length; p >= 0; p--) {
            if (Arrays.equals(bytes, p, p + wanted.length, wanted, 0, wanted.length)) {
                return p;
            }
        }
        throw new IllegalArgumentException();
    }

    @ParameterizedTest
    @ValueSource(strings = {"arrays.npz", "arrays_compressed.npz"})
    void truncatedAndDamagedArchivesNeverGiveAnythingButADataException(String name) {
        byte[] npz = Fixtures.bytes(name);
        Fixtures.assertEveryTruncationRefused(npz, Npz::read);
        Fixtures.assertDamageNeverEscapes(npz, 1000, Npz::read);
    }

    @Test
    void changedDataIsNoticedByItsChecksum() {
        byte[] npz = Fixtures.zip(
                false, Map.of("a.npy", npy("{'descr': '<f4', 'fortran_order': False, 'shape': (3,), }", new byte[12])));
        npz[lastIndexOf(npz, new byte[] {'P', 'K', 1, 2}) - 1] ^= 1;
        assertTrue(refused(npz).getMessage().contains("checksum"));
    }
}
