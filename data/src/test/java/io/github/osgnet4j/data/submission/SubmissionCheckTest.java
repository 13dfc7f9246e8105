package io.github.osgnet4j.data.submission;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.github.osgnet4j.data.DataException;
import io.github.osgnet4j.data.annotation.GroundTruth.Key;
import io.github.osgnet4j.data.config.Track;
import io.github.osgnet4j.data.submission.ChallengeQueries.Asked;
import io.github.osgnet4j.data.submission.SubmissionProblem.Kind;
import io.github.osgnet4j.postprocess.Window;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalDouble;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import java.util.zip.GZIPOutputStream;
import java.util.zip.ZipEntry;
import java.util.zip.ZipOutputStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

class SubmissionCheckTest {

    private static final long MAX = 1_000_000;
    private static final String WINDOWS = "[[0, 1], [1, 2], [2, 3], [3, 4], [4, 100]]";
    private static final String GOOD = answer("c", "a", "0", WINDOWS) + ", " + answer("c", "a", "1", WINDOWS);

    @TempDir
    Path folder;

    private static String answer(String clip, String annotation, String index, String windows) {
        return "{\"clip_uid\": \"" + clip + "\", \"annotation_uid\": \"" + annotation + "\", \"query_idx\": " + index
                + ", \"predicted_times\": " + windows + "}";
    }

    private static String document(String results) {
        return "{\"version\": \"1.0\", \"challenge\": \"ego4d_nlq_challenge\", \"results\": [" + results + "]}";
    }

    /** Two queries with words and one without, of a clip of 100 s. */
    private static ChallengeQueries queries() {
        Map<Key, Asked> asked = new LinkedHashMap<>();
        asked.put(new Key("c", "a", 0), new Asked(OptionalDouble.of(100), true));
        asked.put(new Key("c", "a", 1), new Asked(OptionalDouble.of(100), true));
        asked.put(new Key("c", "a", 2), new Asked(OptionalDouble.of(100), false));
        return new ChallengeQueries(Track.NLQ, asked);
    }

    private SubmissionCheck.Result check(String name, String text) throws IOException {
        return SubmissionCheck.of(Files.writeString(folder.resolve(name), text), queries(), MAX);
    }

    private static List<Kind> kinds(SubmissionCheck.Result result) {
        return result.problems().stream().map(SubmissionProblem::kind).toList();
    }

    @Test
    void aGoodSubmissionHasNoProblem() throws IOException {
        SubmissionCheck.Result result = check("S.json", document(GOOD));
        assertEquals(List.of(), result.problems());
        assertEquals(2, result.answered());
        assertEquals(
                List.of(),
                check("S.json", document(GOOD + ", " + answer("c", "a", "2", WINDOWS)))
                        .problems());
    }

    @Test
    void whatTheWriterWritesHasNoProblem() {
        List<Prediction> predictions = IntStream.range(0, 2)
                .mapToObj(i -> new Prediction(
                        i,
                        "a",
                        "c",
                        IntStream.range(0, 2 + 5 * i)
                                .mapToObj(w -> new Window(w, w == 0 ? (float) 100 : w + 1, 0.5 / (w + 1)))
                                .toList()))
                .toList();
        Path zip = folder.resolve("S.zip");
        SubmissionWriter.writeCodabench(zip, Track.NLQ, predictions.iterator());
        assertEquals(List.of(), SubmissionCheck.of(zip, queries(), MAX).problems());

        Path json = folder.resolve("S.json");
        SubmissionWriter.writeBoth(json, Track.NLQ, predictions);
        SubmissionProblem windows =
                SubmissionCheck.of(json, queries(), MAX).problems().get(0);
        assertEquals(Kind.WINDOWS, windows.kind());
        assertEquals(2, windows.count(), "two and seven windows");
    }

    @Test
    void scoresNeedNotFallWhereTheFileSaysThatStepsDecideTheOrder() throws IOException {
        List<Prediction> predictions = IntStream.range(0, 2)
                .mapToObj(i -> new Prediction(
                        i,
                        "a",
                        "c",
                        IntStream.range(0, 5)
                                .mapToObj(w -> new Window(w, w + 1, 0.1 * (w + 1)))
                                .toList()))
                .toList();
        Path json = folder.resolve("S.json");
        SubmissionWriter.writeBoth(json, Track.NLQ, WindowOrder.STEPS, predictions);
        assertEquals(List.of(), SubmissionCheck.of(json, queries(), MAX).problems());
        assertEquals(predictions, Predictions.read(json).predictions());
        assertEquals(WindowOrder.STEPS, Predictions.read(json).order());
        assertEquals(2, SubmissionCheck.of(json, queries(), MAX).risingBySteps());
        String first = Files.readString(json).replace("\"order\": \"steps\", ", "");
        String last = first.substring(0, first.lastIndexOf('}')) + ", \"order\": \"steps\"}";
        assertEquals(List.of(), check("L.json", last).problems(), "wherever it stands");
        Path bare = SubmissionWriter.withoutScores(json);
        assertFalse(Files.readString(bare).contains("order"), "it is what is uploaded");

        List<Prediction> falling = predictions.stream()
                .map(p -> new Prediction(p.queryIdx(), "a", "c", List.of(new Window(0, 1, 0.2), new Window(1, 2, 0.2))))
                .toList();
        Path same = folder.resolve("U.json");
        SubmissionWriter.writeBoth(same, Track.NLQ, WindowOrder.STEPS, falling);
        assertFalse(Files.readString(same).contains("order"), "scores say the same");

        for (String other : List.of("", "\"order\": \"scores\", ", "\"order\": [\"steps\"], ")) {
            String text = Files.readString(json);
            assertTrue(text.contains("\"order\": \"steps\", "), text);
            List<SubmissionProblem> found = check("T.json", text.replace("\"order\": \"steps\", ", other))
                    .problems();
            assertEquals(
                    List.of(Kind.ORDER),
                    found.stream().map(SubmissionProblem::kind).toList(),
                    other);
        }
    }

    static Stream<Arguments> problems() {
        String second = ", " + answer("c", "a", "1", WINDOWS);
        return Stream.of(
                Arguments.of(Kind.MISSING, document(answer("c", "a", "0", WINDOWS)), "query 1 of annotation a"),
                Arguments.of(Kind.TWICE, document(GOOD + second), "query 1 of annotation a"),
                Arguments.of(Kind.UNKNOWN, document(GOOD + ", " + answer("c", "a", "3", WINDOWS)), "query 3"),
                Arguments.of(Kind.CLIP, document(answer("d", "a", "0", WINDOWS) + second), "whose clip is c"),
                Arguments.of(Kind.WINDOWS, document(answer("c", "a", "0", "[[0, 1]]") + second), "clip c: 1"),
                Arguments.of(Kind.WINDOWS, document(answer("c", "a", "0", "[]") + second), "clip c: 0"),
                Arguments.of(Kind.WINDOW, times("[[0, 1], [1], [2, 3], [3, 4], [4, 5]]"), "window 2"),
                Arguments.of(Kind.WINDOW, times("[[0, 1], 7, [2, 3], [3, 4], [4, 5]]"), "window 2"),
                Arguments.of(Kind.WINDOW, times("[[0, 1], [1, \"2\"], [2, 3], [3, 4], [4, 5]]"), "window 2"),
                Arguments.of(Kind.WINDOW, times("[[0, 1], [1, 2, 3, 4], [2, 3], [3, 4], [4, 5]]"), "window 2"),
                Arguments.of(Kind.NOT_FINITE, times("[[0, 1], [1, NaN], [2, 3], [3, 4], [4, 5]]"), "NaN"),
                Arguments.of(Kind.NOT_FINITE, times("[[0, 1], [1, 1e999], [2, 3], [3, 4], [4, 5]]"), "Infinity"),
                Arguments.of(
                        Kind.NEGATIVE, times("[[-1, 1], [1, 2], [2, 3], [3, 4], [4, 5]]"), "window 1: [-1.0, 1.0]"),
                Arguments.of(Kind.REVERSED, times("[[0, 1], [2, 1], [2, 3], [3, 4], [4, 5]]"), "window 2: [2.0, 1.0]"),
                Arguments.of(Kind.BEYOND, times("[[0, 1], [2, 101], [2, 3], [3, 4], [4, 5]]"), "of 100.0 s"),
                Arguments.of(
                        Kind.ORDER,
                        times("[[0, 1, 0.5], [1, 2, 0.6], [2, 3, 0.2], [3, 4, 0.2], [4, 5, 0.1]]"),
                        "query 0"),
                Arguments.of(Kind.ENTRY, document(GOOD + ", 7"), "results[2]: no object"),
                Arguments.of(Kind.ENTRY, document(GOOD + ", {}"), "results[2]: 'clip_uid' is missing"),
                Arguments.of(Kind.ENTRY, document(GOOD + ", " + answer("c", "a", "-1", WINDOWS)), "query_idx"),
                Arguments.of(Kind.ENTRY, document(GOOD + ", " + answer("c", "a", "1.5", WINDOWS)), "query_idx"),
                Arguments.of(Kind.ENTRY, document(GOOD + ", " + answer("c", "a", "99999999999", WINDOWS)), "query_idx"),
                Arguments.of(Kind.ENTRY, document(GOOD + ", " + answer("c", "a", "1", "{}")), "predicted_times"),
                Arguments.of(Kind.VERSION, document(GOOD).replace("\"1.0\"", "1.0"), "found 1.0"),
                Arguments.of(Kind.VERSION, document(GOOD).replace("version", "vision"), "missing"),
                Arguments.of(Kind.CHALLENGE, document(GOOD).replace("_nlq_", "_goalstep_"), "ego4d_nlq_challenge"),
                Arguments.of(Kind.CHALLENGE, document(GOOD).replace("\"ego4d_nlq_challenge\"", "{}"), "no text"),
                Arguments.of(Kind.PACKING, "\uFEFF" + document(GOOD), "byte order mark"));
    }

    private static String times(String windows) {
        return document(answer("c", "a", "0", windows) + ", " + answer("c", "a", "1", WINDOWS));
    }

    @ParameterizedTest
    @MethodSource("problems")
    void aProblemIsFoundCountedAndShown(Kind kind, String text, String example) throws IOException {
        SubmissionCheck.Result result = check("S.json", text);
        assertEquals(List.of(kind), kinds(result));
        SubmissionProblem problem = result.problems().get(0);
        assertEquals(1, problem.count());
        assertTrue(problem.examples().get(0).contains(example), problem.toString());
    }

    @Test
    void allProblemsAreCountedAndTheFirstShown() throws IOException {
        String reversed = "[[1, 0], [3, 2], [5, 4], [7, 6], [9, 8]]";
        SubmissionCheck.Result result =
                check("S.json", document(answer("c", "a", "0", reversed) + ", " + answer("x", "y", "1", reversed)));
        assertEquals(List.of(Kind.MISSING, Kind.UNKNOWN, Kind.REVERSED), kinds(result));
        assertEquals(10, result.problems().get(2).count());
        assertEquals(3, result.problems().get(2).examples().size());
    }

    @Test
    void aFileThatIsTooLargeIsAProblemAmongOthers() throws IOException {
        Path file = Files.writeString(folder.resolve("S.json"), document(GOOD));
        assertEquals(List.of(Kind.SIZE), kinds(SubmissionCheck.of(file, queries(), 100)));
    }

    private Path zip(String... names) throws IOException {
        Path file = folder.resolve("S.zip");
        try (ZipOutputStream zip = new ZipOutputStream(Files.newOutputStream(file))) {
            for (String name : names) {
                zip.putNextEntry(new ZipEntry(name));
                zip.write(document(GOOD).getBytes(StandardCharsets.UTF_8));
                zip.closeEntry();
            }
        }
        return file;
    }

    @Test
    void aZipHoldsOneFileAndNoFolder() throws IOException {
        assertEquals(
                List.of(), SubmissionCheck.of(zip("any.json"), queries(), MAX).problems());
        assertEquals(List.of(Kind.PACKING), kinds(SubmissionCheck.of(zip("a.json", "b.txt"), queries(), MAX)));
        assertEquals(List.of(Kind.PACKING), kinds(SubmissionCheck.of(zip("out/a.json"), queries(), MAX)));
        Path none = zip("a.txt");
        assertThrows(DataException.class, () -> SubmissionCheck.of(none, queries(), MAX));
        Path renamed = Files.move(zip("a.json"), folder.resolve("S.json"));
        assertEquals(List.of(Kind.PACKING), kinds(SubmissionCheck.of(renamed, queries(), MAX)));
    }

    @Test
    void gzipIsNoZip() throws IOException {
        Path file = folder.resolve("S.json.gz");
        try (OutputStream gzip = new GZIPOutputStream(Files.newOutputStream(file))) {
            gzip.write(document(GOOD).getBytes(StandardCharsets.UTF_8));
        }
        assertEquals(List.of(Kind.PACKING), kinds(SubmissionCheck.of(file, queries(), MAX)));
        assertEquals(List.of(Kind.PACKING), kinds(check("T.zip", document(GOOD))));
        Path wide = folder.resolve("wide.json");
        Files.write(wide, document(GOOD).getBytes(StandardCharsets.UTF_16LE));
        SubmissionCheck.Result found = SubmissionCheck.of(wide, queries(), MAX);
        assertEquals(List.of(Kind.PACKING), kinds(found));
        assertTrue(found.problems().get(0).examples().get(0).contains("UTF-16"), found.toString());
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "{",
                "7",
                "[]",
                "{}",
                "{\"results\": 7}",
                "{\"results\": []} {}",
                "{\"results\": [], \"results\": []}",
                "{\"version\": \"1.0\", \"version\": \"1.0\", \"results\": []}",
                "{\"results\": [{\"query_idx\": 1, \"query_idx\": 1}]}",
                "PK\u0003\u0004 and no more"
            })
    void whatCannotBeReadToItsEndIsOneError(String text) {
        DataException refused = assertThrows(DataException.class, () -> check("S.json", text));
        assertTrue(refused.getMessage().contains("S.json"), refused.getMessage());
        assertFalse(refused.getMessage().contains("\n"), refused.getMessage());
    }

    @Test
    void deepNestingIsRefusedAndLongUselessFieldsAreReadOver() throws IOException {
        String deep = "[".repeat(100_000);
        assertThrows(DataException.class, () -> check("S.json", "{\"x\": " + deep));
        String entries = "\"x\": 1, ".repeat(100_000);
        assertEquals(
                List.of(),
                check("S.json", "{" + entries + document(GOOD).substring(1)).problems());
    }

    @Test
    void aMillionWindowsAreCountedAndNotKept() throws IOException {
        String many = "[" + "[0, 1], ".repeat(1_000_000) + "[0, 1]]";
        SubmissionCheck.Result result = check("S.json", times(many));
        assertEquals(List.of(Kind.SIZE, Kind.WINDOWS), kinds(result));
        assertTrue(result.problems().get(1).examples().get(0).endsWith(": 1000001"), result.toString());
    }
}
