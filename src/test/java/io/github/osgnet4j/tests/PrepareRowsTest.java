package io.github.osgnet4j.tests;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.github.osgnet4j.data.io.NpyArray;
import io.github.osgnet4j.data.io.TorchTensor;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.function.Function;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The commands that make rows, and features of groups, of downloads, on inputs whose results the official scripts gave. */
class PrepareRowsTest {

    private static final Path GOLDEN = Path.of(System.getProperty("osgnet.root"), "data/src/test/resources/prepare");
    private static final String GROUPS = "--groups @groups/goalstep_video_groups.tsv --annotations"
            + " @groups/goalstep_train.json,@groups/goalstep_valid.json,@groups/goalstep_test.json";

    @TempDir
    Path folder;

    private Path output;

    @BeforeEach
    void name() {
        output = folder.resolve("output");
    }

    /** Runs a command whose words after an at sign are golden files. */
    private Command prepare(String line) {
        Stream<String> words = Arrays.stream(line.split(" ")).map(word -> word.replace("@", GOLDEN + "/"));
        return Command.run(Stream.of(Stream.of("prepare"), words, Stream.of("-o", output.toString()))
                .flatMap(Function.identity())
                .toArray());
    }

    private void assertSucceeds(Command result, String said) {
        assertEquals(0, result.code(), result.err());
        assertEquals("", result.err());
        assertEquals(output + ": " + said + System.lineSeparator(), result.out());
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "annotations --format nlq --split val @nlq/nlq_val.json | nlq/ego4d_nlq_val_v2.jsonl"
                        + " | 46 queries, 12 clips, 7 videos; left out: 5 without text (missing, null or empty)",
                "annotations --format goalstep --split test @goalstep/goalstep_test.json --videos @goalstep/ego4d.json"
                        + " --groups @goalstep/goalstep_video_groups.tsv | goalstep/expected_test.jsonl"
                        + " | 3 queries, 3 videos; left out: 1 video without a step",
                "annotations --format tacos --split train @tacos/synthetic.json"
                        + " | tacos/synthetic_expected_train.jsonl | 5 queries, 2 videos; left out: nothing",
                "concat @rows/train.jsonl @rows/val.jsonl | rows/train_val.jsonl | 49 rows; left out: nothing",
                "concat @rows/narrations.jsonl --exclude @rows/excluded_video_ids.txt | rows/narrations_v2.jsonl"
                        + " | 21 rows; left out: 12 rows of excluded videos",
                "drop-zero-length @rows/zero_length_rows.jsonl | rows/zero_length_expected.jsonl"
                        + " | 25 rows; left out: 12 rows whose window has no length",
                "narrations --egoclip @narrations/ints/egoclip.csv --annotations @narrations/ints/nlq_train.json"
                        + ",@narrations/ints/moments_train.json,@narrations/ints/vq_train.json"
                        + " | narrations/ints/expected.jsonl"
                        + " | 5 rows, 2 clips, 5 narrations read; left out: 1 outside all clips"
            })
    void rowsAreThoseOfTheOfficialScripts(String line, String expected, String said) throws IOException {
        assertSucceeds(prepare(line), said);
        assertEquals(Files.readString(GOLDEN.resolve(expected)), Files.readString(output));
    }

    @Test
    void featuresOfAGroupAreJoined() throws IOException {
        assertSucceeds(
                prepare("join-groups @groups/input " + GROUPS),
                "1 video, 1 group, 24 features; left out: 1 group that no split names");
        Path expected = GOLDEN.resolve("groups/expected");
        List<String> names = List.of(
                "8f8d17f4-4d22-4c04-9a54-d551274e53be.pt",
                "feature_shapes.json",
                "grp-36539dc5-a658-4453-b3c0-a0e50c95d61b.pt");
        try (Stream<Path> files = Files.list(output)) {
            assertEquals(
                    names,
                    files.map(file -> file.getFileName().toString()).sorted().toList());
        }
        for (String name : names.subList(0, 2)) {
            assertEquals(-1, Files.mismatch(expected.resolve(name), output.resolve(name)), name);
        }
        // The official file is another archive of the same tensor.
        NpyArray joined = TorchTensor.read(output.resolve(names.get(2)));
        NpyArray official = TorchTensor.read(expected.resolve(names.get(2)));
        assertArrayEquals(official.shape(), joined.shape());
        assertArrayEquals(official.values(), joined.values());
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "annotations --format nlq --split val @nlq/errors/no_clips.json | no_clips.json: videos[0] | clips",
                "concat @rows/train.jsonl @rows/errors/truncated.jsonl | truncated.jsonl line 2 | not JSON",
                "drop-zero-length @rows/errors/byte_order_mark.jsonl | byte_order_mark.jsonl line 1 | timestamps",
                "narrations --egoclip @narrations/errors/unknown_source.csv --annotations @narrations/nlq_train.json"
                        + " | unknown_source.csv line 2 | narration_pass_3",
                "join-groups @rows " + GROUPS + " | .pt | names"
            })
    void anInputThatIsNoneFailsTheJobBeforeAnythingIsWritten(String line, String place, String reason) {
        Command result = prepare(line);
        assertEquals(1, result.code(), result.err());
        assertEquals("", result.out());
        assertEquals(1, result.err().lines().count(), result.err());
        assertTrue(result.err().contains(place) && result.err().contains(reason), result.err());
        assertFalse(Files.exists(output));
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "annotations --format goalstep --split test @goalstep/goalstep_test.json | give --videos",
                "annotations --format nlq --split val @nlq/nlq_val.json --videos @goalstep/ego4d.json"
                        + " | for --format goalstep"
            })
    void durationsGoWithGoalStep(String line, String reason) {
        Command result = prepare(line);
        assertEquals(2, result.code(), result.err());
        assertTrue(result.err().contains(reason), result.err());
    }
}
