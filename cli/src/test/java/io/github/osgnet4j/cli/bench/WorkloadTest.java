package io.github.osgnet4j.cli.bench;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.github.osgnet4j.data.DataException;
import io.github.osgnet4j.postprocess.RankingOptions;
import io.github.osgnet4j.runtime.QueryInput;
import io.github.osgnet4j.runtime.StepObjects;
import io.github.osgnet4j.runtime.bundle.Manifest;
import io.github.osgnet4j.runtime.bundle.Manifest.ClassEmbeddings;
import io.github.osgnet4j.runtime.bundle.Manifest.Dimensions;
import io.github.osgnet4j.runtime.bundle.Manifest.ObjectSource;
import io.github.osgnet4j.runtime.bundle.Manifest.Preprocessing;
import io.github.osgnet4j.runtime.bundle.Precision;
import io.github.osgnet4j.runtime.bundle.Target;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Inputs of a benchmark: random numbers, real shapes. */
class WorkloadTest {

    private static final int CLASSES = 5;
    private static final Manifest BUNDLE = new Manifest(
            Manifest.FORMAT,
            21,
            Target.CPU,
            Precision.FLOAT32,
            Map.of(),
            new Dimensions(6, 4, 3, 8, 1, 1024, 512, List.of(1, 2), false),
            new Preprocessing(16, 16, 30, false, ObjectSource.LABELS),
            RankingOptions.official(),
            Optional.of(new ClassEmbeddings("class_embeddings.bin", CLASSES, 8)),
            List.of(),
            List.of(),
            Map.of());
    private static final Workload.Objects FIFTH = new Workload.Objects(0.2, 1);

    @TempDir
    Path folder;

    private Path annotations(String... lines) throws IOException {
        return Files.write(folder.resolve("annotations.jsonl"), Arrays.asList(lines));
    }

    private static String line(String video, double duration, String query, String labels) {
        return "{\"query_id\":\"" + query.hashCode() + "_0\",\"query\":\"" + query + "\",\"duration\":" + duration
                + ",\"video_id\":\"" + video + "\",\"query_type\":\"nlq\",\"timestamps\":[],\"label\":[" + labels
                + "]}";
    }

    private static String label(String id) {
        return "{\"class_id\":" + id + ",\"class_name\":\"x\",\"score\":1,\"text\":\"x\"}";
    }

    private static int[][] steps(QueryInput query) {
        return ((StepObjects.Classes) query.objects()).steps();
    }

    @Test
    void aSyntheticClipHasTheStepsAndQueriesAskedFor() {
        BenchClip clip = Workload.synthetic(BUNDLE, FIFTH, 900, 12).clip(0);
        assertEquals(900, clip.video().steps());
        assertEquals(900 * BUNDLE.dimensions().videoDim(), clip.video().features().length);
        assertEquals(12, clip.queries().size());
        QueryInput query = clip.queries().get(0);
        assertEquals(query.tokenCount() * BUNDLE.dimensions().textDim(), query.tokens().length);
    }

    @Test
    void objectsFillTheirShareOfTheStepsInStretches() {
        for (QueryInput query :
                Workload.synthetic(BUNDLE, FIFTH, 900, 12).clip(0).queries()) {
            int[][] steps = steps(query);
            long seen = Arrays.stream(steps).filter(step -> step.length == 1).count();
            assertEquals(180, seen, 8);
            int stretches = 0;
            for (int t = 1; t < steps.length; t++) {
                stretches += steps[t].length > steps[t - 1].length ? 1 : 0;
            }
            assertTrue(stretches <= 24, stretches + " stretches");
        }
    }

    @Test
    void theSameArgumentsGiveTheSameNumbers() {
        BenchClip one = Workload.synthetic(BUNDLE, FIFTH, 50, 2).clip(0);
        BenchClip other = Workload.synthetic(BUNDLE, FIFTH, 50, 2).clip(0);
        assertArrayEquals(one.video().features(), other.video().features());
        assertArrayEquals(one.queries().get(1).tokens(), other.queries().get(1).tokens());
    }

    @Test
    void anAnnotationFileGivesClipsDurationsQueriesAndLabels() throws IOException {
        Path file = annotations(
                line("first", 480, "where is the big knife", label("2")),
                line("second", 240, "what", ""),
                line("first", 480, "who", label("[3,1]") + "," + label("0")),
                line("third", 100, "why", label("1")));
        Workload workload = Workload.annotated(BUNDLE, new Workload.Objects(0.2, 2), file, 2, 12);
        assertEquals(2, workload.size());
        assertEquals(3, workload.queries());
        assertEquals(2, workload.queriesWithObjects());

        BenchClip first = workload.clip(0);
        assertEquals("first", first.video().id());
        assertEquals(480, first.duration());
        assertEquals(900, first.video().steps());
        assertEquals(5 + 2, first.queries().get(0).tokenCount());
        assertEquals(1, BenchClip.objectsPerStep(first.queries().get(0)));
        assertEquals(2, BenchClip.objectsPerStep(first.queries().get(1)));
        int[] seen = Arrays.stream(steps(first.queries().get(1)))
                .filter(step -> step.length > 0)
                .findFirst()
                .orElseThrow();
        assertArrayEquals(new int[] {3, 0}, seen);

        BenchClip second = workload.clip(1);
        assertEquals(StepObjects.none(), second.queries().get(0).objects());
        assertEquals(0, BenchClip.objectsPerStep(second.one()));
    }

    @Test
    void theQueryAskedAloneSeesAnObjectWhereOneDoes() throws IOException {
        Path file = annotations(line("clip", 480, "what is it", ""), line("clip", 480, "who was it", label("2")));
        BenchClip clip = Workload.annotated(BUNDLE, FIFTH, file, 1, 12).clip(0);
        assertEquals(1, BenchClip.objectsPerStep(clip.one()));
    }

    @Test
    void aClassBeyondTheBundlesTableBecomesOneOfIt() throws IOException {
        Path file = annotations(line("clip", 480, "what", label("1000003")));
        BenchClip clip = Workload.annotated(BUNDLE, FIFTH, file, 1, 12).clip(0);
        for (int[] step : steps(clip.queries().get(0))) {
            assertTrue(step.length == 0 || step[0] == 1000003 % CLASSES, Arrays.toString(step));
        }
    }

    @Test
    void withoutObjectsNoneIsSeen() {
        Workload none = Workload.synthetic(BUNDLE, new Workload.Objects(0, 1), 50, 2);
        assertEquals(0, none.queriesWithObjects());
        assertEquals(StepObjects.none(), none.clip(0).queries().get(0).objects());
    }

    @Test
    void anAnnotationFileWithoutQueriesIsNamed() throws IOException {
        Path file = annotations();
        String message = assertThrows(DataException.class, () -> Workload.annotated(BUNDLE, FIFTH, file, 1, 12))
                .getMessage();
        assertTrue(message.contains("annotations.jsonl: empty"), message);
    }
}
