package io.github.osgnet4j.tests;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.github.osgnet4j.data.config.Track;
import io.github.osgnet4j.data.submission.Prediction;
import io.github.osgnet4j.data.submission.Predictions;
import io.github.osgnet4j.data.submission.SubmissionWriter;
import io.github.osgnet4j.postprocess.Window;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.zip.ZipFile;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Several models' predictions as one. */
class EnsembleTest {

    @TempDir
    Path folder;

    private Path output;

    @BeforeEach
    void name() {
        output = folder.resolve("E.json");
    }

    /** Predictions of the same queries as another model may have made them. */
    private Path others(Predictions predictions) {
        Path file = folder.resolve("others.json");
        SubmissionWriter.write(
                file,
                predictions.track(),
                predictions.scored(),
                predictions.predictions().iterator());
        return file;
    }

    private static Predictions usual() {
        return Predictions.read(Learn.predictions());
    }

    private static Prediction shifted(Prediction p) {
        return new Prediction(
                p.queryIdx(),
                p.annotationUid(),
                p.clipUid(),
                p.windows().stream()
                        .map(w -> new Window(w.start() + 20, w.end() + 20, w.score() / 2))
                        .toList());
    }

    private void assertRefused(Command result, String... words) {
        assertEquals(1, result.code());
        assertEquals(1, result.err().lines().count(), result.err());
        for (String word : words) {
            assertTrue(result.err().contains(word), result.err());
        }
        assertFalse(Files.exists(output));
    }

    @Test
    void everyQueryGetsFiveWindowsOfThePool() {
        Predictions usual = usual();
        Path others = others(new Predictions(
                usual.track(),
                true,
                usual.predictions().stream().map(EnsembleTest::shifted).toList()));
        Command.succeed("ensemble", "-q", Learn.predictions(), others, "-o", output);

        List<Prediction> merged = Predictions.read(output).predictions();
        assertEquals(Learn.QUERIES, merged.size());
        for (int i = 0; i < merged.size(); i++) {
            Prediction ours = usual.predictions().get(i);
            Set<Window> pool = new HashSet<>(ours.windows());
            pool.addAll(shifted(ours).windows());
            assertEquals(ours.queryId(), merged.get(i).queryId());
            assertEquals(5, merged.get(i).windows().size());
            assertTrue(pool.containsAll(merged.get(i).windows()), ours.queryId());
            assertEquals(ours.windows().get(0), merged.get(i).windows().get(0));
        }
        assertFalse(Predictions.read(folder.resolve("E_noscore.json")).scored());
    }

    @Test
    void anEnsembleIsEvaluatedAsAnyPredictions() {
        Path official = Learn.SET.golden("predictions.json").orElseThrow();
        Command.succeed("ensemble", "-q", Learn.predictions(), official, "-o", output);
        Command result = Command.succeed("eval", "-q", "-c", Learn.config(), "-p", output);
        assertTrue(result.out().contains("40 / 40 instances"), result.out());
        assertTrue(result.out().contains("|  100.00  |"), result.out());
    }

    @Test
    void theFormatIsThatOfTheEndingAndOfTheOption() throws IOException {
        Object[] ensemble = {"ensemble", "-q", Learn.predictions(), "-o", folder.resolve("E.zip")};
        Command.succeed(ensemble);
        try (ZipFile zip = new ZipFile(folder.resolve("E.zip").toFile())) {
            assertEquals(1, zip.size());
        }
        Path other = folder.resolve("other");
        Command.succeed("ensemble", "-q", Learn.predictions(), "--format", "codabench", "-o", other);
        assertEquals(-1, Files.mismatch(folder.resolve("E.zip"), other));
        Command.succeed("ensemble", "-q", Learn.predictions(), "--format", "goalstep", "-o", folder.resolve("G.json"));
        assertEquals(Track.GOAL_STEP, Predictions.read(folder.resolve("G.json")).track());
        Path zip = folder.resolve("nlq.ZIP");
        for (Object[] args : List.of(
                new Object[] {"ensemble", Learn.predictions(), "--format", "nlq", "-o", zip},
                new Object[] {"ensemble", Learn.predictions(), "--format", "codabench", "-o", output},
                new Object[] {"ground", "-m", "none", "-c", Learn.config(), "--format", "nlq", "-o", zip},
                new Object[] {"ground", "-m", "none", "-c", Learn.config(), "--format", "codabench", "-o", output},
                new Object[] {"eval", "-c", Learn.config(), "-p", Learn.predictions(), "--json", zip},
                new Object[] {"import", "-c", Learn.config(), "--checkpoint", Learn.checkpoint(), "-o", output})) {
            assertRefused(Command.run(args), "name");
            assertFalse(Files.exists(zip));
        }
    }

    @Test
    void theOrderOfQueriesInTheFilesDoesNotMatter() {
        Predictions usual = usual();
        List<Prediction> reversed = new ArrayList<>(usual.predictions());
        Collections.reverse(reversed);
        Path others = others(new Predictions(usual.track(), true, reversed));
        Command.succeed("ensemble", "-q", Learn.predictions(), others, "-o", output);
        assertEquals(
                usual.predictions().stream().map(Prediction::queryId).toList(),
                Predictions.read(output).predictions().stream()
                        .map(Prediction::queryId)
                        .toList());
    }

    @Test
    void aQueryThatAModelLacksIsAnsweredByTheOthersAndReported() {
        Predictions usual = usual();
        Path fewer =
                others(new Predictions(usual.track(), true, usual.predictions().subList(0, 35)));
        String missing = usual.predictions().get(35).queryId();
        for (Object[] files :
                List.of(new Object[] {Learn.predictions(), fewer}, new Object[] {fewer, Learn.predictions()})) {
            Command result = Command.succeed("ensemble", files[0], files[1], "-o", output);
            assertTrue(result.out().contains(fewer + " lacks 5 of 40 queries"), result.out());
            assertTrue(result.out().contains(missing), result.out());
            assertEquals(
                    usual.predictions().stream().map(Prediction::queryId).toList(),
                    Predictions.read(output).predictions().stream()
                            .map(Prediction::queryId)
                            .toList());
        }
    }

    @Test
    void methodWeightsAndUnitOfScoresChangeTheAnswer() throws IOException {
        Predictions usual = usual();
        Path others = others(new Predictions(
                usual.track(),
                true,
                usual.predictions().stream().map(EnsembleTest::shifted).toList()));
        Command.succeed("ensemble", "-q", Learn.predictions(), others, "--method", "NMS", "-o", output);
        Path first = folder.resolve("first.json");
        Command.succeed("ensemble", "-q", Learn.predictions(), others, "-o", first);
        assertEquals(-1, Files.mismatch(output, first), "nms is what is done anyway");
        for (String options : List.of(
                "--method wbf",
                "--method wbf --iou 0.1",
                "--method official",
                "--weights 1,4",
                "--weights 1,4 --scores quantile")) {
            List<Object> args = new ArrayList<>(List.of("ensemble", "-q", Learn.predictions(), others, "-o", first));
            args.addAll(List.of(options.split(" ")));
            Command.succeed(args.toArray());
            assertEquals(Learn.QUERIES, Predictions.read(first).predictions().size());
            assertTrue(Files.mismatch(output, first) >= 0, options);
        }
        Command.succeed("ensemble", "-q", Learn.predictions(), others, "--weights", "0,1", "-o", first);
        Prediction alone = Predictions.read(first).predictions().get(0);
        assertEquals(
                shifted(usual.predictions().get(0)).windows().get(0),
                alone.windows().get(0));
    }

    @Test
    void tuningFindsTheModelThatIsRight() {
        Predictions usual = usual();
        Path wrong = others(new Predictions(
                usual.track(),
                true,
                usual.predictions().stream().map(EnsembleTest::surelyWrong).toList()));
        Command tuned =
                Command.succeed("ensemble", wrong, Learn.predictions(), "--tune", "-c", Learn.config(), "-o", output);
        assertTrue(tuned.out().contains("Recall in percent of 40 queries"), tuned.out());
        assertTrue(tuned.out().contains("standard deviation"), tuned.out());
        String options = tuned.out()
                .lines()
                .filter(l -> l.startsWith("Chosen: "))
                .findFirst()
                .orElseThrow();
        String table = Command.succeed("eval", "-q", "-c", Learn.config(), "-p", output)
                .out();
        assertTrue(table.contains("|  100.00  |"), table);

        Path again = folder.resolve("again.json");
        List<Object> args = new ArrayList<>(List.of("ensemble", "-q", wrong, Learn.predictions(), "-o", again));
        args.addAll(List.of(options.substring("Chosen: ".length()).split(" ")));
        Command.succeed(args.toArray());
        assertEquals(Predictions.read(output), Predictions.read(again), "the options say what was chosen");
    }

    private static Prediction surelyWrong(Prediction p) {
        return new Prediction(
                p.queryIdx(),
                p.annotationUid(),
                p.clipUid(),
                p.windows().stream()
                        .map(w -> new Window(w.start() + 1000, w.end() + 1000, Math.sqrt(w.score())))
                        .toList());
    }

    @Test
    void tuningNeedsPredictionsOfTheSplitWhoseAnswersAreKnown() {
        Path golden = GoldenSet.own("nlq").golden("predictions.json").orElseThrow();
        assertRefused(
                Command.run("ensemble", "-q", golden, "--tune", "-c", Learn.config(), "-o", output),
                golden + ": query ",
                " is not in ",
                "; is it the split's ground truth?");
    }

    @Test
    void moreFoldsThanVideosAndNegativeScoresToBeFusedAreRefused() {
        assertRefused(
                Command.run(
                        "ensemble",
                        "-q",
                        Learn.predictions(),
                        "--tune",
                        "-c",
                        Learn.config(),
                        "--folds",
                        99,
                        "-o",
                        output),
                "folds",
                "99");
        Predictions usual = usual();
        Prediction first = usual.predictions().get(0);
        Path others = others(new Predictions(
                usual.track(),
                true,
                List.of(new Prediction(
                        first.queryIdx(), first.annotationUid(), first.clipUid(), List.of(new Window(1, 2, -3))))));
        Object[] fuse = {"ensemble", "-q", Learn.predictions(), others, "--method", "wbf", "-o", output};
        assertRefused(Command.run(fuse), first.queryId(), "--scores quantile");
    }

    @Test
    void optionsThatDoNotGoTogetherAreWrongUsage() {
        Path p = Learn.predictions();
        for (Object[] args : List.of(
                new Object[] {"ensemble", p},
                new Object[] {"ensemble", p, "--tune"},
                new Object[] {"ensemble", p, "-c", Learn.config(), "-o", output},
                new Object[] {"ensemble", p, "--tune", "-c", Learn.config(), "--method", "nms"},
                new Object[] {"ensemble", p, "--tune", "-c", Learn.config(), "--folds", "1"},
                new Object[] {"ensemble", p, "--folds", "7", "-o", output},
                new Object[] {"ensemble", p, "--method", "mean", "-o", output},
                new Object[] {"ensemble", p, "--iou", "0.5", "-o", output},
                new Object[] {"ensemble", p, "--method", "wbf", "--iou", "1.5", "-o", output},
                new Object[] {"ensemble", p, p, "--weights", "1", "-o", output},
                new Object[] {"ensemble", p, p, "--weights", "0,0", "-o", output},
                new Object[] {"ensemble", p, p, "--weights", "1,-1", "-o", output},
                new Object[] {"ensemble", p, p, "--weights", "1,NaN", "-o", output})) {
            Command result = Command.run(args);
            assertEquals(2, result.code(), result.err());
            assertFalse(Files.exists(output));
        }
    }

    @Test
    void predictionsWithoutScoresAreRefused() {
        Path bare = Learn.predictions().resolveSibling("predictions_noscore.json");
        assertRefused(Command.run("ensemble", Learn.predictions(), bare, "-o", output), bare.toString(), "no scores");
    }

    @Test
    void predictionsForAnotherChallengeAreRefused() {
        Path others = others(new Predictions(Track.GOAL_STEP, true, usual().predictions()));
        assertRefused(
                Command.run("ensemble", Learn.predictions(), others, "-o", output),
                others.toString(),
                Track.GOAL_STEP.challenge());
    }

    @Test
    void aFileThatHoldsNoPredictionsIsRefused() {
        assertRefused(
                Command.run("ensemble", Learn.predictions(), Learn.config(), "-o", output),
                Learn.config().toString());
    }
}
