package io.github.osgnet4j.tests;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.github.osgnet4j.data.config.Track;
import io.github.osgnet4j.data.submission.Prediction;
import io.github.osgnet4j.data.submission.Predictions;
import io.github.osgnet4j.data.submission.SubmissionWriter;
import io.github.osgnet4j.postprocess.Window;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Random;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** {@code osgnet sequence}, on made-up predictions of made-up steps that follow each other. */
class SequenceTest {

    private static final int VIDEOS = 8;
    private static final int STEPS = 25;
    private static final int WINDOWS = 10;

    @TempDir
    Path folder;

    private final Random random = new Random(1);
    private Path config;
    private Path predictions;
    private Path output;

    @BeforeEach
    void makeSteps() throws IOException {
        StringBuilder lines = new StringBuilder();
        StringBuilder test = new StringBuilder();
        List<Prediction> found = new ArrayList<>();
        for (int v = 0; v < VIDEOS; v++) {
            List<Window> truth = truth();
            for (int q = 0; q < STEPS; q++) {
                lines.append(line(v, q, truth));
                test.append(line(v, q, truth).replaceFirst(", \"timestamps\": [^}]*", ""));
                found.add(new Prediction(q, "video-" + v, "video-" + v, windows(truth, q)));
            }
        }
        Files.writeString(folder.resolve("steps.jsonl"), lines);
        Files.writeString(folder.resolve("test.jsonl"), test);
        Path golden = GoldenSet.own("goal").config();
        config = Files.writeString(
                folder.resolve("goal.yaml"),
                Files.readString(golden).replaceAll("annotations/\\w+\\.jsonl", "steps.jsonl"));
        // Submissions come in any order: steps are found by their numbers.
        Collections.shuffle(found, random);
        predictions = write("predictions.json", Track.GOAL_STEP, true, found);
        output = folder.resolve("sequence.json");
    }

    private Path write(String name, Track track, boolean scored, List<Prediction> found) {
        Path file = folder.resolve(name);
        SubmissionWriter.write(file, track, scored, found.iterator());
        return file;
    }

    private List<Window> truth() {
        List<Window> truth = new ArrayList<>();
        double start = 0;
        for (int q = 0; q < STEPS; q++) {
            double end = start + 5 + 30 * random.nextDouble();
            truth.add(new Window(start, end, 1));
            start = end + random.nextDouble();
        }
        return truth;
    }

    private static String line(int video, int step, List<Window> truth) {
        return String.format(
                Locale.ROOT,
                "{\"query\": \"step\", \"query_id\": \"video-%d_%d\", \"duration\": 1000, \"video_id\": \"video-%d\","
                        + " \"query_type\": \"goal_step\", \"label\": [], \"timestamps\": [[%f, %f]]}%n",
                video,
                step,
                video,
                truth.get(step).start(),
                truth.get(step).end());
    }

    /** The right window is the first of two steps of five, else among the others. */
    private List<Window> windows(List<Window> truth, int step) {
        int right = random.nextDouble() < 0.4 ? 0 : 1 + random.nextInt(WINDOWS - 1);
        List<Window> windows = new ArrayList<>();
        for (int rank = 0; rank < WINDOWS; rank++) {
            Window near = truth.get(rank == right ? step : random.nextInt(STEPS));
            double start = near.start() + random.nextDouble();
            windows.add(new Window(start, start + near.length(), 0.9 - 0.08 * rank - 0.05 * random.nextDouble()));
        }
        return windows.stream()
                .sorted(Comparator.comparingDouble(Window::score).reversed())
                .toList();
    }

    private Command run(Object... more) {
        Object[] args = {"sequence", "-c", config, "-p", predictions};
        return Command.run(
                Stream.concat(Arrays.stream(args), Arrays.stream(more)).toArray());
    }

    private double[] recall(Path file) throws IOException {
        Path json = folder.resolve("metrics.json");
        Command.succeed("eval", "-q", "-c", config, "-p", file, "--json", json);
        JsonNode percent =
                new ObjectMapper().readTree(json.toFile()).get("recall_percent").get(0);
        return new double[] {percent.get(0).asDouble(), percent.get(1).asDouble()};
    }

    private static void assertFailed(Command result, String... words) {
        assertNotEquals(0, result.code());
        for (String word : words) {
            assertTrue(result.err().contains(word), result.err());
        }
    }

    @Test
    void moreFirstWindowsAreRightAndTheSetOfEachStepStays() throws IOException {
        Command result = run("-o", output);
        assertEquals(0, result.code(), result.err());
        assertTrue(result.out().contains(output + ": " + VIDEOS * STEPS + " queries, "), result.out());
        double[] before = recall(predictions);
        double[] after = recall(output);
        assertTrue(after[0] > before[0] + 20, after[0] + " after " + before[0]);
        assertTrue(after[1] > before[1] + 5, after[1] + " after " + before[1]);

        List<Prediction> old = Predictions.read(predictions).predictions();
        List<Prediction> ordered = Predictions.read(output).predictions();
        for (int i = 0; i < old.size(); i++) {
            assertEquals(old.get(i).queryId(), ordered.get(i).queryId());
            assertEquals(WINDOWS, ordered.get(i).windows().size());
            assertEquals(
                    new HashSet<>(old.get(i).windows()),
                    new HashSet<>(ordered.get(i).windows()));
        }
        assertFalse(Predictions.read(folder.resolve("sequence_noscore.json")).scored());
    }

    @Test
    void aCheckTakesTheNewOrderForWhatItIsAndFindsOtherFilesThatAreNotSorted() throws IOException {
        assertEquals(0, run("-o", output, "--top-k", 5).code());
        Command good = Command.run("submission", "check", output, "--annotations", folder.resolve("test.jsonl"));
        assertEquals(0, good.code(), good.out());

        Path unmarked = folder.resolve("unmarked.json");
        Files.writeString(unmarked, Files.readString(output).replace("\"order\": \"steps\", ", ""));
        Command bad = Command.run("submission", "check", unmarked, "--annotations", folder.resolve("test.jsonl"));
        assertEquals(1, bad.code());
        assertTrue(bad.out().contains("lower score"), bad.out());

        assertEquals(0, run("-o", unmarked, "--top-k", 5, "--scores", "falling").code());
        assertFalse(Files.readString(unmarked).contains("\"order\""));
    }

    @Test
    void aTestSplitNeedsNoAnswersAndFallingScoresAreForToolsThatSort() {
        assertEquals(0, run("-o", output).code());
        Path falling = folder.resolve("falling.json");
        Command result = run(
                "-o", falling, "--scores", "falling", "--split", "test", "--annotations", folder.resolve("test.jsonl"));
        assertEquals(0, result.code(), result.err());
        List<Prediction> kept = Predictions.read(output).predictions();
        List<Prediction> fallen = Predictions.read(falling).predictions();
        for (int i = 0; i < kept.size(); i++) {
            List<Window> windows = fallen.get(i).windows();
            assertEquals(
                    kept.get(i).windows().stream().map(Window::start).toList(),
                    windows.stream().map(Window::start).toList());
            assertEquals(
                    kept.get(i).windows().stream()
                            .map(Window::score)
                            .sorted(Comparator.reverseOrder())
                            .toList(),
                    windows.stream().map(Window::score).toList());
        }
    }

    @Test
    void tuningSaysWhatTheOptionsGainAndTheOptionsCanBeGivenAgain() throws IOException {
        Command result = run("--tune", "--folds", 4, "-o", output);
        assertEquals(0, result.code(), result.err());
        for (String expected : List.of(
                "R@1, IoU 0.3", "R@1, IoU 0.5", "R@5, IoU 0.3", "fold 4, 2 videos, 50 steps", "spread over folds")) {
            assertTrue(result.out().contains(expected), result.out());
        }
        String options = result.out()
                .lines()
                .filter(line -> line.startsWith("  --score-weight"))
                .findFirst()
                .orElseThrow();
        Path again = folder.resolve("again.json");
        List<Object> args = new ArrayList<>(List.of("-o", again));
        args.addAll(List.of(options.strip().split(" ")));
        assertEquals(0, run(args.toArray()).code());
        assertEquals(-1, Files.mismatch(output, again));
    }

    /** Those of Goal-Step, on made-up files with their names. */
    @Test
    void theReadmesCommandsRun() throws IOException {
        Path readme = Path.of(System.getProperty("osgnet.root"), "README.md");
        // Those of "ask" run in AskTest.
        List<String> lines = Markdown.blocks(readme, "bash").stream()
                .flatMap(block -> block.replaceAll("\\\\\\R *", "").lines())
                .filter(line -> !line.startsWith("scripts/osgnet ask "))
                .toList();
        assertEquals(3, lines.size(), lines.toString());
        Path grounded = folder.resolve("grounded.json");
        runLine(
                lines.get(0),
                "scripts/osgnet ground ",
                Map.of(
                        "bundle", exported(),
                        "goalstep.yaml", GoldenSet.own("goal_bayes").config(),
                        "predictions.json", grounded));
        for (String line : lines.subList(1, 3)) {
            Map<String, Path> files =
                    Map.of("goalstep.yaml", config, "predictions.json", predictions, "sequence.json", output);
            runLine(line, "scripts/osgnet sequence ", files);
        }
        for (Prediction found : Predictions.read(grounded).predictions()) {
            assertEquals(10, found.windows().size());
        }
        for (Prediction kept : Predictions.read(output).predictions()) {
            assertEquals(5, kept.windows().size());
        }
    }

    private static void runLine(String line, String start, Map<String, Path> files) {
        assertTrue(line.startsWith(start), "untested command: " + line);
        Command.succeed(Arrays.stream(line.split(" "))
                .skip(1)
                .map(word -> files.containsKey(word) ? files.get(word).toString() : word)
                .toArray());
    }

    private Path exported() {
        GoldenSet goal = GoldenSet.own("goal_bayes");
        Path bundle = folder.resolve("bundle");
        Path weights = goal.checkpoint().orElseThrow();
        Command.succeed("export", "-q", "-c", goal.config(), "-w", weights, "-o", bundle);
        return bundle;
    }

    @Test
    void optionsOfCostsChangeTheOrder() throws IOException {
        assertEquals(
                0,
                run("-o", output, "--back-cap", 0, "--gap-cap", 0, "--max-skipped", 0)
                        .code());
        assertEquals(-1, Files.mismatch(output, predictions), "the scores alone leave all as it was");
    }

    @Test
    void whatMakesNoSenseIsRefused() {
        assertFailed(run(), "--output");
        assertFailed(run("-o", output, "--gap-scale", 0), "gapScale is 0.0, expected more than 0");
        assertFailed(run("-o", output, "--skip-percentile", 101), "skipPercentile");
        assertFailed(run("-o", output, "--folds", 3), "--tune");
        assertFailed(run("--tune", "--gap-cap", 3), "give either");
        assertFailed(run("--tune", "--folds", 9), "number of videos is 8, expected 9 or more");
        assertFailed(run("-o", predictions), "the input");
        assertFailed(run("--tune", "-o", folder.resolve("new.jsonl")), "named as .jsonl");
        assertFalse(Files.exists(output));
    }

    @Test
    void anAnnotationThatIsThereTwiceIsRefused() throws IOException {
        String lines = Files.readString(folder.resolve("steps.jsonl"));
        Files.writeString(
                folder.resolve("steps.jsonl"), lines + lines.lines().findFirst().orElseThrow() + "\n");
        Command result = run("-o", output);
        assertEquals(1, result.code());
        assertFailed(result, "Query video-0_0 of video video-0 is twice in the annotations");
    }

    @Test
    void predictionsThatDoNotFitAreRefused() {
        List<Prediction> all = Predictions.read(predictions).predictions();
        Path bare = write("bare.json", Track.GOAL_STEP, false, all);
        Path nlq = write("nlq.json", Track.NLQ, true, all);
        Prediction p = all.get(0);
        Path foreign =
                write("foreign.json", Track.GOAL_STEP, true, List.of(new Prediction(0, "nobody", "v", p.windows())));
        for (Object[] wrong : List.of(
                new Object[] {bare, "no scores"},
                new Object[] {nlq, "ego4d_nlq_challenge"},
                new Object[] {foreign, "nobody_0"},
                new Object[] {config, config.toString()})) {
            Command result = Command.run("sequence", "-c", config, "-p", wrong[0], "-o", output);
            assertEquals(1, result.code());
            assertFailed(result, wrong[1].toString());
        }
        Path some = write("some.json", Track.GOAL_STEP, true, all.subList(0, 100));
        Command result = Command.run("sequence", "-c", config, "-p", some, "-o", output);
        assertEquals(0, result.code());
        assertTrue(result.out().contains(": 100 queries, "), result.out());
    }

    /** The order of NLQ's queries is that in which annotators wrote them. */
    @Test
    void nlqIsRefusedUntilLeakageIsAskedForAndGroundDoesTheSameAtOnce() throws IOException {
        Object[] ofFile = {"sequence", "-c", Learn.config(), "-p", Learn.predictions(), "-o", output};
        assertFailed(Command.run(ofFile), "leakage");
        assertFalse(Files.exists(output));
        try (CommandProcess process = CommandProcess.start(
                folder,
                Stream.concat(Arrays.stream(ofFile), Stream.of("--allow-leakage"))
                        .toArray())) {
            Command result = process.join();
            assertEquals(0, result.code(), result.err());
            assertTrue(result.err().contains("Leakage"), result.err());
        }

        Path atOnce = folder.resolve("at-once.json");
        Object[] ground = {"ground", "-m", Learn.bundle(), "-c", Learn.config(), "-o", atOnce, "--sequence"};
        Object[] encoding = {"--text-encoder", folder.resolve("nowhere")};
        assertFailed(
                Command.run(Stream.concat(Arrays.stream(ground), Arrays.stream(encoding))
                        .toArray()),
                "leakage");
        Object[] allowed = Stream.concat(Arrays.stream(ground), Stream.of("--allow-leakage"))
                .toArray();
        assertFailed(
                Command.run(Stream.concat(Arrays.stream(allowed), Stream.of("--top-k", 1001))
                        .toArray()),
                "1000 windows a query at most");
        Command.succeed(allowed);
        Path ten = folder.resolve("ten.json");
        Command.succeed("ground", "-m", Learn.bundle(), "-c", Learn.config(), "-o", ten, "--top-k", 10);
        Command.succeed("sequence", "-c", Learn.config(), "-p", ten, "-o", output, "--top-k", 5, "--allow-leakage");
        assertEquals(-1, Files.mismatch(output, atOnce), "five windows of ten");
        assertEquals(5, Predictions.read(atOnce).predictions().get(0).windows().size());
        assertNotEquals(-1, Files.mismatch(Learn.predictions(), atOnce));
    }
}
