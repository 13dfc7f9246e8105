package io.github.osgnet4j.export;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.github.osgnet4j.export.Networks.Kind;
import io.github.osgnet4j.export.onnx.Tensor;
import io.github.osgnet4j.network.NamedTensor;
import io.github.osgnet4j.network.NetworkSpec;
import io.github.osgnet4j.postprocess.LevelScores;
import io.github.osgnet4j.runtime.Grounder;
import io.github.osgnet4j.runtime.GrounderOptions;
import io.github.osgnet4j.runtime.QueryInput;
import io.github.osgnet4j.runtime.StepObjects;
import io.github.osgnet4j.runtime.VideoInput;
import io.github.osgnet4j.runtime.bundle.Manifest;
import io.github.osgnet4j.runtime.bundle.Manifest.ObjectSource;
import io.github.osgnet4j.runtime.bundle.Target;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Queries of a video all at once on graphs for a GPU give what each gives alone on graphs for a CPU. */
class BatchedQueriesTest {

    private static final double TOLERANCE = 2e-5;
    private static final int CLASSES = 3;

    @TempDir
    private static Path folder;

    private static Grounder onCpu;
    private static Grounder onGpu;

    private final Random random = new Random(41);

    @BeforeAll
    static void export() {
        NetworkSpec spec = Kind.USUAL.spec();
        Map<String, NamedTensor> weights = Networks.weights(spec);
        for (Target target : Target.values()) {
            ExportSettings settings = Networks.settings(ObjectSource.LABELS).withTarget(target);
            assertTrue(Exporter.export(spec, weights, settings, folder.resolve(target.toString()))
                    .passed());
        }
        onCpu = Grounder.open(folder.resolve("cpu"));
        onGpu = Grounder.open(folder.resolve("gpu"), GrounderOptions.defaults().withBatchSize(8));
    }

    @AfterAll
    static void close() {
        onCpu.close();
        onGpu.close();
    }

    @Test
    void theManifestSaysWhoFindsTheObjects() {
        assertTrue(onGpu.bundle().manifest().takesObjectRows());
        assertFalse(onCpu.bundle().manifest().provenance().containsKey(Manifest.OBJECT_ROWS));
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 31, 32, 45})
    void queriesWithNoneOneAndManyObjects(int steps) {
        int[][] one = steps(steps, 0);
        one[steps / 2] = new int[] {1};
        List<QueryInput> queries = List.of(
                query("none", 4, StepObjects.none()),
                query("one", 1, new StepObjects.Classes(one)),
                query("a fifth", 3, new StepObjects.Classes(some(steps))),
                query("everywhere", 6, new StepObjects.Classes(steps(steps, 3))),
                query("behind the video", 2, new StepObjects.Classes(behind(steps))));
        VideoInput video = new VideoInput("v", normal(steps * 10), steps);
        List<List<LevelScores>> together = onGpu.score(onGpu.encode(video), queries);
        for (int i = 0; i < queries.size(); i++) {
            List<LevelScores> alone = onCpu.score(onCpu.encode(video), queries.get(i));
            for (int level = 0; level < alone.size(); level++) {
                String what = queries.get(i).id() + ", level " + level;
                compare(
                        what,
                        alone.get(level).logits(),
                        together.get(i).get(level).logits());
                compare(
                        what,
                        alone.get(level).offsets(),
                        together.get(i).get(level).offsets());
            }
        }
        List<LevelScores> noneAtAll =
                onGpu.score(onGpu.encode(video), queries.subList(0, 1)).get(0);
        compare("none at all", together.get(0).get(0).logits(), noneAtAll.get(0).logits());
    }

    private static int[][] steps(int count, int slots) {
        int[][] steps = new int[count][slots];
        for (int[] step : steps) {
            Arrays.setAll(step, slot -> slot % CLASSES);
        }
        return steps;
    }

    private int[][] some(int count) {
        int[][] steps = steps(count, 0);
        for (int step = 0; step < count; step += 5) {
            steps[step] = new int[] {random.nextInt(CLASSES), random.nextInt(CLASSES)};
        }
        return steps;
    }

    private static int[][] behind(int count) {
        int[][] steps = steps(count + 3, 0);
        steps[count] = new int[] {2};
        return steps;
    }

    private QueryInput query(String id, int tokens, StepObjects objects) {
        return new QueryInput(id, normal(tokens * 7), tokens, objects);
    }

    private float[] normal(int count) {
        return Tensor.random(random, count).values();
    }

    private static void compare(String what, float[] expected, float[] found) {
        assertEquals(expected.length, found.length, what);
        for (int i = 0; i < expected.length; i++) {
            double error = Math.abs(expected[i] - found[i]) / (1 + Math.abs(expected[i]));
            assertTrue(error <= TOLERANCE, what + ": expected " + expected[i] + ", found " + found[i]);
        }
    }
}
