package io.github.osgnet4j.tests;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.core.io.JsonStringEncoder;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Random;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What {@code osgnet inspect} says of each kind of file. */
class InspectTest {

    @TempDir
    Path folder;

    static Stream<Arguments> files() {
        Path learn = Learn.folder();
        return Stream.of(
                Arguments.of(Learn.config(), "config", "track nlq, video features of 48, objects: labels"),
                Arguments.of(learn.resolve("features/video_lmdb"), "LMDB store", "40 entries"),
                Arguments.of(learn.resolve("features/object_lmdb/data.mdb"), "LMDB store", "objects of "),
                Arguments.of(learn.resolve("features/text_lmdb"), "LMDB store", "npz token_features float32 [4, 24]"),
                Arguments.of(learn.resolve("features/a_photo_of.pt"), "PyTorch tensor", ", 24]"),
                Arguments.of(Learn.annotations(), "annotations", "40 queries of 10 videos"),
                Arguments.of(learn.resolve("annotations/val_gt.json"), "challenge annotations", "40 queries"),
                Arguments.of(Learn.checkpoint(), "official checkpoint", "state_dict: "),
                Arguments.of(
                        GoldenSet.own("classes2").checkpoint().orElseThrow(),
                        "official checkpoint",
                        "state_dict_ema: "),
                Arguments.of(Learn.bundle(), "bundle", "target cpu"),
                Arguments.of(Learn.bundle(), "bundle", "hashes of 6 files match"),
                Arguments.of(Learn.predictions(), "predictions", "ego4d_nlq_challenge, with scores"),
                Arguments.of(
                        Learn.predictions().resolveSibling("predictions_noscore.json"),
                        "predictions",
                        "ego4d_nlq_challenge, without scores"),
                Arguments.of(
                        new GoldenSet(learn.resolveSibling("nlq")).queries().get(0),
                        "npz",
                        "pre_nms_scores float32 ["));
    }

    @ParameterizedTest
    @MethodSource("files")
    void eachKindOfFileIsRecognised(Path file, String kind, String fact) {
        Command result = Command.succeed("inspect", "-q", file);
        assertTrue(result.out().startsWith(file + ": " + kind + System.lineSeparator()), result.out());
        assertTrue(result.out().contains(fact), result.out());
        assertEquals("", result.err());
    }

    @Test
    void safetensorsSayWhereTheyAreFrom() {
        Path weights = folder.resolve("W.safetensors");
        Command.succeed("import", "-q", "-c", Learn.config(), "--checkpoint", Learn.checkpoint(), "-o", weights);
        Command result = Command.succeed("inspect", "-q", weights);
        assertTrue(result.out().startsWith(weights + ": safetensors"), result.out());
        assertTrue(result.out().contains("source: model_trained.pth.tar"), result.out());
    }

    @Test
    void severalFilesAreDescribedInTurn() {
        Command result = Command.succeed("inspect", Learn.config(), Learn.annotations());
        assertTrue(result.out().matches("(?s).*config\\.yaml: config.*val\\.jsonl: annotations.*"), result.out());
    }

    @Test
    void aBadFileDoesNotKeepTheOthersFromBeingDescribed() {
        Path missing = folder.resolve("missing");
        Command result = Command.run("inspect", Learn.config(), missing, Learn.folder(), Learn.annotations());
        assertEquals(1, result.code());
        assertTrue(result.out().matches("(?s).*config\\.yaml: config.*val\\.jsonl: annotations.*"), result.out());
        assertTrue(result.err().contains(missing + " does not exist"), result.err());
        assertEquals(2, result.err().lines().count(), result.err());
    }

    @Test
    void controlsInNamesAreShownAndNotSentToTheTerminal() throws IOException {
        String hostile = "a\u001b]0;title\u0007\u009b31m\u202e\nosgnet: fine\r\u007f";
        Path weights = folder.resolve("W.safetensors");
        byte[] header = ("{\"" + new String(JsonStringEncoder.getInstance().quoteAsString(hostile))
                        + "\":{\"dtype\":\"F32\",\"shape\":[1],\"data_offsets\":[0,4]}}")
                .getBytes(StandardCharsets.UTF_8);
        ByteBuffer file = ByteBuffer.allocate(8 + header.length + 4).order(ByteOrder.LITTLE_ENDIAN);
        Files.write(weights, file.putLong(header.length).put(header).putFloat(1).array());
        Path name = Files.copy(Learn.config(), folder.resolve("c\u001b[2J\n.yaml"));
        Command result = Command.run("inspect", weights, name, folder.resolve("none\u001b[2J"));
        assertTrue(
                result.out().contains("a\\u001b]0;title\\u0007\\u009b31m\\u202e\\nosgnet: fine\\r\\u007f"),
                result.out());
        assertTrue(result.out().contains("c\\u001b[2J\\n.yaml: config"), result.out());
        assertTrue(result.err().contains("none\\u001b[2J does not exist"), result.err());
        assertEquals(
                "",
                (result.out() + result.err()).replaceAll("[^\\p{Cntrl}\u0080-\u009f\u202e]|\\R", ""),
                result.out() + result.err());
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "garbage",
                "garbage.pth.tar",
                "garbage.safetensors",
                "garbage.npz",
                "garbage.json",
                "garbage.jsonl",
                "garbage.mdb",
                "garbage.yaml"
            })
    void garbageIsNothingWeRead(String name) throws IOException {
        byte[] bytes = new byte[5000];
        new Random(name.length()).nextBytes(bytes);
        for (byte[] contents : new byte[][] {bytes, new byte[0], new byte[64]}) {
            // No lines and no entries are an empty annotation file, not a damaged one.
            if (contents.length > 0 || !name.endsWith(".jsonl")) {
                assertRefused(Files.write(folder.resolve(name), contents));
            }
        }
    }

    private static void assertRefused(Path file) {
        Command result = Command.run("inspect", "-q", file);
        assertEquals(1, result.code(), result.out());
        assertEquals("", result.out());
        assertTrue(result.err().startsWith("osgnet: "), result.err());
        assertTrue(result.err().contains(file.toString()), result.err());
        assertTrue(!result.err().contains("\tat "), result.err());
    }

    @Test
    void aFolderOfOtherThingsIsNothingWeRead() {
        assertRefused(Learn.folder());
        assertRefused(folder.getRoot());
    }
}
