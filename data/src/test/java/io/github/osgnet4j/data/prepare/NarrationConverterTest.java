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
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Narrations as rows, byte for byte as the official script with pandas 1.5.3 writes them. */
class NarrationConverterTest {

    private static final String HEADER =
            "video_uid\tnarration_source\tnarration_ind\tnarration_time\tclip_start\tclip_end\tclip_text\n";

    @TempDir
    Path folder;

    private Path target;

    @BeforeEach
    void target() {
        target = folder.resolve("rows.jsonl");
    }

    private Tally convert(String folderName, String table, String... excluded) {
        List<Path> annotations = Stream.of("nlq", "moments", "vq")
                .map(name -> file(folderName + name + "_train.json"))
                .toList();
        return NarrationConverter.convert(file(folderName + table), annotations, Set.of(excluded), target, () -> {});
    }

    /** The rows of clip c of video v, from 10 to 20 s, out of a table. */
    private String rows(String bounds, String table) {
        Path json = write(
                folder.resolve("clips.json"),
                "{\"videos\": [{\"video_uid\": \"v\", \"clips\": [{\"clip_uid\": \"c\", " + bounds + "}]}]}");
        NarrationConverter.convert(
                write(folder.resolve("egoclip.csv"), HEADER + table), List.of(json), Set.of(), target, () -> {});
        return text(target)
                .lines()
                .map(row -> row.replaceAll(
                        "\\{\"narration_query\": (.*), \"query_id\": \"c_(.*)\", \"duration\": (.*),"
                                + " \"video_id\".*\\[\\[(.*)]]}",
                        "$1 $2 $3 $4"))
                .collect(Collectors.joining("; "));
    }

    private static String narration(String index, String start, String end, String text) {
        return String.join("\t", "v", "narration_pass_1", index, "15", start, end, text) + "\n";
    }

    @Test
    void rowsAreThoseOfTheOfficialScriptButForMissingTexts() {
        Tally tally = convert("narrations/", "egoclip.csv");
        String expected = text("narrations/expected.jsonl")
                .lines()
                .filter(row -> !row.startsWith("{\"narration_query\": NaN"))
                .collect(Collectors.joining("\n"));
        assertEquals(expected, text(target));
        assertEquals(248, tally.of("rows"));
        assertEquals(
                Map.of(
                        "with more fields than the header", 1L,
                        "without clip_start or clip_end", 1L,
                        "outside all clips", 146L,
                        "without clip_text", 6L),
                tally.leftOut());
    }

    @Test
    void wholeNumbersStayWhole() {
        convert("narrations/ints/", "egoclip.csv");
        assertEquals(text("narrations/ints/expected.jsonl"), text(target));
    }

    @Test
    void excludedClipsHaveNoRows() {
        Tally tally = convert("narrations/ints/", "egoclip.csv", "3ad45705-0327-4a3d-8fa0-19dcce17bea5");
        assertEquals(2, tally.of("rows"));
        assertEquals(3, tally.leftOut().get("in excluded clips"));
    }

    @ParameterizedTest
    @CsvSource({
        "unknown_source.csv, line 2, narration_pass_3",
        "no_match.csv, has no narration, nlq_train.json",
        "missing_column.csv, clip_text, missing",
        "comma_separated.csv, video_uid, tabs",
        "text_in_time_column.csv, 'line 2, clip_start', soon",
        "empty.csv, is empty, columns"
    })
    void whatStopsTheOfficialScriptStopsWithItsPlace(String table, String place, String reason) {
        assertStops(target, () -> convert("narrations/", "errors/" + table), table, place, reason);
    }

    /** Expected values are what pandas prints. */
    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "10 | 20 | 1 | 12 | 13 | narrator-1_1 10 2, 3",
                "10.0 | 20 | 1 | 12 | 13 | narrator-1_1 10.0 2, 3",
                "10.5 | 20 | 1 | 12 | 13 | narrator-1_1 9.5 1.5, 2.5",
                "10 | 20 | 1 | 12.0 | 13 | narrator-1_1 10 2.0, 3",
                "10 | 20 | 1.0 | 12 | ' 1.3e1 ' | narrator-1_1.0 10 2, 3.0",
                "10 | 20 | 007 | +12 | 13 | narrator-1_7 10 2, 3",
                "10 | 20 | 007a | 12 | 13 | narrator-1_007a 10 2, 3",
                "10 | 20 | NA | 12 | 13 | narrator-1_nan 10 2, 3"
            })
    void oneDecimalInAColumnMakesDecimalsOfAll(
            String from, String to, String index, String start, String end, String expected) {
        String bounds = "\"video_start_sec\": " + from + ", \"video_end_sec\": " + to;
        assertEquals("\"x\" " + expected, rows(bounds, narration(index, start, end, "x")));
    }

    @Test
    void bothEndsAreStrictlyInsideTheClip() {
        String table = narration("1", "10", "15", "at the start")
                + narration("2", "11", "20", "at the end")
                + narration("3", "11", "19", "inside");
        assertEquals("\"inside\" narrator-1_3 10 1, 9", rows("\"video_start_sec\": 10, \"video_end_sec\": 20", table));
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {"\"a\\tb \"\"c\"\"\\nd\"e | a\\tb \\\"c\\\"\\nde", "a \"b\" | a \\\"b\\\""})
    void quotesAreReadAsPandasReadsThem(String field, String expected) {
        String text = field.replace("\\t", "\t").replace("\\n", "\n");
        assertEquals(
                "\"" + expected + "\" narrator-1_1 10 2, 3",
                rows("\"video_start_sec\": 10, \"video_end_sec\": 20", narration("1", "12", "13", text)));
    }

    @Test
    void aQuoteThatIsLeftOpenStops() {
        assertStops(
                target,
                () -> rows("\"video_start_sec\": 10, \"video_end_sec\": 20", narration("1", "12", "13", "\"open")),
                "egoclip.csv line 2",
                "does not end");
    }

    @Test
    void linesEndAtCarriageReturnsTooAndBlankOnesDoNotCount() {
        String table = "\r  \r\n" + narration("1", "12", "13", "x").replace('\n', '\r') + "\r\n"
                + narration("2", "12", "14", "y");
        assertEquals(
                "\"x\" narrator-1_1 10 2, 3; \"y\" narrator-1_2 10 2, 4",
                rows("\"video_start_sec\": 10, \"video_end_sec\": 20", table));
    }

    @Test
    void aClipOfAVideoWithNarrationsNeedsItsTimes() {
        assertStops(
                target,
                () -> rows("\"video_start_sec\": 10", narration("1", "12", "13", "x")),
                "clips.json: videos[0].clips[0]",
                "'video_end_sec' is missing");
    }
}
