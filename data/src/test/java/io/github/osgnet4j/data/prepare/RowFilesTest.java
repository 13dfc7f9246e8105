package io.github.osgnet4j.data.prepare;

import static io.github.osgnet4j.data.prepare.Golden.assertStops;
import static io.github.osgnet4j.data.prepare.Golden.file;
import static io.github.osgnet4j.data.prepare.Golden.text;
import static io.github.osgnet4j.data.prepare.Golden.write;
import static org.junit.jupiter.api.Assertions.assertEquals;

import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Rows out of rows, byte for byte as the official scripts write them. */
class RowFilesTest {

    @TempDir
    Path folder;

    private Path target;

    @BeforeEach
    void target() {
        target = folder.resolve("rows.jsonl");
    }

    private String joined(String lines) {
        RowFiles.join(List.of(write(folder.resolve("in.jsonl"), lines)), Set.of(), target, () -> {});
        return text(target);
    }

    @Test
    void filesAreJoinedInTheFormOfPython() {
        Tally tally =
                RowFiles.join(List.of(file("rows/train.jsonl"), file("rows/val.jsonl")), Set.of(), target, () -> {});
        assertEquals(text("rows/train_val.jsonl"), text(target));
        assertEquals("49 rows; left out: nothing", tally.toString());
    }

    /** The official loader stops at blank lines and byte order marks; they hold no row, so that nothing is lost without them. */
    @ParameterizedTest
    @CsvSource({
        "blank_line, 2, 1",
        "blank_last_line, 1, 1",
        "spaces_line, 1, 1",
        "byte_order_mark, 1, 0",
        "empty_file, 0, 0"
    })
    void linesWithoutARowAreReadOverAndCounted(String name, long rows, long blank) {
        Tally tally = RowFiles.join(List.of(file("rows/errors/" + name + ".jsonl")), Set.of(), target, () -> {});
        assertEquals(rows, tally.of("rows"));
        assertEquals(blank == 0 ? Map.of() : Map.of("lines without a row", blank), tally.leftOut());
    }

    @Test
    void aRowThatIsCutOffStops() {
        assertStops(
                target,
                () -> RowFiles.join(List.of(file("rows/errors/truncated.jsonl")), Set.of(), target, () -> {}),
                "truncated.jsonl line 2");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "{\"a\": 1} {\"b\": 2} | more follows the object",
                "[1] | expected an object, found an array of 1 element",
                "{'a': 1} | not JSON",
                "{\"a\": 1,} | not JSON",
                "{\"a\": .5} | not JSON",
                "{\"a\": \"\t\"} | not JSON"
            })
    void aLineThatIsNotOneObjectStops(String line, String reason) {
        assertStops(target, () -> joined("{}\n" + line), "in.jsonl line 2", reason);
    }

    /** Expected texts are what Python 3.11 prints. */
    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                "{\"a\":1,\"b\":2,\"a\":[]} | {\"a\": [], \"b\": 2}",
                "{\"a\":{\"x\":1,\"y\":2},\"a\":{\"z\":3}} | {\"a\": {\"z\": 3}}",
                "{\"\":[null,true,false,{}]} | {\"\": [null, true, false, {}]}",
                "{\"a\":\"\\ud83d\\ude00\\ud83d \\u007f\\/\\b\\f\"} | {\"a\": \"\\ud83d\\ude00\\ud83d \\u007f/\\b\\f\"}",
                "{\"a\":[-0,-0.0,1E2,1e22,1.0e-7,123456789012345678901234567890]}"
                        + " | {\"a\": [0, -0.0, 100.0, 1e+22, 1e-07, 123456789012345678901234567890]}",
                "{\"a\":[NaN,-Infinity,1e999,0.1,5e-324,1.7976931348623157e308]}"
                        + " | {\"a\": [NaN, -Infinity, Infinity, 0.1, 5e-324, 1.7976931348623157e+308]}"
            })
    void valuesAreWrittenAsPythonWouldReadAndWriteThem(String line, String expected) {
        assertEquals(expected, joined(line));
    }

    @Test
    void linesEndAtLineFeedsAndCarriageReturnsAlone() {
        assertEquals("{\"a\": \"\\u2028\\u0085\"}\n{}\n{}\n{}", joined("{\"a\": \"\u2028\u0085\"}\r{}\r\n{}\n{}\n"));
    }

    @Test
    void rowsOfExcludedVideosAreLeftOut() {
        Set<String> ids = VideoIds.read(file("rows/excluded_video_ids.txt"));
        Tally tally = RowFiles.join(List.of(file("rows/narrations.jsonl")), ids, target, () -> {});
        assertEquals(3, ids.size());
        assertEquals(text("rows/narrations_v2.jsonl"), text(target));
        assertEquals(Map.of("rows of excluded videos", 12L), tally.leftOut());
    }

    @Test
    void aRowWithoutAVideoCannotBeExcluded() {
        Path rows = write(folder.resolve("in.jsonl"), "{\"video_id\": \"a\"}\n{}");
        assertStops(
                target,
                () -> RowFiles.join(List.of(rows), Set.of("a"), target, () -> {}),
                "in.jsonl line 2",
                "'video_id' is missing");
    }

    @ParameterizedTest
    @CsvSource({
        "OSGNET, rows, expected, 12",
        "CONE_EGO4D, cone_ego4d_train, cone_ego4d_expected, 25",
        "CONE_MAD, cone_mad_train, cone_mad_expected, 4"
    })
    void windowsThatTheRuleRefusesAreLeftOut(WindowRule rule, String rows, String expected, long left) {
        Tally tally = RowFiles.clean(file("rows/zero_length_" + rows + ".jsonl"), rule, target, () -> {});
        assertEquals(text("rows/zero_length_" + expected + ".jsonl"), text(target));
        assertEquals(left, tally.leftOut().values().stream().mapToLong(n -> n).sum());
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "OSGNET | {\"timestamps\": [1, 2]} | timestamps[0]: expected an array, found 1",
                "OSGNET | {\"timestamps\": []} | expected [[start, end]]",
                "OSGNET | {\"timestamps\": [[1, 2, 3]]} | expected [start, end], found an array of 3 elements",
                "OSGNET | {\"timestamps\": [[1, NaN]]} | timestamps[0][1]: expected a finite number, found NaN",
                "OSGNET | {\"timestamps\": [[HUGE, 1]]} | bits is too large to calculate with",
                "OSGNET | {\"query\": \"test split\"} | 'timestamps' is missing",
                "CONE_EGO4D | {\"timestamps\": [1, 2]} | 'clip_video_start_end' is missing",
                "CONE_MAD | {\"timestamps\": [1, 2]} | 'duration' is missing"
            })
    void aRowWithoutItsWindowStops(WindowRule rule, String row, String reason) {
        Path rows = write(folder.resolve("in.jsonl"), row.replace("HUGE", "9".repeat(400)));
        assertStops(target, () -> RowFiles.clean(rows, rule, target, () -> {}), "in.jsonl line 1", reason);
    }
}
