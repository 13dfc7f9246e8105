package io.github.osgnet4j.postprocess;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import net.jqwik.api.EdgeCasesMode;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import net.jqwik.api.constraints.LongRange;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class RankingTest {

    /** One second a step, features of no width. */
    private static final ClipTiming SECONDS = new ClipTiming(1, 1, 0, 100);

    @Property(tries = 300, edgeCases = EdgeCasesMode.NONE)
    void windowsAreSortedInsideTheClipAndAsManyAsAllowed(
            @ForAll @LongRange(min = 0) long seed,
            @ForAll @IntRange(min = 1, max = 60) int valid,
            @ForAll @IntRange(min = 1, max = 30) int maxWindows,
            @ForAll NmsMethod method,
            @ForAll boolean multiclass,
            @ForAll boolean orderPrior) {
        RankingOptions options = RankingOptions.builder()
                .maxWindows(maxWindows)
                .method(method)
                .multiclass(multiclass)
                .orderPrior(orderPrior)
                .build();
        ClipTiming clip = new ClipTiming(30, 16, 16, 20);

        List<Window> windows =
                new Ranking(options).rank(random(new Random(seed), valid), clip, Optional.of(new OrderPrior(2, 5)));

        assertTrue(!windows.isEmpty() && windows.size() <= maxWindows);
        for (int i = 0; i < windows.size(); i++) {
            Window window = windows.get(i);
            assertTrue(0 <= window.start() && window.start() <= window.end() && window.end() <= 20, window.toString());
            assertTrue(i == 0 || window.score() <= windows.get(i - 1).score());
        }
    }

    @ParameterizedTest
    @EnumSource
    void aHopelessQueryStillGetsItsBestWindow(NmsMethod method) {
        LevelScores level = new LevelScores(1, 2, 1, new float[] {-20, -19}, new float[] {0, 4, 0, 5});

        List<Window> windows = new Ranking(
                        RankingOptions.builder().method(method).build())
                .rank(List.of(level), SECONDS, Optional.empty());

        assertEquals(1, windows.size());
        assertEquals(new Window(1, 6, windows.get(0).score()), windows.get(0));
    }

    @Test
    void aUserGetsTheTopHeAsksFor() {
        List<LevelScores> levels = random(new Random(1), 60);

        List<Window> five = new Ranking(RankingOptions.official()).rank(levels, SECONDS, Optional.empty());
        List<Window> two =
                new Ranking(RankingOptions.official().withMaxWindows(2)).rank(levels, SECONDS, Optional.empty());

        assertEquals(5, five.size());
        assertEquals(five.subList(0, 2), two);
    }

    @Test
    void aStepIsTheMiddleOfItsFrames() {
        ClipTiming clip = new ClipTiming(30, 16, 16, 100);

        assertEquals((10 * 16 + 8) / 30f, clip.seconds(10));
    }

    @Test
    void secondsStayInsideTheClip() {
        assertEquals(0, clampedTo(10, -3));
        assertEquals(10, clampedTo(10, 12));
        assertEquals(9, clampedTo(10, 9));
    }

    @Test
    void noMethodButNoneKeepsACopyOfAWindow() {
        Candidates twice = new Candidates(new float[] {0, 10, 0, 10}, new float[] {0.9f, 0.8f}, new int[2]);
        RankingOptions hard = RankingOptions.builder()
                .method(NmsMethod.HARD)
                .iouThreshold(0.5)
                .build();

        assertEquals(1, new Ranking(hard).rank(twice, SECONDS).size());
        assertEquals(
                List.of(new Window(0, 10, 0.9f), new Window(0, 10, 0.8f)),
                new Ranking(hard.toBuilder().method(NmsMethod.NONE).build()).rank(twice, SECONDS));
    }

    @Test
    void classesDoNotSuppressEachOtherUnlessTold() {
        Candidates two = new Candidates(new float[] {0, 10, 0, 10}, new float[] {0.9f, 0.8f}, new int[] {3, 1});
        RankingOptions hard = RankingOptions.builder().method(NmsMethod.HARD).build();

        assertEquals(2, new Nms(hard).select(two).size());
        assertEquals(
                1,
                new Nms(hard.toBuilder().multiclass(false).build()).select(two).size());
    }

    @Test
    void theOrderPriorNeedsBothTheOptionAndThePlace() {
        List<LevelScores> levels = random(new Random(5), 60);
        Optional<OrderPrior> place = Optional.of(new OrderPrior(1, 9));
        Ranking without = new Ranking(RankingOptions.official());
        Ranking with = new Ranking(RankingOptions.builder().orderPrior(true).build());

        List<Window> plain = without.rank(levels, SECONDS, Optional.empty());
        assertEquals(plain, without.rank(levels, SECONDS, place));
        assertEquals(plain, with.rank(levels, SECONDS, Optional.empty()));
        assertNotEquals(plain, with.rank(levels, SECONDS, place));
    }

    @Test
    void optionsOutOfRangeAreRefused() {
        RankingOptions.Builder noWindows = RankingOptions.builder().maxWindows(0);
        RankingOptions.Builder noCandidates = RankingOptions.builder().preNmsTopK(0);
        RankingOptions.Builder noSigma = RankingOptions.builder().sigma(0);

        assertEquals(
                "maxWindows is 0, expected 1 or more",
                assertThrows(PostprocessException.class, noWindows::build).getMessage());
        assertThrows(PostprocessException.class, noCandidates::build);
        assertThrows(PostprocessException.class, noSigma::build);
        assertThrows(PostprocessException.class, () -> new ClipTiming(0, 16, 16, 100));
        assertThrows(PostprocessException.class, () -> new ClipTiming(30, 16, 16, Double.NaN));
        assertThrows(PostprocessException.class, () -> new OrderPrior(0, 3));
    }

    private static double clampedTo(double duration, float step) {
        return new ClipTiming(1, 1, 0, duration).seconds(step);
    }

    /** Levels of strides 1, 2 and 4 with two classes, padded to a multiple of 4. */
    private static List<LevelScores> random(Random random, int valid) {
        List<LevelScores> levels = new ArrayList<>();
        int padded = (valid + 3) / 4 * 4;
        for (int stride = 1; stride <= 4; stride *= 2) {
            int positions = padded / stride;
            float[] logits = new float[2 * positions];
            float[] offsets = new float[2 * positions];
            for (int i = 0; i < logits.length; i++) {
                logits[i] = 4 * (float) random.nextGaussian();
                offsets[i] = Math.max(0, 3 * (float) random.nextGaussian());
            }
            levels.add(new LevelScores(stride, (valid + stride - 1) / stride, 2, logits, offsets));
        }
        return levels;
    }
}
