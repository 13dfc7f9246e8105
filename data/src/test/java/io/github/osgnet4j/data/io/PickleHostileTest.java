package io.github.osgnet4j.data.io;

import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.github.osgnet4j.data.DataException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Locale;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

class PickleHostileTest {

    @TempDir
    Path folder;

    private static String refused(byte[] pickle) {
        return assertThrows(DataException.class, () -> ObjectRecords.frames(pickle))
                .getMessage();
    }

    private static String refused(String latin1) {
        return refused(Fixtures.latin1(latin1));
    }

    /** What {@code __reduce__} returning (os.system, (command,)) leaves in a pickle of each protocol. */
    @Test
    void aReducePayloadIsRefusedByNameAndNothingRuns() {
        Path touched = folder.resolve("touched");
        String command = "touch " + touched;
        String text = "X" + (char) command.length() + "\0\0\0" + command;
        String[] payloads = {
            "(lp0\ncposix\nsystem\np1\n(V" + command + "\np2\ntp3\nRp4\na.",
            "\u0080\u0002]q\0cposix\nsystem\nq\u0001" + text + "q\u0002\u0085q\u0003Rq\u0004a.",
            "\u0080\u0004]\u0094\u008c\u0005posix\u0094\u008c\u0006system\u0094\u0093\u0094" + text
                    + "\u0094\u0085\u0094R\u0094a."
        };
        for (String payload : payloads) {
            String message = refused(payload);
            assertTrue(message.contains("'posix.system'") && message.contains("object record"), message);
            assertFalse(Files.exists(touched));
        }
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "builtins.eval",
                "builtins.getattr",
                "__builtin__.__import__",
                "torch._utils._rebuild_tensor_v2",
                "collections.OrderedDict",
                "numpy.load",
                "numpy.core.multiarray.fromfile",
                "java.lang.Runtime"
            })
    void aGlobalWithoutAPlaceInAnObjectRecordIsRefused(String global) {
        int dot = global.lastIndexOf('.');
        String message = refused("c" + global.substring(0, dot) + "\n" + global.substring(dot + 1) + "\n.");
        assertTrue(message.contains("'" + global + "'"), message);
    }

    @Test
    void aGlobalsNameCannotSpoilTheMessage() {
        String message = refused("cevil\u001b[2J\n" + "x".repeat(5000) + "\n.");
        assertTrue(message.length() < 500 && message.chars().allMatch(c -> c >= ' '), message);
    }

    static Stream<Arguments> damaged() {
        return Stream.of(
                Arguments.of("an opcode that makes instances (INST)", "(iposix\nsystem\n."),
                Arguments.of("OBJ", "(cposix\nsystem\no."),
                Arguments.of("NEWOBJ", "N)\u0081."),
                Arguments.of("an extension code", "\u0082\u0001."),
                Arguments.of("an out-of-band buffer", "\u0097."),
                Arguments.of("a persistent id", "NQ."),
                Arguments.of("a textual persistent id", "Pabc\n."),
                Arguments.of("protocol 6", "\u0080\u0006]."),
                Arguments.of("a frame beyond the end", "\u0080\u0004\u0095\u00ff\u00ff\u00ff\u00ff\0\0\0\0]."),
                Arguments.of("a string beyond the end", "X\u00ff\u00ff\u00ff\u00ffabc."),
                Arguments.of(
                        "a string of 2^64 - 1 bytes", "\u008d\u00ff\u00ff\u00ff\u00ff\u00ff\u00ff\u00ff\u00ffabc."),
                Arguments.of("an integer of 2^31 bytes", "\u008b\0\0\0\u0080."),
                Arguments.of("an endless decimal", "I" + "9".repeat(100_000) + "\n."),
                Arguments.of("a memo entry that is not there", "h\u0005."),
                Arguments.of("nothing on the stack", "a."),
                Arguments.of("nothing above the mark", "](a."),
                Arguments.of("no mark", "]e."),
                Arguments.of("more than one result", "]]."),
                Arguments.of("no result", "."),
                Arguments.of("a call of a list", "])R."),
                Arguments.of("a state for a list", "]Nb."),
                Arguments.of("a list as a key", "]}]Ns."),
                Arguments.of("a tuple as a key", "]})Ns."),
                Arguments.of("a key without a value", "}(Nu."),
                Arguments.of("marks without end", "(".repeat(100_000) + "."),
                Arguments.of("a dtype of objects", "cnumpy\ndtype\n(X\u0002\0\0\0O8K\0K\u0001tR."),
                Arguments.of(
                        "an array of another class",
                        "cnumpy.core.multiarray\n_reconstruct\n(X\u0001\0\0\0aK\0\u0085C\u0001btR."));
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("damaged")
    void whatNoPickleOfDataHoldsIsRefused(String what, String pickle) {
        assertTrue(refused(pickle).toLowerCase(Locale.ROOT).contains("pickle"), what);
    }

    @Test
    void aListInsideItselfEndsInAnErrorAndNotInAStackOverflow() {
        assertTrue(refused("]q\0h\0a.").contains("instead of a dict"));
        assertTrue(refused("]q\0}K\u0001h\0sa.").contains("with a list"));
    }

    /** Ten lists, each with a hundred references to the one before: 10^20 leaves out of 2 kB. */
    @Test
    void nestedReferencesAreNeverExpanded() {
        StringBuilder bomb = new StringBuilder("]q\0");
        for (char level = 1; level <= 10; level++) {
            bomb.append("0]q").append(level).append('(');
            bomb.append(("h" + (char) (level - 1)).repeat(100)).append('e');
        }
        assertTrue(refused(bomb.append('.').toString()).contains("instead of a dict"));
    }

    @Test
    void oneFrameReferredToAMillionTimesIsReadOnce() {
        StringBuilder bomb = new StringBuilder("](}q\0(");
        for (int i = 0; i < 20_000; i++) {
            bomb.append('J').append((char) (i & 255)).append((char) (i >> 8)).append("\0\0N");
        }
        assertTrue(refused(bomb + "u" + "h\0".repeat(1_000_000) + "e.").contains("None"));
        String frames = "](}q\0K\u0001K\u0002s" + "h\0".repeat(1_000_000) + "e.";
        assertTrue(ObjectRecords.frames(Fixtures.latin1(frames)).size() > 1_000_000);
    }

    /** One long string, turned into bytes again and again: 10^12 bytes if it were done. */
    @Test
    void aMemoBombIsStoppedByItsBudget() {
        String text = "a".repeat(1 << 20);
        String encode = "h\u0001h\0X\u0006\0\0\0latin1\u0086R";
        String bomb = "]c_codecs\nencode\nq\u0001" + "0X\0\0\u0010\0" + text + "q\0" + "0" + (encode + "0").repeat(1000)
                + ".";
        assertTrue(refused(bomb).contains("16 times"));
    }

    @Test
    void tooManyObjectsAreRefused() {
        assertTrue(refused("](" + "}".repeat(9 << 20) + "e.").contains("objects"));
    }

    @Test
    void tooManyMemoEntriesAreRefused() {
        assertTrue(refused("]" + "\u0094".repeat(2 << 20) + ".").contains("memo"));
    }

    @ParameterizedTest
    @ValueSource(strings = {"frames_0", "frames_2", "frames_4", "regions_1", "regions_3", "regions_5"})
    void truncatedAndDamagedPicklesNeverGiveAnythingButADataException(String name) {
        byte[] pickle = Fixtures.bytes(name + ".pickle");
        Fixtures.assertEveryTruncationRefused(pickle, ObjectRecords::frames);
        Fixtures.assertDamageNeverEscapes(pickle, 5000, ObjectRecords::frames);
        Fixtures.assertDamageNeverEscapes(pickle, 5000, ObjectRecords::regions);
    }
}
