package io.github.osgnet4j.tests;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.github.osgnet4j.data.submission.Prediction;
import io.github.osgnet4j.data.submission.Predictions;
import io.github.osgnet4j.postprocess.Window;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** {@code osgnet ground --official-batch} against what the official evaluation answered at that batch size. */
class OfficialBatchTest {

    @TempDir
    static Path shared;

    @TempDir
    Path folder;

    private static void export(GoldenSet set, Path bundle, Object... more) {
        List<Object> args = new ArrayList<>(List.of("export", "-q", "-c", set.config(), "-o", bundle, "-w"));
        args.add(set.folder().resolve("model_4_12.5.pth.tar"));
        args.addAll(List.of(more));
        Command.succeed(args.toArray());
    }

    /** What is exported once, and answered once. */
    private static Path bundle(GoldenSet set) {
        Path bundle = shared.resolve(set.folder().getFileName());
        if (!Files.exists(bundle)) {
            export(set, bundle);
        }
        return bundle;
    }

    private static Path answers(GoldenSet set, int size) {
        Path output = shared.resolve(set.folder().getFileName() + ".json");
        if (!Files.exists(output)) {
            ground(set, bundle(set), output, "--official-batch", size);
        }
        return output;
    }

    private static void ground(GoldenSet set, Path bundle, Path output, Object... more) {
        List<Object> args = new ArrayList<>(List.of("ground", "-q", "-m", bundle, "-c", set.config(), "-o", output));
        args.addAll(List.of(more));
        Command.succeed(args.toArray());
    }

    @ParameterizedTest
    @CsvSource({"nlq, 4", "goal, 3"})
    void theWindowsAreThoseOfTheOfficialEvaluation(String name, int size) throws IOException {
        GoldenSet set = GoldenSet.own(name);
        List<Prediction> found = Predictions.read(answers(set, size)).predictions();
        List<Prediction> official = Predictions.read(
                        set.golden("predictions_batch_" + size + ".json.gz").orElseThrow())
                .predictions();
        assertEquals(official.size(), found.size());
        for (int i = 0; i < found.size(); i++) {
            assertWindows(official.get(i), found.get(i));
        }
        // One query more or less in a batch would show.
        List<Prediction> alone =
                Predictions.read(set.golden("predictions.json").orElseThrow()).predictions();
        long changed = 0;
        for (int i = 0; i < found.size(); i++) {
            changed += distance(alone.get(i), found.get(i)) > 0.01 ? 1 : 0;
        }
        assertTrue(changed >= 10, changed + " queries differ from those answered alone");
    }

    @Test
    void shardsPadByTheBatchesOfTheWholeFile() throws IOException {
        GoldenSet set = GoldenSet.own("goal");
        Path whole = answers(set, 3);
        Path merged = folder.resolve("S.json");
        for (int shard = 1; shard <= 2; shard++) {
            ground(set, bundle(set), merged, "--official-batch", 3, "--shard", shard + "/2");
        }
        Path first = folder.resolve("S.json.shard-1-of-2");
        Command.succeed("merge", first, folder.resolve("S.json.shard-2-of-2"), "-o", merged);
        assertArrayEquals(Files.readAllBytes(whole), Files.readAllBytes(merged));
    }

    private static void assertWindows(Prediction official, Prediction found) {
        assertEquals(official.queryId(), found.queryId());
        assertEquals(official.windows().size(), found.windows().size(), official.queryId());
        assertEquals(0, distance(official, found), 0.01, official.queryId());
        for (int i = 0; i < found.windows().size(); i++) {
            // The official scores have three decimals.
            assertEquals(
                    official.windows().get(i).score(), found.windows().get(i).score(), 6e-4, official.queryId());
        }
    }

    /** The most seconds between ends of windows of the same rank. */
    private static double distance(Prediction one, Prediction other) {
        double distance = 0;
        for (int i = 0; i < Math.min(one.windows().size(), other.windows().size()); i++) {
            Window a = one.windows().get(i);
            Window b = other.windows().get(i);
            distance = Math.max(distance, Math.max(Math.abs(a.start() - b.start()), Math.abs(a.end() - b.end())));
        }
        return distance;
    }

    @Test
    void aBatchOfOneIsAQueryAlone() throws IOException {
        GoldenSet learn = GoldenSet.own("learn");
        Path output = folder.resolve("P.json");
        ground(learn, Learn.bundle(), output, "--official-batch", 1);
        assertArrayEquals(Files.readAllBytes(Learn.predictions()), Files.readAllBytes(output));
    }

    @Test
    void graphsForAGpuCannotPadLikeThat() {
        GoldenSet set = GoldenSet.own("nlq");
        Path bundle = folder.resolve("bundle");
        export(set, bundle, "--target", "gpu");
        Path output = folder.resolve("P.json");
        Command result =
                Command.run("ground", "-q", "-m", bundle, "-c", set.config(), "--official-batch", 4, "-o", output);
        assertEquals(1, result.code());
        assertTrue(result.err().contains("Export its weights again, for target cpu"), result.err());
        assertFalse(Files.exists(output));
        assertEquals(
                2,
                Command.run("ground", "-m", bundle, "-c", set.config(), "--official-batch", 0, "-o", output)
                        .code());
    }
}
