package io.github.osgnet4j.runtime;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.github.osgnet4j.postprocess.LevelScores;
import io.github.osgnet4j.postprocess.OrderPrior;
import io.github.osgnet4j.postprocess.RankingOptions;
import io.github.osgnet4j.postprocess.SequenceDecoder;
import io.github.osgnet4j.postprocess.SequenceOptions;
import io.github.osgnet4j.postprocess.Window;
import io.github.osgnet4j.runtime.error.InputException;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class GrounderTest {

    private static final GrounderOptions OPTIONS =
            GrounderOptions.defaults().withIntraOpThreads(1).withBatchSize(3);

    @TempDir
    private Path folder;

    private TinyBundle bundle;
    private Grounder grounder;

    @BeforeEach
    void open() {
        bundle = new TinyBundle(true);
        grounder = Grounder.open(bundle.write(folder), OPTIONS);
    }

    @AfterEach
    void close() {
        grounder.close();
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 7, 8, 9, 16, 100})
    void scoresEveryPositionOfEveryLevelAtAnyLength(int steps) {
        float[] features = TinyBundle.random(steps, steps * TinyNetwork.VIDEO);
        float[] tokens = TinyBundle.random(1, 4 * TinyNetwork.TEXT);
        List<LevelScores> found = grounder.score(
                grounder.encode(new VideoInput("v", features, steps)),
                new QueryInput("q", tokens, 4, StepObjects.none()));
        assertScores(TinyNetwork.expected(features, tokens, new float[0], new int[0][]), found, 1e-5);
    }

    @Test
    void warmingUpChangesNothing() {
        grounder.warmUp(1, 600);
        scoresEveryPositionOfEveryLevelAtAnyLength(9);
        InputException e = assertThrows(InputException.class, () -> grounder.warmUp(0));
        assertTrue(e.getMessage().contains("0 steps"), e.getMessage());
    }

    @Test
    void aVideoIsEncodedStepByStep() {
        float[] features = TinyBundle.random(1, 5 * TinyNetwork.VIDEO);
        EncodedVideo video = grounder.encode(new VideoInput("v", features, 5));
        assertEquals("v", video.id());
        assertEquals(5, video.steps());
        assertEquals(TinyNetwork.VIDEO, video.channels());
        float[] values = new float[5 * TinyNetwork.VIDEO];
        video.values().get(values);
        for (int i = 0; i < values.length; i++) {
            assertEquals(2 * features[i] + 0.06, values[i], 1e-6, "S is 6, element " + i);
        }
    }

    @Test
    void classIdsAreRowsOfTheBundlesEmbeddings() {
        int[][] steps = {{4}, {}, {0, 4, 2}, {2, 2}};
        assertObjects(new StepObjects.Classes(steps), bundle.embeddings, steps);
    }

    @Test
    void featureRowsAreThoseOfTheCaller() {
        float[] table = TinyBundle.random(5, 3 * TinyNetwork.OBJECT);
        int[][] steps = {{}, {2}, {0, 1, 2}};
        assertObjects(new StepObjects.Rows(table, 3, steps), table, steps);
    }

    @Test
    void objectsRecordedBeyondThePaddedLengthAreNotRead() {
        int[][] steps = new int[40][];
        for (int i = 0; i < steps.length; i++) {
            steps[i] = new int[] {i % TinyBundle.CLASSES};
        }
        assertObjects(new StepObjects.Classes(steps), bundle.embeddings, steps);
    }

    @Test
    void aNetworkWithoutObjectsTakesNone(@TempDir Path other) {
        float[] features = TinyBundle.random(3, 6 * TinyNetwork.VIDEO);
        float[] tokens = TinyBundle.random(4, TinyNetwork.TEXT);
        try (Grounder plain = Grounder.open(new TinyBundle(false).write(other), OPTIONS)) {
            EncodedVideo video = plain.encode(new VideoInput("v", features, 6));
            assertScores(
                    TinyNetwork.expected(features, tokens, new float[0], new int[0][]),
                    plain.score(video, new QueryInput("q", tokens, 1, StepObjects.none())),
                    1e-5);
            QueryInput looking = new QueryInput("q", tokens, 1, new StepObjects.Classes(new int[][] {{0}}));
            InputException e = assertThrows(InputException.class, () -> plain.score(video, looking));
            assertTrue(e.getMessage().contains("sees none"), e.getMessage());
        }
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 8, 9})
    void aNetworkThatKeepsPaddingSeesAllOfIt(int steps, @TempDir Path other) {
        float[] features = TinyBundle.random(steps, steps * TinyNetwork.VIDEO);
        float[] tokens = TinyBundle.random(4, 2 * TinyNetwork.TEXT);
        TinyBundle kept = new TinyBundle(new TinyNetwork(false, true));
        try (Grounder padding = Grounder.open(kept.write(other), OPTIONS)) {
            EncodedVideo video = padding.encode(new VideoInput("v", features, steps));
            assertEquals(steps, video.steps());
            assertEquals(steps == 9 ? 16 : 8, video.encodedSteps());
            assertEquals(
                    video.encodedSteps() * TinyNetwork.VIDEO, video.values().remaining());
            QueryInput query = new QueryInput("q", tokens, 2, StepObjects.none());
            List<LevelScores> expected = TinyNetwork.expectedWithPadding(features, tokens);
            assertScores(expected, padding.score(video, query), 1e-5);
            QueryInput longer = query("longer", 7, StepObjects.none());
            assertScores(expected, padding.score(video, List.of(longer, query)).get(1), 1e-5);
        }
    }

    @Test
    void severalQueriesAtOnceScoreAsOneByOne() {
        EncodedVideo video = grounder.encode(video(13));
        float[] table = TinyBundle.random(6, 4 * TinyNetwork.OBJECT);
        List<QueryInput> queries = List.of(
                query("short", 1, StepObjects.none()),
                query("long", 9, new StepObjects.Classes(new int[][] {{1, 2}, {}, {4}})),
                query("rows", 4, new StepObjects.Rows(table, 4, new int[][] {{3}, {0, 1, 2, 3}})),
                query("same classes", 2, new StepObjects.Classes(new int[][] {{2}, {3, 1}})),
                query("last", 5, new StepObjects.Rows(table, 4, new int[][] {{3}})));
        List<List<LevelScores>> together = grounder.score(video, queries);
        assertEquals(queries.size(), together.size());
        for (int i = 0; i < queries.size(); i++) {
            assertScores(grounder.score(video, queries.get(i)), together.get(i), 1e-5);
        }
        assertEquals(List.of(), grounder.score(video, List.of()));
    }

    @Test
    void windowsAreSecondsInsideTheClipBestFirst() {
        EncodedVideo video = grounder.encode(video(50));
        List<Window> windows = grounder.ground(video, query("q", 3, StepObjects.none()), 20);
        assertTrue(windows.size() > 1 && windows.size() <= 5, windows.toString());
        for (int i = 0; i < windows.size(); i++) {
            Window w = windows.get(i);
            assertTrue(0 <= w.start() && w.start() <= w.end() && w.end() <= 20, w.toString());
            assertTrue(i == 0 || w.score() <= windows.get(i - 1).score(), windows.toString());
        }
    }

    @Test
    void windowsAreThoseOfTheRankingOfTheScores() {
        EncodedVideo video = grounder.encode(video(50));
        QueryInput query = query("q", 3, StepObjects.none());
        assertEquals(
                grounder.ranking().rank(grounder.score(video, query), grounder.timing(20), Optional.empty()),
                grounder.ground(video, query, 20));
    }

    @Test
    void topKLimitsTheWindows() {
        EncodedVideo video = grounder.encode(video(50));
        QueryInput query = query("q", 3, StepObjects.none());
        List<Window> five = grounder.ground(video, query, 20);
        assertEquals(five.subList(0, 1), grounder.ground(video, query, 20, 1));
        assertTrue(grounder.ground(video, query, 20, 9).size() > five.size());
    }

    @Test
    void theStepsOfASequenceOrderEachOthersWindows() {
        EncodedVideo video = grounder.encode(video(50));
        List<QueryInput> steps = List.of(
                query("first", 3, StepObjects.none()),
                query("second", 4, StepObjects.none()),
                query("third", 5, StepObjects.none()));
        List<List<Window>> alone = grounder.ground(video, steps, 20, 9);
        SequenceOptions options = SequenceOptions.builder().gapWeight(2).build();
        List<List<Window>> together = grounder.groundSequence(video, steps, 20, 9, options);
        assertEquals(new SequenceDecoder(options).order(alone), together);
        assertNotEquals(alone, together);
        assertEquals(
                new SequenceDecoder(SequenceOptions.defaults()).order(grounder.ground(video, steps, 20, 10), 5),
                grounder.groundSequence(video, steps, 20));
        assertEquals(List.of(), grounder.groundSequence(video, List.of(), 20));
    }

    @Test
    void theOrderPriorCountsWhereTheBundleSaysSo(@TempDir Path other) {
        QueryInput query = query("q", 3, StepObjects.none());
        QueryInput first = query.withOrderPrior(new OrderPrior(1, 10));
        QueryInput last = query.withOrderPrior(new OrderPrior(9, 10));
        EncodedVideo video = grounder.encode(video(100));
        assertEquals(grounder.ground(video, first, 60, 1), grounder.ground(video, last, 60, 1));

        TinyBundle ordered = new TinyBundle(true);
        ordered.ranking = RankingOptions.builder().orderPrior(true).build();
        try (Grounder prior = Grounder.open(ordered.write(other), OPTIONS)) {
            Window early = prior.ground(video, first, 60, 1).get(0);
            Window late = prior.ground(video, last, 60, 1).get(0);
            assertTrue(early.start() + 10 < late.start(), early + " before " + late);
        }
    }

    @Test
    void anEncodedVideoServesEveryGrounderOfTheSameBundleAndOutlivesIts() {
        EncodedVideo video = grounder.encode(video(9));
        QueryInput query = query("q", 3, StepObjects.none());
        List<LevelScores> before = grounder.score(video, query);
        grounder.close();
        try (Grounder again = Grounder.open(folder, OPTIONS)) {
            assertScores(before, again.score(video, query), 0);
        }
    }

    private void assertObjects(StepObjects objects, float[] table, int[][] rows) {
        float[] features = TinyBundle.random(7, 10 * TinyNetwork.VIDEO);
        float[] tokens = TinyBundle.random(8, 2 * TinyNetwork.TEXT);
        List<LevelScores> found = grounder.score(
                grounder.encode(new VideoInput("v", features, 10)), new QueryInput("q", tokens, 2, objects));
        assertScores(TinyNetwork.expected(features, tokens, table, rows), found, 1e-5);
    }

    private static VideoInput video(int steps) {
        return new VideoInput("v", TinyBundle.random(steps, steps * TinyNetwork.VIDEO), steps);
    }

    private static QueryInput query(String id, int tokens, StepObjects objects) {
        float[] values = TinyBundle.random(id.hashCode(), tokens * TinyNetwork.TEXT);
        return new QueryInput(id, values, tokens, objects);
    }

    private static void assertScores(List<LevelScores> expected, List<LevelScores> found, double tolerance) {
        assertEquals(expected.size(), found.size());
        for (int i = 0; i < expected.size(); i++) {
            LevelScores e = expected.get(i);
            LevelScores f = found.get(i);
            assertEquals(e.stride(), f.stride());
            assertEquals(e.valid(), f.valid());
            assertEquals(e.classes(), f.classes());
            assertArrayEquals(e.logits(), f.logits(), (float) tolerance, "logits of level " + i);
            assertArrayEquals(e.offsets(), f.offsets(), (float) tolerance, "offsets of level " + i);
        }
    }
}
