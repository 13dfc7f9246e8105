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
    Path folder;

    private Path export(GoldenSet set, Object... more) {
        Path bundle = folder.resolve("bundle" + more.length);
        List<Object> args = new ArrayList<>(List.of("export", "-q", "-c", set.config(), "-o", bundle, "-w"));
        args.add(set.folder().resolve("model_4_12.5.pth.tar"));
        args.addAll(List.of(more));
        Command.succeed(args.toArray());
        return bundle;
    }

    private Path ground(GoldenSet set, Path bundle, String name, Object... more) {
        Path output = folder.resolve(name);
        List<Object> args = new ArrayList<>(List.of("ground", "-q", "-m", bundle, "-c", set.config(), "-o", output));
        args.addAll(List.of(more));
        Command.succeed(args.toArray());
        return output;
    }

    @ParameterizedTest
    @CsvSource({"nlq, 4", "goal, 3"})
    void theWindowsAreThoseOfTheOfficialEvaluation(String name, int size) throws IOException {
        GoldenSet set = GoldenSet.own(name);
        Path bundle = export(set);
        Path output = ground(set, bundle, "P.json", "--official-batch", size);
        List<Prediction> found = Predictions.read(output).predictions();
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

        if (size == 4) {
            return;
        }
        // Shards pad by the batches of the whole file.
        for (int shard = 1; shard <= 2; shard++) {
            ground(set, bundle, "S.json", "--official-batch", size, "--shard", shard + "/2");
        }
        Path shards = folder.resolve("S.json.shard-1-of-2");
        Command.succeed("merge", shards, folder.resolve("S.json.shard-2-of-2"), "-o", folder.resolve("S.json"));
        assertArrayEquals(Files.readAllBytes(output), Files.readAllBytes(folder.resolve("S.json")));
    }

    private static void assertWindows(Prediction official, Prediction found) {
        assertEquals(official.queryId(), found.queryId());
        assertEquals(official.windows().size(), found.windows().size(), official.queryId());
        assertEquals(0, distance(official, found), 0.01, official.queryId());
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
        Path output = ground(learn, Learn.bundle(), "P.json", "--official-batch", 1);
        assertArrayEquals(Files.readAllBytes(Learn.predictions()), Files.readAllBytes(output));
    }

    @Test
    void graphsForAGpuCannotPadLikeThat() {
        GoldenSet set = GoldenSet.own("nlq");
        Path bundle = export(set, "--target", "gpu");
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
