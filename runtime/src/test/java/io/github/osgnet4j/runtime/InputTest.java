package io.github.osgnet4j.runtime;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.github.osgnet4j.postprocess.OrderPrior;
import io.github.osgnet4j.runtime.bundle.Manifest;
import io.github.osgnet4j.runtime.error.InferenceException;
import io.github.osgnet4j.runtime.error.InputException;
import io.github.osgnet4j.runtime.error.NotFiniteException;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class InputTest {

    private static final int[][] NO_STEPS = {};

    private static Grounder grounder;
    private static EncodedVideo video;

    @BeforeAll
    static void open(@TempDir Path folder) {
        grounder = Grounder.open(
                new TinyBundle(true).write(folder), GrounderOptions.defaults().withIntraOpThreads(1));
        video = grounder.encode(new VideoInput("v", new float[6 * TinyNetwork.VIDEO], 6));
    }

    @AfterAll
    static void close() {
        grounder.close();
    }

    @Test
    void aVideoWithoutStepsIsRefused() {
        assertVideo("Video 'clip' has 0 steps, expected at least 1", new float[0], 0);
        assertVideo("Video 'clip' has -1 steps", new float[0], -1);
    }

    @Test
    void aVideoOfAnotherSizeIsRefusedWithBothSizes() {
        assertVideo("has 11 numbers, 3 steps of 4 channels need 12", new float[11], 3);
        assertVideo("has 12 numbers, 2147483000 steps of 4 channels need 8589932000", new float[12], 2147483000);
        assertVideo("has 12 numbers, 536870913 steps of 4 channels need 2147483652", new float[12], 536870913);
        assertVideo("too many to be padded", new float[12], Integer.MAX_VALUE);
    }

    @ParameterizedTest
    @ValueSource(floats = {Float.NaN, Float.POSITIVE_INFINITY, Float.NEGATIVE_INFINITY})
    void featuresThatAreNotFiniteAreRefusedWithTheirPlace(float bad) {
        float[] features = new float[12];
        features[9] = bad;
        assertVideo("Video 'clip': step 2 holds " + bad + " at 9, expected finite numbers", features, 3);
        assertQuery("Query 'q': token 3 holds " + bad, features, 4, StepObjects.none());
        assertQuery(
                "Query 'q': object feature of row 4 holds " + bad + " at 1",
                new float[3],
                1,
                new StepObjects.Rows(features, 6, new int[][] {{0}, {4}}));
    }

    @Test
    void rowsThatNoStepUsesAreNotLookedAt() {
        float[] table = {1, 2, Float.NaN, 3};
        List<?> scores = grounder.score(
                video, new QueryInput("q", new float[3], 1, new StepObjects.Rows(table, 2, new int[][] {{0}})));
        assertTrue(scores.size() == 2);
    }

    @Test
    void anEmptyQueryIsRefused() {
        assertQuery("Query 'q' has 0 tokens, expected at least 1", new float[0], 0, StepObjects.none());
    }

    @Test
    void aQueryOfAnotherSizeIsRefusedWithBothSizes() {
        assertQuery("has 7 numbers, 2 tokens of 3 channels need 6", new float[7], 2, StepObjects.none());
    }

    @Test
    void objectsOutOfRangeAreRefusedWithTheirStep() {
        float[] tokens = new float[3];
        assertQuery(
                "has class id 5 among the objects of step 1, expected 0 to 4",
                tokens,
                1,
                new StepObjects.Classes(new int[][] {{0}, {4, 5}}));
        assertQuery("has class id -1", tokens, 1, new StepObjects.Classes(new int[][] {{-1}}));
        assertQuery("has row 2", tokens, 1, new StepObjects.Rows(new float[4], 2, new int[][] {{2}}));
        assertQuery("has row 0", tokens, 1, new StepObjects.Rows(new float[0], 0, new int[][] {{0}}));
    }

    @Test
    void aQueryThatLooksAtOtherObjectsKeepsAllElse() {
        StepObjects objects = new StepObjects.Classes(new int[][] {{0}});
        QueryInput query = new QueryInput("q", new float[3], 1, StepObjects.none())
                .withOrderPrior(new OrderPrior(2, 3))
                .withPadding();
        QueryInput expected = new QueryInput("q", query.tokens(), 1, objects, query.orderPrior(), true);
        assertEquals(expected, query.withObjects(objects));
    }

    @Test
    void anObjectTableOfAnotherSizeIsRefused() {
        assertQuery(
                "has 5 numbers in its object table, 2 rows of 2 need 4",
                new float[3],
                1,
                new StepObjects.Rows(new float[5], 2, NO_STEPS));
        assertQuery("-1 rows", new float[3], 1, new StepObjects.Rows(new float[0], -1, NO_STEPS));
    }

    @Test
    void aWrongQueryAmongSeveralIsNamed() {
        QueryInput good = new QueryInput("good", new float[3], 1, StepObjects.none());
        QueryInput bad = new QueryInput("bad", new float[2], 1, StepObjects.none());
        InputException e = assertThrows(InputException.class, () -> grounder.score(video, List.of(good, bad)));
        assertTrue(e.getMessage().startsWith("Query 'bad'"), e.getMessage());
    }

    @Test
    void classIdsNeedClassEmbeddings(@TempDir Path folder) {
        TinyBundle without = new TinyBundle(true);
        without.classEmbeddings = false;
        try (Grounder other = Grounder.open(without.write(folder))) {
            QueryInput query = new QueryInput("q", new float[3], 1, new StepObjects.Classes(new int[][] {{0}}));
            EncodedVideo same = other.encode(new VideoInput("v", new float[TinyNetwork.VIDEO], 1));
            InputException e = assertThrows(InputException.class, () -> other.score(same, query));
            assertTrue(e.getMessage().contains("no class embeddings"), e.getMessage());
        }
    }

    @Test
    void aVideoOfAnotherBundleIsRefused(@TempDir Path folder) {
        TinyBundle bundle = new TinyBundle(true);
        TinyGraph g = new TinyGraph();
        String features = g.input("features", TinyGraph.FLOAT, -1, -1, TinyNetwork.VIDEO);
        g.input("lengths", TinyGraph.INT64, -1);
        for (String name : bundle.network.dimensions().encodings()) {
            g.output(name, g.op("Abs", features), -1, -1, TinyNetwork.VIDEO);
        }
        bundle.files.put(Manifest.VIDEO_GRAPH, g.bytes());
        QueryInput query = new QueryInput("q", new float[3], 1, StepObjects.none());
        try (Grounder other = Grounder.open(bundle.write(folder))) {
            InputException e = assertThrows(InputException.class, () -> other.score(video, query));
            assertTrue(e.getMessage().contains("another bundle"), e.getMessage());
        }
    }

    @Test
    void aGraphThatGivesAnotherShapeIsAnInferenceError(@TempDir Path folder) {
        TinyBundle bundle = new TinyBundle(true);
        TinyGraph g = new TinyGraph();
        String features = g.input("features", TinyGraph.FLOAT, -1, -1, TinyNetwork.VIDEO);
        g.input("lengths", TinyGraph.INT64, -1);
        for (String name : bundle.network.dimensions().encodings()) {
            g.output(name, g.op("Abs", g.op("Concat", "axis", 1, features, features)), -1, -1, TinyNetwork.VIDEO);
        }
        bundle.files.put(Manifest.VIDEO_GRAPH, g.bytes());
        try (Grounder other = Grounder.open(bundle.write(folder))) {
            InferenceException e = assertThrows(
                    InferenceException.class, () -> other.encode(new VideoInput("v", new float[TinyNetwork.VIDEO], 1)));
            assertTrue(e.getMessage().contains("video.onnx"), e.getMessage());
        }
    }

    @Test
    void scoresThatAreNotFiniteAreNamed() {
        float[] huge = new float[4 * TinyNetwork.VIDEO];
        huge[0] = Float.MAX_VALUE;
        EncodedVideo overflowing = grounder.encode(new VideoInput("v", huge, 4));
        QueryInput query = new QueryInput("q", new float[3], 1, StepObjects.none());
        NotFiniteException e = assertThrows(NotFiniteException.class, () -> grounder.score(overflowing, query));
        assertTrue(e.getMessage().contains("query.onnx gave NaN or infinity in cls_logits_0"), e.getMessage());
    }

    @ParameterizedTest
    @ValueSource(doubles = {0, -1, Double.NaN, Double.POSITIVE_INFINITY})
    void aClipWithoutLengthIsRefused(double seconds) {
        QueryInput query = new QueryInput("q", new float[3], 1, StepObjects.none());
        InputException e = assertThrows(InputException.class, () -> grounder.ground(video, query, seconds));
        assertTrue(e.getMessage().contains("A clip of " + seconds + " seconds"), e.getMessage());
    }

    @Test
    void noWindowsAtAllCannotBeAskedFor() {
        QueryInput query = new QueryInput("q", new float[3], 1, StepObjects.none());
        assertThrows(InputException.class, () -> grounder.ground(video, query, 10, 0));
    }

    private static void assertVideo(String reason, float[] features, int steps) {
        InputException e =
                assertThrows(InputException.class, () -> grounder.encode(new VideoInput("clip", features, steps)));
        assertTrue(e.getMessage().contains(reason), e.getMessage());
    }

    private static void assertQuery(String reason, float[] tokens, int count, StepObjects objects) {
        InputException e = assertThrows(
                InputException.class, () -> grounder.score(video, new QueryInput("q", tokens, count, objects)));
        assertTrue(e.getMessage().contains(reason), e.getMessage());
    }
}
