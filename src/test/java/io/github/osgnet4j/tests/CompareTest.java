package io.github.osgnet4j.tests;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.github.osgnet4j.data.submission.Prediction;
import io.github.osgnet4j.data.submission.Predictions;
import io.github.osgnet4j.data.submission.SubmissionWriter;
import io.github.osgnet4j.postprocess.Window;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Two models' predictions side by side. */
class CompareTest {

    private static final Path GOLDEN = Learn.SET.golden("predictions.json").orElseThrow();

    @TempDir
    Path folder;

    private Path worse;

    /** Three of forty queries whose windows are elsewhere, and two without an answer. */
    @BeforeEach
    void write() {
        Predictions good = Predictions.read(GOLDEN);
        List<Prediction> some = good.predictions().subList(0, 38).stream()
                .map(p -> p.queryIdx() == 1 && good.predictions().indexOf(p) < 12 ? shifted(p) : p)
                .toList();
        worse = folder.resolve("worse.json");
        SubmissionWriter.write(worse, good.track(), true, some.iterator());
    }

    private static Prediction shifted(Prediction p) {
        return new Prediction(
                p.queryIdx(),
                p.annotationUid(),
                p.clipUid(),
                p.windows().stream()
                        .map(w -> new Window(w.start() + 1000, w.end() + 1000, w.score()))
                        .toList());
    }

    @Test
    void whatChangedIsInTextJsonAndPage() throws IOException {
        Path html = folder.resolve("C.html");
        Path json = folder.resolve("C.json");
        Command result =
                Command.succeed("compare", worse, GOLDEN, "-c", Learn.config(), "--html", html, "--json", json);

        assertEquals("", result.err());
        assertTrue(result.out().contains("38 queries answered by both, in 10 videos"), result.out());
        assertTrue(result.out().contains("by B alone: 2"), result.out());
        assertTrue(result.out().contains("R@10 counts no further windows: no query has more than 5"), result.out());
        assertTrue(result.out().contains("Gained most"), result.out());
        assertFalse(result.out().contains("Lost most"), result.out());
        JsonNode figures = new ObjectMapper().readTree(json.toFile());
        JsonNode first = figures.get("differences").get(0);
        assertEquals("R@1, IoU 0.3", first.get("name").asText());
        assertEquals(300.0 / 38, first.get("difference").asDouble(), 1e-9);
        assertEquals(3, first.get("won").asInt());
        assertEquals(0, first.get("lost").asInt());
        assertTrue(first.get("low").asDouble() <= first.get("difference").asDouble());
        assertTrue(first.get("high").asDouble() >= first.get("difference").asDouble());
        assertEquals(3, figures.get("gained").size());
        String page = Files.readString(html);
        assertTrue(page.contains("A: worse.json, B: predictions.json"), "the heading");
        assertTrue(page.contains(Hashes.sha256(worse)));
        assertFalse(page.contains(folder.toString()));

        Path again = folder.resolve("again.json");
        Command.succeed("compare", worse, GOLDEN, "-c", Learn.config(), "--json", again);
        assertEquals(-1, Files.mismatch(json, again), "the same seed, the same intervals");
    }

    @Test
    void aModelComparedWithItselfDiffersNowhere() {
        Command result = Command.succeed("compare", GOLDEN, GOLDEN, "-c", Learn.config());
        assertTrue(result.out().contains("+0.00 to +0.00"), result.out());
        assertFalse(result.out().contains("*"), result.out());
    }

    @Test
    void aStarIsExplained() {
        Predictions usual = Predictions.read(GOLDEN);
        Path wrong = folder.resolve("wrong.json");
        SubmissionWriter.write(
                wrong,
                usual.track(),
                true,
                usual.predictions().stream().map(CompareTest::shifted).iterator());
        Command result = Command.succeed("compare", wrong, GOLDEN, "-c", Learn.config());
        assertTrue(result.out().contains("* the interval does not include 0"), result.out());
    }

    @Test
    void aSplitWithoutAnswersIsRefused() throws IOException {
        Path unanswered = folder.resolve("test_unannotated.json");
        String truth = Files.readString(Learn.folder().resolve("annotations/val_gt.json"));
        Files.writeString(unanswered, truth.replaceAll("\"clip_(start|end)_sec\": [0-9.]+, ", ""));
        Command result = Command.run(
                "compare", GOLDEN, GOLDEN, "-c", Learn.config(), "--set", "dataset.json_file=" + unanswered);
        assertEquals(1, result.code());
        assertTrue(result.err().contains("no answer to any"), result.err());
    }

    @Test
    void foreignFilesAndWrongOptionsAreRefused() throws IOException {
        Path foreign = GoldenSet.own("nlq").golden("predictions.json").orElseThrow();
        Path html = folder.resolve("C.html");
        Command result = Command.run("compare", GOLDEN, foreign, "-c", Learn.config(), "--html", html);
        assertEquals(1, result.code());
        assertTrue(result.err().contains(foreign + ": "), result.err());
        assertFalse(Files.exists(html));
        Command over = Command.run("compare", worse, GOLDEN, "-c", Learn.config(), "--json", worse);
        assertEquals(1, over.code());
        assertTrue(over.err().contains("is the input"), over.err());
        for (String wrong : List.of("--resamples 99", "--resamples 100001", "--examples 501", "--seed x")) {
            String[] words = wrong.split(" ");
            assertEquals(
                    2,
                    Command.run("compare", worse, GOLDEN, "-c", Learn.config(), words[0], words[1])
                            .code(),
                    wrong);
        }
    }
}
