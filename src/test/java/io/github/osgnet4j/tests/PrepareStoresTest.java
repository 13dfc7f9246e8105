package io.github.osgnet4j.tests;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The commands that make stores of files, and files of stores. */
class PrepareStoresTest {

    private static final Path FEATURES =
            Path.of(System.getProperty("osgnet.root"), "data/src/test/resources/prepare/features");

    @TempDir
    Path folder;

    @Test
    void featuresBecomeAStoreAndFilesAgain() throws IOException {
        Path input = FEATURES.resolve("pt_to_lmdb/input");
        Path store = folder.resolve("store");
        Path annotations = folder.resolve("val.jsonl");
        Files.writeString(annotations, """
            {"query_id": "q_0", "query": "x", "duration": 480.0, "video_id": "377e6ff8-8e83-4961-ae84-3b2c7e96ba87", "query_type": "nlq"}
            {"query_id": "q_1", "query": "x", "duration": 480.0, "video_id": "nowhere", "query_type": "nlq"}
            """);
        Command result = Command.succeed(
                "prepare", "features", input, "-o", store, "--annotations", annotations, "--fps", 30, "--stride", 16);
        assertEquals(
                store + ": 9 videos, 16 channels, float32" + System.lineSeparator()
                        + "Annotations name 2 videos: features of 1 have another length than their duration promises,"
                        + " 1 have no features (nowhere); features of 8 videos are in no annotation"
                        + " (019e310f-a1bd-4574-95ab-e2002ae710d8.v2, 06c0c3e2-5669-410a-ac9d-efd8a280ebee,"
                        + " 0718c1a4-b173-41da-8dd1-73e9522aeca5, ...)."
                        + System.lineSeparator(),
                result.out());
        Path files = folder.resolve("files");
        Command.succeed("prepare", "unpack", store, "-o", files, "--array", "features");
        Path again = folder.resolve("again");
        Command.succeed("prepare", "features", files, "-o", again);
        assertEquals(-1, Files.mismatch(store.resolve("data.mdb"), again.resolve("data.mdb")));
        Command half = Command.run("prepare", "features", input, "-o", folder.resolve("half"), "--dtype", "f16", "-q");
        assertEquals(1, half.code());
        assertTrue(half.err().contains("20bd8d43-24e8-4219-8e75-deb36efb16bd.pt: the number 1.6777216E7 at [0, 1]"));
        Command twice = Command.run("prepare", "features", input, "-o", store);
        assertEquals(1, twice.code());
        assertTrue(twice.err().contains("exists already"), twice.err());
    }

    @Test
    void aFileThatCannotBeReadIsNamedAndWhatIsDoneStays() throws IOException {
        Path output = folder.resolve("store");
        Command result = Command.run("prepare", "features", FEATURES.resolve("pt_to_lmdb/errors"), "-o", output, "-q");
        assertEquals(1, result.code());
        assertTrue(
                result.err().contains("dict.pt: expected a single tensor, found a dict")
                        && result.err().contains("go on with the same command and --resume"),
                result.err());
        assertFalse(Files.exists(output));
        try (Stream<Path> left = Files.list(folder)) {
            assertEquals(1, left.count(), "nothing but what can be continued");
        }
    }

    @Test
    void tokensWithoutTheirSentenceStop() throws IOException {
        Path tokens = FEATURES.resolve("text_merge/token");
        Path sentences = Files.createDirectory(folder.resolve("cls"));
        Path store = folder.resolve("store");
        Files.copy(
                FEATURES.resolve("text_merge/cls/4e93127a-5fd4-4654-9eaa-87fd8b41e63b_2.npy"),
                sentences.resolve("4e93127a-5fd4-4654-9eaa-87fd8b41e63b_2.npy"));
        Command result = Command.run("prepare", "tokens", "--tokens", tokens, "--sentences", sentences, "-o", store);
        assertEquals(1, result.code());
        assertTrue(
                result.err().contains("_7.npy: there are no sentence features of this name in " + sentences),
                result.err());
        Command.succeed("prepare", "tokens", "--tokens", tokens, "-o", store);
    }

    @Test
    void lengthsNeedARate() {
        Command result = Command.run("prepare", "features", folder, "-o", "x", "--annotations", "y", "--fps", "30");
        assertEquals(2, result.code());
        assertTrue(result.err().contains("--stride above 0"), result.err());
        assertEquals(
                2,
                Command.run("prepare", "features", folder, "-o", "x", "--fps", "30")
                        .code());
    }
}
