package io.github.osgnet4j.data.submission;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.github.osgnet4j.data.DataException;
import io.github.osgnet4j.data.TestFolders;
import io.github.osgnet4j.data.annotation.AnnotatedQuery;
import io.github.osgnet4j.data.config.Track;
import io.github.osgnet4j.postprocess.Window;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Iterator;
import java.util.List;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import java.util.zip.ZipEntry;
import java.util.zip.ZipInputStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;

class PredictionsTest {
    @TempDir
    Path folder;

    static Stream<Path> goldenSubmissions() {
        return TestFolders.golden().stream()
                .flatMap(set -> Stream.of("predictions.json", "predictions_noscore.json")
                        .map(name -> set.resolve("golden").resolve(name)))
                .filter(Files::isRegularFile);
    }

    @ParameterizedTest(allowZeroInvocations = true)
    @MethodSource("goldenSubmissions")
    void aSubmissionReadAndWrittenHasTheSameBytes(Path golden) throws IOException {
        Path copy = folder.resolve("copy.json");
        Predictions read = Predictions.read(golden);
        SubmissionWriter.write(
                copy, read.track(), read.scored(), read.predictions().iterator());
        assertArrayEquals(Files.readAllBytes(golden), Files.readAllBytes(copy));
    }

    @ParameterizedTest(allowZeroInvocations = true)
    @MethodSource("goldenSubmissions")
    void theFormWithoutScoresFollowsFromTheScoredOne(Path golden) throws IOException {
        Path scored = golden.resolveSibling("predictions.json");
        Path bare = SubmissionWriter.withoutScores(scored);
        if (Files.isRegularFile(scored) && Files.isRegularFile(bare)) {
            Predictions predictions = Predictions.read(scored);
            Path copy = folder.resolve("bare.json");
            SubmissionWriter.write(
                    copy, predictions.track(), false, predictions.predictions().iterator());
            assertArrayEquals(Files.readAllBytes(bare), Files.readAllBytes(copy));
        }
    }

    @Test
    void bothFormsAreWrittenOrNone() throws IOException {
        Path target = folder.resolve("P.json");
        SubmissionWriter.writeBoth(target, Track.NLQ, List.of(prediction(0, 2)));
        assertTrue(Predictions.read(target).scored());
        assertFalse(Predictions.read(folder.resolve("P_noscore.json")).scored());

        Path bare = Files.writeString(folder.resolve("Q_noscore.json"), "former");
        Path scored = Files.createDirectory(folder.resolve("Q.json"));
        List<Prediction> predictions = List.of(prediction(0, 2));
        assertThrows(DataException.class, () -> SubmissionWriter.writeBoth(scored, Track.NLQ, predictions));
        assertEquals("former", Files.readString(bare));
    }

    private static Prediction prediction(int index, int windows) {
        return new Prediction(
                index,
                "a",
                "c",
                IntStream.range(0, windows)
                        .mapToObj(i -> new Window(i, i + 1, 0.5))
                        .toList());
    }

    @Test
    void aQuerysIdGivesAnnotationAndIndex() {
        AnnotatedQuery query = new AnnotatedQuery("a_b_3", "", 1, "clip", "nlq", List.of(), List.of());
        Prediction prediction = Prediction.of(query, List.of(new Window(0, 1, 1)));
        assertEquals("a_b", prediction.annotationUid());
        assertEquals(3, prediction.queryIdx());
        assertEquals("clip", prediction.clipUid());
        assertEquals("a_b_3", prediction.queryId());
    }

    @Test
    void asManyWindowsAreWrittenAsThereAre() {
        Path file = folder.resolve("p.json");
        SubmissionWriter.write(file, Track.NLQ, true, List.of(prediction(0, 12)).iterator());
        assertEquals(
                prediction(0, 12).windows(),
                Predictions.read(file).predictions().get(0).windows());
    }

    @Test
    void namesAreEscapedAsPythonDoes() throws IOException {
        Path file = folder.resolve("p.json");
        Prediction odd = new Prediction(0, "q\"\\\n\u001f\u007f/", "\u00e9\ud83d\ude00", List.of(new Window(0, 1, 1)));
        SubmissionWriter.write(file, Track.GOAL_STEP, false, List.of(odd).iterator());
        assertEquals(
                "{\"version\": \"1.0\", \"challenge\": \"ego4d_goalstep_challenge\", \"results\": [{\"query_idx\": 0,"
                        + " \"annotation_uid\": \"q\\\"\\\\\\n\\u001f\\u007f/\", \"predicted_times\": [[0.0, 1.0]],"
                        + " \"clip_uid\": \"\\u00e9\\ud83d\\ude00\"}]}",
                Files.readString(file));
    }

    @Test
    void codabenchGetsAZipOfOneJsonWithFiveWindowsAQuery() throws IOException {
        Path file = folder.resolve("p.zip");
        SubmissionWriter.writeCodabench(
                file, Track.NLQ, List.of(prediction(0, 2), prediction(1, 7)).iterator());
        Path json = folder.resolve("p.json");
        try (InputStream in = Files.newInputStream(file);
                ZipInputStream zip = new ZipInputStream(in, StandardCharsets.UTF_8)) {
            ZipEntry entry = zip.getNextEntry();
            assertEquals("predictions.json", entry.getName());
            Files.write(json, zip.readAllBytes());
            assertEquals(null, zip.getNextEntry());
        }
        Predictions read = Predictions.read(json);
        assertFalse(read.scored());
        assertEquals(
                List.of(0.0, 1.0, 1.0, 1.0, 1.0),
                read.predictions().get(0).windows().stream().map(Window::start).toList());
        assertEquals(5, read.predictions().get(1).windows().size());
    }

    @Test
    void theSamePredictionsGiveTheSameZip() throws IOException {
        Path first = folder.resolve("1.zip");
        Path second = folder.resolve("2.zip");
        SubmissionWriter.writeCodabench(
                first, Track.NLQ, List.of(prediction(0, 2)).iterator());
        SubmissionWriter.writeCodabench(
                second, Track.NLQ, List.of(prediction(0, 2)).iterator());
        assertArrayEquals(Files.readAllBytes(first), Files.readAllBytes(second));
    }

    @Test
    void aFailedWriteLeavesThePreviousFileAlone() throws IOException {
        Path file = Files.writeString(folder.resolve("p.json"), "before");
        Iterator<Prediction> failing =
                Stream.of(1, 0).map(n -> prediction(0, n)).iterator();
        assertThrows(DataException.class, () -> SubmissionWriter.write(file, Track.NLQ, true, failing));
        assertEquals("before", Files.readString(file));
        try (Stream<Path> files = Files.list(folder)) {
            assertEquals(1, files.count());
        }
    }

    @Test
    void scoresThatWereNeverReadCannotBeWritten() {
        Path file = folder.resolve("p.json");
        SubmissionWriter.write(file, Track.NLQ, false, List.of(prediction(0, 1)).iterator());
        List<Prediction> bare = Predictions.read(file).predictions();
        assertThrows(DataException.class, () -> SubmissionWriter.write(file, Track.NLQ, true, bare.iterator()));
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '~',
            value = {
                "[] | expected a JSON object",
                "{\"results\": [] | not JSON",
                "{\"results\": []} | 'challenge' is missing",
                "{\"challenge\": \"ego4d_nlq_challenge\"} | 'results' is missing",
                "{\"challenge\": \"imagenet\"} | challenge: expected ego4d_nlq_challenge or",
                "{\"results\": {}} | results: expected an array",
                "{\"results\": [1]} | results[0].query_idx: expected an integer from 0, found nothing",
                "{\"results\": [{\"query_idx\": 0}]} | results[0].predicted_times: expected at least one window",
                "{\"results\": [{\"query_idx\": 0, \"predicted_times\": []}]} | results[0].predicted_times: expected at",
                "{\"results\": [{\"query_idx\": 0, \"predicted_times\": [[1]]}]} | predicted_times[0]: expected [start,",
                "{\"results\": [{\"query_idx\": 0, \"predicted_times\": [[1, null]]}]} | expected a finite number, found null",
                "{\"results\": [{\"query_idx\": 7, \"annotation_uid\": \"a\", \"predicted_times\": [[1, 2, 3], [NaN, 2, 3]]}]}"
                        + " | results[0] (query a_7), predicted_times[1]: expected a finite number, found NaN",
                "{\"results\": [{\"query_idx\": 7, \"annotation_uid\": \"a\", \"predicted_times\": [[1, -Infinity]]}]}"
                        + " | results[0] (query a_7), predicted_times[0]: expected a finite number, found -Infinity",
                "{\"results\": [{\"query_idx\": 0, \"predicted_times\": [[1, 2], [1, 2, 3]]}]} | some windows have scores",
                "{\"results\": [{\"query_idx\": 0, \"predicted_times\": [[1, 2]]}]} | annotation_uid: expected a text",
                "{\"results\": [{\"query_idx\": 0, \"predicted_times\": [[1, 2]], \"annotation_uid\": \"a\","
                        + " \"clip_uid\": \"c\"}, {\"query_idx\": 0, \"predicted_times\": [[1, 2]],"
                        + " \"annotation_uid\": \"a\", \"clip_uid\": \"c\"}]} | results[1]: query a_0 is there twice",
            })
    void whatIsNoSubmissionIsRefused(String json, String message) throws IOException {
        Path file = Files.writeString(folder.resolve("p.json"), json);
        DataException e = assertThrows(DataException.class, () -> Predictions.read(file));
        assertTrue(
                e.getMessage().contains("p.json: " + message) || e.getMessage().contains(message), e.getMessage());
    }
}
