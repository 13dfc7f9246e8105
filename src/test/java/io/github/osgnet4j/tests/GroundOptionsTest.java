package io.github.osgnet4j.tests;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.github.osgnet4j.data.config.Track;
import io.github.osgnet4j.data.io.Npz;
import io.github.osgnet4j.data.submission.Prediction;
import io.github.osgnet4j.data.submission.Predictions;
import io.github.osgnet4j.postprocess.Window;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import java.util.zip.ZipEntry;
import java.util.zip.ZipInputStream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What the options of {@code osgnet ground} change, against a run without them. */
class GroundOptionsTest {

    @TempDir
    Path folder;

    private Path output;

    @BeforeEach
    void name() {
        output = folder.resolve("P.json");
    }

    private Object[] args(Object... more) {
        List<Object> args =
                new ArrayList<>(List.of("ground", "-q", "-m", Learn.bundle(), "-c", Learn.config(), "-o", output));
        args.addAll(List.of(more));
        return args.toArray();
    }

    private List<Prediction> ground(Object... more) {
        Command.succeed(args(more));
        return Predictions.read(output).predictions();
    }

    private static List<Prediction> usual() {
        return Predictions.read(Learn.predictions()).predictions();
    }

    private static Prediction first(Prediction p, int windows) {
        return new Prediction(
                p.queryIdx(), p.annotationUid(), p.clipUid(), p.windows().subList(0, windows));
    }

    @Test
    void theFormWithoutScoresHasTheSameWindows() {
        List<Prediction> bare = Predictions.read(Learn.predictions().resolveSibling("predictions_noscore.json"))
                .predictions();
        assertEquals(spans(usual()), spans(bare));
    }

    private static List<List<List<Double>>> spans(List<Prediction> predictions) {
        return predictions.stream()
                .map(p -> p.windows().stream()
                        .map(w -> List.of(w.start(), w.end()))
                        .toList())
                .toList();
    }

    @Test
    void onlyTheNamedQueriesAreAnsweredInTheOrderOfTheAnnotations() {
        List<Prediction> usual = usual();
        Prediction early = usual.get(3);
        Prediction late = usual.get(17);
        assertEquals(List.of(early, late), ground("--queries", late.queryId() + "," + early.queryId()));
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            feat_stride: 16.0 | feat_stride: 16.0, text_feat_with_eot: true | text_feat_with_eot false against true
            feat_stride: 16.0 | feat_stride: 16.0, use_Bayesian: true | use_Bayesian false against true
            feat_stride: 16.0 | feat_stride: 16.043 | feat_stride 16.0 against 16.043
            num_frames: 16.0 | num_frames: 32.0 | num_frames 16.0 against 32.0
            default_fps: 30, | default_fps: 29.97, | fps 30.0 against 29.97
            max_seg_num: 5 | max_seg_num: 10 | max_seg_num 5 against 10
            """)
    void aConfigThatWouldHaveTheBundleReadOtherwiseIsRefused(String from, String to, String obstacle)
            throws IOException {
        String yaml = Files.readString(Learn.config());
        assertTrue(yaml.contains(from), yaml);
        Path config = Files.writeString(folder.resolve("other.yaml"), yaml.replace(from, to));
        Command result = Command.run(
                "ground", "-q", "-m", Learn.bundle(), "-c", config, "--data-root", Learn.folder(), "-o", output);
        assertEquals(1, result.code());
        assertTrue(result.err().contains("do not go together: " + obstacle + "; use the config"), result.err());
        assertTrue(result.err().contains("or export its weights again with this one"), result.err());
        assertFalse(Files.exists(output));
    }

    @Test
    void anUnknownQueryIsNamed() {
        Command result = Command.run(args("--queries", usual().get(0).queryId() + ",nobody_0"));
        assertEquals(1, result.code());
        assertTrue(result.err().contains("nobody_0"), result.err());
        assertFalse(Files.exists(output));
    }

    @Test
    void warmingUpAndOptionsOfAnAbsentGpuChangeNothing() {
        List<Prediction> found = ground(
                "--warm-up",
                "1,40",
                "--device-id",
                1,
                "--device-memory",
                "2G",
                "--tf32",
                "--engine-cache",
                folder.resolve("engines"),
                "--engine-limit",
                "tokens=8,rows=3");
        assertEquals(usual(), found);
        assertFalse(Files.exists(folder.resolve("engines")));
    }

    @Test
    void fewerWindowsAreTheBestOfTheUsualOnes() {
        assertEquals(usual().stream().map(p -> first(p, 2)).toList(), ground("--top-k", 2));
    }

    @Test
    void moreWindowsBeginWithTheUsualOnes() {
        List<Prediction> more = ground("--top-k", 12);
        assertTrue(more.stream().allMatch(p -> p.windows().size() == 12));
        assertEquals(spans(usual()), spans(more.stream().map(p -> first(p, 5)).toList()));
        for (Prediction p : more) {
            List<Double> scores = p.windows().stream().map(Window::score).toList();
            assertEquals(scores.stream().sorted((a, b) -> Double.compare(b, a)).toList(), scores);
        }
    }

    @Test
    void otherSplitsAreAnswered() {
        Path train = Learn.folder().resolve("annotations/train.jsonl");
        assertEquals(
                Queries.of(train),
                ground("--split", "train").stream().map(Prediction::queryId).toList());
    }

    @Test
    void theTestSplitIsAnsweredWithoutKnowingTheAnswers() throws IOException {
        Path test = folder.resolve("test.jsonl");
        Files.write(
                test,
                Files.readAllLines(Learn.annotations()).stream()
                        .map(line -> line.replaceFirst("\"timestamps\": \\[\\[[^\\]]*\\]\\], ", ""))
                        .toList());
        assertFalse(Files.readString(test).contains("timestamps"));
        assertEquals(usual(), ground("--split", "test", "--annotations", test));
    }

    @Test
    void theTestSplitNeedsAnnotations() {
        Command result = Command.run(args("--split", "test"));
        assertEquals(2, result.code());
        assertTrue(result.err().contains("--annotations"), result.err());
    }

    @Test
    void theFormatDecidesTheChallenge() {
        ground("--format", "goalstep", "--queries", usual().get(0).queryId());
        assertEquals(Track.GOAL_STEP, Predictions.read(output).track());
        ground("--format", "NLQ", "--queries", usual().get(0).queryId());
        assertEquals(Track.NLQ, Predictions.read(output).track());
    }

    @Test
    void codabenchGetsAZipOfOneFileWithFiveWindowsAQuery() throws IOException {
        output = folder.resolve("submission.zip");
        Command.succeed(args("--format", "codabench", "--top-k", 3));
        Path json = folder.resolve("unzipped.json");
        try (InputStream in = Files.newInputStream(output);
                ZipInputStream zip = new ZipInputStream(in)) {
            ZipEntry entry = zip.getNextEntry();
            assertTrue(entry.getName().endsWith(".json"), entry.getName());
            Files.copy(zip, json);
            assertEquals(null, zip.getNextEntry());
        }
        JsonNode results = new ObjectMapper().readTree(json.toFile()).get("results");
        assertEquals(Learn.QUERIES, results.size());
        List<Prediction> predictions = Predictions.read(json).predictions();
        for (int i = 0; i < results.size(); i++) {
            List<List<Double>> expected = spans(usual()).get(i).subList(0, 3);
            List<List<Double>> found = spans(predictions).get(i);
            assertEquals(expected, found.subList(0, 3));
            assertEquals(List.of(expected.get(2), expected.get(2)), found.subList(3, 5));
            assertEquals(5, found.size());
        }
        assertFalse(Files.exists(folder.resolve("submission_noscore.zip")));
    }

    @Test
    void rawArraysAreNamedAsTheOfficialOnes() {
        Path raw = folder.resolve("raw");
        List<Prediction> predictions =
                ground("--raw", raw, "--queries", usual().get(5).queryId());
        Path official =
                new GoldenSet(Learn.folder().resolveSibling("nlq")).queries().get(0);
        var arrays = Npz.read(raw.resolve(predictions.get(0).queryId() + ".npz"));
        assertEquals(Npz.read(official).keySet(), arrays.keySet());

        float[] segments = arrays.get("segments").values();
        List<Window> windows = predictions.get(0).windows();
        for (int i = 0; i < windows.size(); i++) {
            assertEquals((float) windows.get(i).start(), segments[2 * i]);
            assertEquals((float) windows.get(i).end(), segments[2 * i + 1]);
        }
    }

    @Test
    void rawOutputGoesToTheWorkingFolderToo() throws IOException {
        String query = usual().get(5).queryId();
        try (CommandProcess process = CommandProcess.startIn(folder, args("--raw", ".", "--queries", query))) {
            Command result = process.join();
            assertEquals(0, result.code(), result.err());
        }
        assertTrue(Files.exists(folder.resolve(query + ".npz")));
    }

    @Test
    void theNumberOfThreadsChangesNothing() throws IOException {
        ground("--threads", 5);
        assertArrayEquals(Files.readAllBytes(Learn.predictions()), Files.readAllBytes(output));
    }

    @Test
    void queriesUnderOneIdAreRefused() throws IOException {
        List<String> lines = new ArrayList<>(Files.readAllLines(Learn.annotations()));
        lines.add(lines.get(0));
        Path twice = Files.write(folder.resolve("twice.jsonl"), lines);
        Command result = Command.run(args("--annotations", twice));
        assertEquals(1, result.code());
        assertTrue(result.err().contains("twice in the annotations"), result.err());
    }

    @Test
    void aQueryIdThatNoSubmissionCanHoldIsFoundBeforeTheWork() throws IOException {
        String line = Files.readAllLines(Learn.annotations()).get(39).replaceFirst("_\\d\"", "\"");
        List<String> lines = new ArrayList<>(Files.readAllLines(Learn.annotations()));
        lines.add(line);
        Path annotations = Files.write(folder.resolve("ids.jsonl"), lines);
        Command result = Command.run(args("--annotations", annotations));
        assertEquals(1, result.code());
        assertTrue(result.err().contains("has no index"), result.err());
        try (Stream<Path> files = Files.list(folder)) {
            assertEquals(List.of(annotations), files.toList());
        }
    }

    @Test
    void aBundleOfOtherDataIsRefused() {
        Path other = Learn.folder().resolveSibling("goal").resolve("config.yaml");
        Command result = Command.run("ground", "-q", "-m", Learn.bundle(), "-c", other, "-o", output);
        assertEquals(1, result.code());
        assertTrue(result.err().contains("video feature channels 48 against 40"), result.err());
    }
}
