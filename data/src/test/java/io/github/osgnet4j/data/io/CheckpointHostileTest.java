package io.github.osgnet4j.data.io;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.github.osgnet4j.data.DataException;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class CheckpointHostileTest {

    @TempDir
    Path folder;

    private void read(byte[] bytes) {
        Checkpoint.read(Fixtures.write(folder.resolve("x.pth.tar"), bytes));
    }

    private String refused(byte[] bytes) {
        String message = assertThrows(DataException.class, () -> read(bytes)).getMessage();
        assertTrue(message.contains("x.pth.tar"), message);
        return message;
    }

    private static Map<String, byte[]> archive(String pickle, int storageBytes) {
        Map<String, byte[]> entries = new LinkedHashMap<>();
        entries.put("x/data.pkl", Fixtures.latin1(pickle));
        entries.put("x/data/0", new byte[storageBytes]);
        entries.put("x/version", Fixtures.latin1("3\n"));
        return entries;
    }

    private static String state(String tensors) {
        return "\u0080\u0002}X\n\0\0\0state_dict}(" + tensors + "us.";
    }

    /** A tensor 'a' of float32 as torch pickles it, with all numbers in decimal. */
    private static String tensor(String name, String elements, String offset, String shape, String strides) {
        return "V" + name + "\nctorch._utils\n_rebuild_tensor_v2\n((Vstorage\nctorch\nFloatStorage\nV0\nVcpu\nI"
                + elements + "\ntQI" + offset + "\n" + tuple(shape) + tuple(strides)
                + "\u0089ccollections\nOrderedDict\n)RtR";
    }

    private static String tuple(String numbers) {
        return "(" + (numbers.isEmpty() ? "" : "I" + numbers.replace(" ", "\nI") + "\n") + "t";
    }

    @Test
    void theHandmadeTensorIsReadWhenItIsHonest() {
        byte[] zip = Fixtures.zip(false, archive(state(tensor("a", "6", "0", "2 3", "3 1")), 24));
        Path file = Fixtures.write(folder.resolve("x.pth.tar"), zip);
        assertTrue(Checkpoint.read(file).weights().get("a").values().length == 6);
    }

    @ParameterizedTest
    @CsvSource({
        "6, 1, 2 3, 3 1",
        "6, 0, 3 3, 3 1",
        "6, 0, 2 3, 4 1",
        "6, -1, 2 3, 3 1",
        "6, 0, 2 3, -3 1",
        "6, 0, 2 -3, 3 1",
        "6, 0, 2 3, 3",
        "6, 0, 2147483647 2147483647, 0 0",
        "6, 9223372036854775807, 1, 1",
        "6, 0, 2, 9223372036854775807",
        "6, 0, 4294967297, 4294967296",
        "7, 0, 7, 1",
        "9223372036854775807, 0, 2147483000, 1",
        "9223372036854775807, 4611686018427387904, 2, 1",
        "-1, 0, 1, 1",
        "6, 0, 2147483000, 0"
    })
    void aTensorBeyondItsStorageIsRefused(String elements, String offset, String shape, String strides) {
        String message =
                refused(Fixtures.zip(false, archive(state(tensor("a", elements, offset, shape, strides)), 24)));
        assertTrue(message.length() < 400, message);
    }

    @Test
    void manyTensorsOfOneStorageAreRefusedBeforeTheyFillTheMemory() {
        StringBuilder tensors = new StringBuilder();
        for (int i = 0; i < 200; i++) {
            tensors.append(tensor("t" + i, "250000", "0", "250000", "1"));
        }
        String message = refused(Fixtures.zip(false, archive(state(tensors.toString()), 1_000_000)));
        assertTrue(message.contains("4 times"), message);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "posix.system",
                "builtins.exec",
                "torch.load",
                "torch.nn.modules.linear.Linear",
                "argparse.Namespace"
            })
    void aGlobalOutsideTheListIsRefusedInBothFormats(String global) {
        int dot = global.lastIndexOf('.');
        Path touched = folder.resolve("touched");
        String call =
                "c" + global.substring(0, dot) + "\n" + global.substring(dot + 1) + "\n(Vtouch " + touched + "\ntR.";
        String zip = refused(Fixtures.zip(false, archive("\u0080\u0002" + call, 0)));
        String legacy = refused(Fixtures.concat(legacyHead(), Fixtures.latin1("\u0080\u0002" + call)));
        for (String message : List.of(zip, legacy)) {
            assertTrue(message.contains("'" + global + "'") && message.contains("checkpoint"), message);
        }
        assertFalse(Files.exists(touched));
    }

    private static byte[] legacyHead() {
        return Fixtures.latin1(
                "\u0080\u0002\u008a\nl\u00fc\u009cF\u00f9 j\u00a8P\u0019.\u0080\u0002M\u00e9\u0003.\u0080\u0002}.");
    }

    @Test
    void pathsInTheArchiveAreNothingButKeys() throws IOException {
        Map<String, byte[]> entries = archive(state(tensor("a", "6", "0", "2 3", "3 1")), 24);
        entries.put("../../escaped", new byte[3]);
        entries.put("/escaped", new byte[3]);
        read(Fixtures.zip(false, entries));
        try (var files = Files.list(folder)) {
            assertTrue(files.allMatch(f -> f.endsWith("x.pth.tar")));
        }
    }

    @Test
    void compressedMissingAndAmbiguousEntriesAreRefused() {
        Map<String, byte[]> entries = archive(state(tensor("a", "6", "0", "2 3", "3 1")), 24);
        assertTrue(refused(Fixtures.zip(true, entries)).contains("compressed"));
        entries.remove("x/data/0");
        assertTrue(refused(Fixtures.zip(false, entries)).contains("missing"));
        entries.put("y/data.pkl", new byte[1]);
        assertTrue(refused(Fixtures.zip(false, entries)).contains("2 entries"));
        entries.remove("y/data.pkl");
        entries.put("x/version", Fixtures.latin1("99"));
        assertTrue(refused(Fixtures.zip(false, entries)).contains("version 99"));
    }

    @Test
    void aPickleBombInTheArchiveIsRefused() {
        Map<String, byte[]> entries = Map.of("x/data.pkl", new byte[300 << 20], "x/version", Fixtures.latin1("3"));
        assertTrue(refused(Fixtures.zip(true, entries)).contains("at most"));
    }

    @ParameterizedTest
    @ValueSource(strings = {"views.pth.tar", "views_legacy.pth.tar"})
    void truncatedAndDamagedCheckpointsNeverGiveAnythingButADataException(String name) {
        byte[] whole = Fixtures.bytes(name);
        Fixtures.assertEveryTruncationRefused(whole, this::read);
        Fixtures.assertDamageNeverEscapes(whole, 500, this::read);
        assertTrue(refused(Arrays.copyOf(whole, whole.length - 1)).length() < 400);
    }

    /** Whatever bit of the zip is flipped: the checksum of a part that is read tells, or the part is not read. */
    @Test
    void aFlippedBitIsNoticedOrChangesNoTensor() {
        byte[] whole = Fixtures.bytes("extras_4.pth.tar");
        Checkpoint expected = Checkpoint.read(Fixtures.file("extras_4.pth.tar"));
        Random random = new Random(1);
        for (int i = 0; i < 2000; i++) {
            byte[] flipped = whole.clone();
            int at = random.nextInt(whole.length);
            flipped[at] ^= (byte) (1 << random.nextInt(8));
            Path file = Fixtures.write(folder.resolve("x.pth.tar"), flipped);
            try {
                assertEquals(expected, Checkpoint.read(file), "byte " + at);
            } catch (DataException e) {
                assertTrue(e.getMessage().contains("x.pth.tar"), e.getMessage());
            }
        }
    }

    @Test
    void changedTensorDataIsNoticedByItsChecksum() {
        byte[] zip = Fixtures.zip(false, archive(state(tensor("a", "6", "0", "2 3", "3 1")), 24));
        int data = new String(zip, StandardCharsets.ISO_8859_1).indexOf("x/data/0") + "x/data/0".length();
        zip[data + 5] ^= 1;
        String message = refused(zip);
        assertTrue(message.contains("state_dict 'a'") && message.contains("checksum"), message);
    }

    @Test
    void aMillionUnknownObjectsTakeNoMemory() {
        String objects = "(" + "h\0)\u0081}bh\0)R".repeat(300_000) + "l";
        String pickle = "\u0080\u0002}(X\5\0\0\0extracposix\nsystem\nq\0" + "0" + objects + "X\n\0\0\0state_dict}("
                + tensor("a", "6", "0", "2 3", "3 1") + "uu.";
        read(Fixtures.zip(false, archive(pickle, 24)));
    }
}
