package io.github.osgnet4j.tests;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.github.osgnet4j.data.config.Track;
import io.github.osgnet4j.data.submission.Prediction;
import io.github.osgnet4j.data.submission.Predictions;
import io.github.osgnet4j.data.submission.SubmissionWriter;
import io.github.osgnet4j.postprocess.Window;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What is said of a submission before it is uploaded. */
class SubmissionTest {

    @TempDir
    Path folder;

    private static Path truth() {
        return Learn.folder().resolve("annotations/val_gt.json");
    }

    private void assertReady(Path file, Path annotations) {
        Command result = Command.run("submission", "check", file, "--annotations", annotations);
        assertEquals(0, result.code(), result.out() + result.err());
        assertEquals(1, result.out().lines().count(), result.out());
        assertTrue(result.out().contains("40 queries with five windows each"), result.out());
    }

    @Test
    void whatGroundAndEnsembleWriteIsReady() {
        Path zip = folder.resolve("S.zip");
        Command.succeed("ensemble", "-q", Learn.predictions(), "-o", zip);
        Path grounded = folder.resolve("G.zip");
        Predictions predictions = Predictions.read(Learn.predictions());
        SubmissionWriter.writeCodabench(
                grounded, predictions.track(), predictions.predictions().iterator());
        for (Path annotations : List.of(Learn.annotations(), truth())) {
            assertReady(zip, annotations);
            assertReady(grounded, annotations);
            assertReady(Learn.predictions(), annotations);
            assertReady(Learn.predictions().resolveSibling("predictions_noscore.json"), annotations);
        }
    }

    @Test
    void everyProblemIsCountedWithTheFirstAndWhatToDo() {
        Predictions usual = Predictions.read(Learn.predictions());
        List<Prediction> wrong = usual.predictions().subList(5, 40).stream()
                .map(p -> new Prediction(
                        p.queryIdx(),
                        p.annotationUid(),
                        p.clipUid(),
                        p.windows().stream()
                                .limit(4)
                                .map(w -> new Window(w.end() + 1, w.start(), w.score()))
                                .toList()))
                .toList();
        Path file = folder.resolve("S.json");
        SubmissionWriter.write(file, Track.GOAL_STEP, false, wrong.iterator());

        Command result = Command.run("submission", "check", file, "--annotations", truth());

        assertEquals(1, result.code());
        String out = result.out();
        assertTrue(out.contains("problem: 1 x challenge is missing or wrong"), out);
        assertTrue(out.contains("problem: 5 x query has no answer"), out);
        assertTrue(out.contains(usual.predictions().get(0).annotationUid()), out);
        assertTrue(out.contains("    - and 2 more"), out);
        assertTrue(out.contains("problem: 35 x query has not exactly five windows"), out);
        assertTrue(out.contains("problem: 140 x window ends before it starts"), out);
        assertTrue(out.contains("To do: Ask for five (--top-k 5)"), out);
        assertTrue(out.endsWith("4 kinds of problems; do not upload it." + System.lineSeparator()), out);
    }

    @Test
    void goalStepWithoutDurationsSaysWhatItCannotCheck() throws IOException {
        Path test = Files.writeString(
                folder.resolve("goalstep_test_unannotated.json"),
                "{\"videos\": [{\"video_uid\": \"v\", \"step_segments\": [{\"step_description\": \"cut\"}]}]}");
        Path videos = Files.writeString(
                folder.resolve("ego4d.json"), "{\"videos\": [{\"video_uid\": \"v\", \"duration_sec\": 7.5}]}");
        Path zip = folder.resolve("S.zip");
        SubmissionWriter.writeCodabench(
                zip,
                Track.GOAL_STEP,
                List.of(new Prediction(0, "v", "v", List.of(new Window(0, 8, 1))))
                        .iterator());

        Command unsure = Command.run("submission", "check", zip, "--annotations", test, "--track", "goalstep");
        assertEquals(0, unsure.code(), unsure.out());
        assertTrue(unsure.err().contains("--videos ego4d.json"), unsure.err());
        Command sure = Command.run("submission", "check", zip, "--annotations", test, "--videos", videos);
        assertEquals(1, sure.code(), sure.out());
        assertTrue(sure.out().contains("5 x window ends after its clip"), sure.out());
        assertTrue(sure.out().contains("1 kind of problem; do"), sure.out());
        Command other = Command.run("submission", "check", zip, "--annotations", test, "--track", "nlq");
        assertEquals(1, other.code());
        assertTrue(other.err().contains("laid out as goal_step, not as nlq"), other.err());
        assertEquals(
                2,
                Command.run("submission", "check", zip, "--annotations", test, "--track", "mq")
                        .code());
        assertEquals(
                2,
                Command.run("submission", "check", zip, "--annotations", test, "--groups", zip)
                        .code());
    }

    @Test
    void aFileThatIsNoSubmissionIsOneError() throws IOException {
        Path file = Files.writeString(folder.resolve("S.json"), "{\"results\": [{\"a\": " + "[".repeat(5000));
        Command result = Command.run("submission", "check", file, "--annotations", truth());
        assertEquals(1, result.code());
        assertEquals("", result.out());
        assertEquals(1, result.err().lines().count(), result.err());
        assertTrue(result.err().contains(file.toString()), result.err());
    }
}
