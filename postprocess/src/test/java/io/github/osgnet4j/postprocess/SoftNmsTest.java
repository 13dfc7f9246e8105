package io.github.osgnet4j.postprocess;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.Arrays;
import java.util.Random;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import net.jqwik.api.EdgeCasesMode;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import net.jqwik.api.constraints.IntRange;
import net.jqwik.api.constraints.LongRange;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class SoftNmsTest {

    /** Few score levels and times make ties, identical segments and segments without length; many scores are discarded. */
    @Property(tries = 400, edgeCases = EdgeCasesMode.NONE)
    void stoppingEarlySelectsWhatTheFullAlgorithmSelects(
            @ForAll @LongRange(min = 0) long seed,
            @ForAll @IntRange(min = 0, max = 400) int size,
            @ForAll @IntRange(min = 1, max = 40) int count,
            @ForAll("softOptions") RankingOptions options) {
        Candidates candidates = random(new Random(seed), size, size);

        Candidates all = PlainSoftNms.select(candidates, options);
        Candidates selected = SoftNms.select(candidates, options, count);

        int expected = Math.min(count, all.size());
        assertArrayEquals(Arrays.copyOf(all.segments(), 2 * expected), selected.segments());
        assertArrayEquals(Arrays.copyOf(all.scores(), expected), selected.scores());
        assertArrayEquals(Arrays.copyOf(all.labels(), expected), selected.labels());
    }

    @Provide
    Arbitrary<RankingOptions> softOptions() {
        return Combinators.combine(
                        Arbitraries.of(NmsMethod.GAUSSIAN, NmsMethod.LINEAR, NmsMethod.VANILLA),
                        Arbitraries.of(0.1, 0.5, 0.9),
                        Arbitraries.of(0.0, 0.001, 0.2, 0.5),
                        Arbitraries.of(0.1, 0.75))
                .as((method, iou, minScore, sigma) -> RankingOptions.builder()
                        .method(method)
                        .iouThreshold(iou)
                        .minScore(minScore)
                        .sigma(sigma)
                        .build());
    }

    @Test
    void theBestIsSelectedEvenBelowTheMinimumScore() {
        Candidates hopeless = new Candidates(new float[] {0, 1, 2, 3}, new float[] {1e-6f, 1e-5f}, new int[2]);

        Candidates selected = SoftNms.select(hopeless, RankingOptions.official(), 5);

        assertArrayEquals(new float[] {2, 3}, selected.segments());
    }

    @Test
    void candidatesAreLeftAsTheyWere() {
        Candidates candidates = random(new Random(7), 100, 1);
        float[] scores = candidates.scores().clone();
        float[] segments = candidates.segments().clone();

        SoftNms.select(candidates, RankingOptions.official(), 5);

        assertArrayEquals(scores, candidates.scores());
        assertArrayEquals(segments, candidates.segments());
    }

    /** The selection of a few is linear, that of all is quadratic: a tenth of the candidates takes it longer. */
    @ParameterizedTest
    @ValueSource(ints = {1, 20_000})
    void fiveOfTwentyThousandTakeLessThanAllOfTwoThousand(int classes) {
        Candidates candidates = random(new Random(3), 20_000, classes);
        Candidates tenth = random(new Random(3), 2_000, 1);
        Nms nms = new Nms(RankingOptions.official());
        RankingOptions all = RankingOptions.builder().minScore(0).build();

        long few = best(20, () -> assertEquals(5, nms.select(candidates).size()));
        long plain = best(
                5, () -> assertEquals(2_000, PlainSoftNms.select(tenth, all).size()));

        assertTrue(few < plain, "5 of 20,000 took " + few + " ns, 2,000 of 2,000 " + plain + " ns");
    }

    /** The shortest of some runs: what else the machine does lengthens them all alike, or only some. */
    private static long best(int runs, Runnable run) {
        long best = Long.MAX_VALUE;
        for (int i = 0; i < runs; i++) {
            long start = System.nanoTime();
            run.run();
            best = Math.min(best, System.nanoTime() - start);
        }
        return best;
    }

    private static Candidates random(Random random, int size, int classes) {
        float[] segments = new float[2 * size];
        float[] scores = new float[size];
        int[] labels = new int[size];
        for (int i = 0; i < size; i++) {
            segments[2 * i] = random.nextInt(60);
            segments[2 * i + 1] = segments[2 * i] + random.nextInt(12);
            scores[i] = random.nextInt(4) == 0 ? random.nextInt(9) / 8f : random.nextFloat();
            labels[i] = i % classes;
        }
        return new Candidates(segments, scores, labels);
    }
}
