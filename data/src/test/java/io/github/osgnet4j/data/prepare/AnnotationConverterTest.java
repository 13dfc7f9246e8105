package io.github.osgnet4j.data.prepare;

import static io.github.osgnet4j.data.prepare.Golden.assertStops;
import static io.github.osgnet4j.data.prepare.Golden.file;
import static io.github.osgnet4j.data.prepare.Golden.text;
import static io.github.osgnet4j.data.prepare.Golden.write;
import static org.junit.jupiter.api.Assertions.assertEquals;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;
import java.util.zip.GZIPOutputStream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Rows out of downloads, byte for byte as the official scripts write them. */
class AnnotationConverterTest {

    private static final String WHOLE_CLIP = """
            {"videos": [{"clips": [{"clip_uid": "c", "video_start_sec": 1, "video_end_sec": %s, "annotations":
            [{"annotation_uid": "a", "language_queries": [%s]}]}]}]}""";

    @TempDir
    Path folder;

    private Path target;

    @BeforeEach
    void target() {
        target = folder.resolve("rows.jsonl");
    }

    private Tally convert(AnnotationFormat format, AnnotationSplit split, Path json, String sideFiles) {
        return new AnnotationConverter(
                        Optional.of(file(sideFiles + "ego4d.json")),
                        Optional.of(file(sideFiles + "goalstep_video_groups.tsv")))
                .convert(format, split, json, target);
    }

    private Tally nlq(AnnotationSplit split, String json) {
        return convert(AnnotationFormat.NLQ, split, write(folder.resolve("nlq.json"), json), "");
    }

    private String row(String end, String query) {
        nlq(AnnotationSplit.VAL, WHOLE_CLIP.formatted(end, query));
        return text(target);
    }

    @ParameterizedTest
    @CsvSource({
        "NLQ, TRAIN, nlq/nlq_train.json, nlq/ego4d_nlq_train_v2.jsonl",
        "NLQ, VAL, nlq/nlq_val.json, nlq/ego4d_nlq_val_v2.jsonl",
        "NLQ, TEST, nlq/nlq_test_unannotated.json, nlq/ego4d_nlq_test_v2.jsonl",
        "GOALSTEP, VAL, goalstep/goalstep_valid.json, goalstep/expected_val.jsonl",
        "GOALSTEP, TEST, goalstep/goalstep_test.json, goalstep/expected_test.jsonl",
        "TACOS, TRAIN, tacos/synthetic.json, tacos/synthetic_expected_train.jsonl",
        "TACOS, VAL, tacos/synthetic.json, tacos/synthetic_expected_val.jsonl",
        "TACOS, TEST, tacos/synthetic.json, tacos/synthetic_expected_test.jsonl"
    })
    void rowsAreThoseOfTheOfficialScript(AnnotationFormat format, AnnotationSplit split, String json, String expected) {
        Tally tally = convert(format, split, file(json), "goalstep/");
        assertEquals(text(expected), text(target));
        assertEquals(text(expected).lines().count(), tally.of("queries"));
    }

    @ParameterizedTest
    @CsvSource({
        "no_video_start_sec.json, VAL, videos[0].clips[0], video_start_sec",
        "no_video_end_sec_in_test.json, TEST, videos[0].clips[0], video_end_sec",
        "no_clip_start_sec.json, VAL, language_queries[0], clip_start_sec",
        "null_language_queries.json, VAL, annotations[0].language_queries, null",
        "no_language_queries.json, VAL, annotations[0], language_queries",
        "no_annotation_uid.json, VAL, annotations[0], annotation_uid",
        "no_clips.json, VAL, videos[0], clips",
        "string_seconds.json, VAL, videos[0].clips[0].video_start_sec, expected a number",
        "null_query_entry.json, VAL, language_queries[0], expected an object",
        "unannotated_as_val.json, VAL, language_queries[0], clip_start_sec"
    })
    void whatStopsTheNlqScriptStopsWithItsPlace(String json, AnnotationSplit split, String place, String reason) {
        assertStops(
                target,
                () -> convert(AnnotationFormat.NLQ, split, file("nlq/errors/" + json), ""),
                json,
                place,
                reason);
    }

    @ParameterizedTest
    @CsvSource({
        "blank_description.json, VAL, videos[0].segments[0].step_description, a description",
        "zero_length.json, VAL, videos[0].segments[0], 1.0 to 1.0",
        "reversed_substep.json, VAL, videos[0].segments[0].segments[0], 3.0 to 2.0",
        "step_without_segments.json, VAL, videos[0].segments[0], segments",
        "no_start_time.json, VAL, videos[0], start_time",
        "unknown_duration.json, TEST, videos[0], nobody",
        "test_with_segments_key.json, TEST, videos[0], step_segments"
    })
    void whatStopsTheGoalStepScriptStopsWithItsPlace(String json, AnnotationSplit split, String place, String reason) {
        String errors = "goalstep/errors/";
        assertStops(
                target,
                () -> convert(AnnotationFormat.GOALSTEP, split, file(errors + json), errors),
                json,
                place,
                reason);
    }

    @Test
    void segmentsBelowSubstepsAreCounted() {
        String segment = "{\"step_description\": \"x\", \"start_time\": 1, \"end_time\": 2, \"segments\": [%s]}";
        String steps = segment.formatted(segment.formatted(segment.formatted("") + ", " + segment.formatted("")));
        Path json = write(
                folder.resolve("goalstep.json"),
                "{\"videos\": [{\"video_uid\": \"v\", \"start_time\": 0, \"end_time\": 9, \"segments\": [" + steps
                        + "]}]}");
        Tally tally = convert(AnnotationFormat.GOALSTEP, AnnotationSplit.TRAIN, json, "goalstep/");
        assertEquals(2, tally.of("queries"));
        assertEquals(Map.of("segments deeper than substeps", 2L), tally.leftOut());
    }

    @Test
    void queriesWithoutTextAreCounted() {
        Tally tally = convert(AnnotationFormat.NLQ, AnnotationSplit.VAL, file("nlq/nlq_val.json"), "");
        assertEquals(Map.of("without text (missing, null or empty)", 5L), tally.leftOut());
    }

    /** Expected texts are what Python 3.11 prints. */
    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "4 | 3 | 0, 1 | 0, 1",
                "481.5 | 480.5 | 0, 1 | 0, 1",
                "1e2 | 99.0 | 0, 1 | 0, 1",
                "9007199254740993 | 9007199254740992 | 0, 1 | 0, 1",
                "123456789012345678901 | 123456789012345678900 | 0, 1 | 0, 1",
                "2 | 1 | -0, 1 | 0, 1",
                "2 | 1 | -0.0, 1.50 | -0.0, 1.5",
                "2 | 1 | 1E-5, 2e3 | 1e-05, 2000.0",
                "2 | 1 | 1e16, 123456789012345680.0 | 1e+16, 1.2345678901234568e+17"
            })
    void numbersArePrintedAsPythonDoes(String end, String duration, String window, String printed) {
        String[] times = window.split(", ");
        String row = row(
                end, "{\"query\": \"q\", \"clip_start_sec\": %s, \"clip_end_sec\": %s}".formatted(times[0], times[1]));
        assertEquals(
                "{\"query\": \"q\", \"query_id\": \"a_0\", \"duration\": %s, \"video_id\": \"c\", \"query_type\": \"nlq\","
                                .formatted(duration)
                        + " \"timestamps\": [[%s]]}".formatted(printed),
                row);
    }

    @Test
    void theLastOfSeveralVideoListsCounts() {
        String clip = WHOLE_CLIP.formatted("2", "{\"query\": \"%s\"}");
        String both = clip.formatted("first").replaceFirst("}$", ", ")
                + clip.formatted("last").substring(1);
        assertEquals(1, nlq(AnnotationSplit.TEST, both).of("queries"));
        assertEquals(true, text(target).startsWith("{\"query\": \"last\""), text(target));
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "NaN | clip_start_sec: expected a finite number, found NaN",
                "1e400 | clip_start_sec: expected a finite number, found Infinity",
                "true | clip_start_sec: expected a number, found true",
                "null | clip_start_sec: expected a number, found null",
                "01 | not JSON",
                "+1 | not JSON",
                "INF | not JSON"
            })
    void aTimeThatIsNoNumberStops(String time, String reason) {
        assertStops(
                target,
                () -> row("2", "{\"query\": \"q\", \"clip_start_sec\": %s, \"clip_end_sec\": 1}".formatted(time)),
                reason);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "[] | expected an object, found an array of 0 elements",
                "{} | 'videos' is missing",
                "{\"videos\": {}} | videos: expected an array, found an object",
                "{\"videos\": []} x | not JSON",
                "{\"videos\": []} {} | more follows the object",
                "{\"videos\": [ | line 1",
                "'' | no JSON at all"
            })
    void whatIsNoDocumentOfVideosStops(String json, String reason) {
        assertStops(target, () -> nlq(AnnotationSplit.VAL, json), "nlq.json", reason);
    }

    @Test
    void nestingWithoutEndStopsAndDoesNotOverflow() {
        assertStops(target, () -> nlq(AnnotationSplit.VAL, "{\"x\": " + "[".repeat(200_000)), "nlq.json", "depth");
    }

    @Test
    void aByteOrderMarkAndGzipAreReadOver() throws IOException {
        Path zipped = folder.resolve("nlq.json.gz");
        try (OutputStream out = new GZIPOutputStream(Files.newOutputStream(zipped))) {
            out.write(new byte[] {(byte) 0xef, (byte) 0xbb, (byte) 0xbf});
            Files.copy(file("nlq/nlq_val.json"), out);
        }
        convert(AnnotationFormat.NLQ, AnnotationSplit.VAL, zipped, "");
        assertEquals(text("nlq/ego4d_nlq_val_v2.jsonl"), text(target));
    }

    @Test
    void noRowsAreAnEmptyFile() {
        nlq(AnnotationSplit.VAL, "{\"videos\": []}");
        assertEquals("", text(target));
    }

    @Test
    void aGroupWithoutItsFileAndAFileOfGroupsThatIsNoneAreSaid() {
        Path test = file("goalstep/goalstep_test.json");
        Optional<Path> videos = Optional.of(file("goalstep/ego4d.json"));
        assertStops(
                target,
                () -> new AnnotationConverter(videos, Optional.empty())
                        .convert(AnnotationFormat.GOALSTEP, AnnotationSplit.TEST, test, target),
                "grp-",
                "--groups");
        Path groups = write(folder.resolve("groups.tsv"), "university\tvideo_group\nx\t[a, b]\n");
        assertStops(
                target,
                () -> new AnnotationConverter(videos, Optional.of(groups))
                        .convert(AnnotationFormat.GOALSTEP, AnnotationSplit.TEST, test, target),
                "groups.tsv line 2",
                "['a', 'b']");
    }
}
