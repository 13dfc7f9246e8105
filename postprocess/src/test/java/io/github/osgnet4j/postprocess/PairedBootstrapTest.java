package io.github.osgnet4j.postprocess;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.github.osgnet4j.postprocess.PairedBootstrap.Interval;
import java.util.Arrays;
import java.util.Optional;
import java.util.Random;
import org.junit.jupiter.api.Test;

class PairedBootstrapTest {

    private static Interval interval(double[] sums, int... counts) {
        return new PairedBootstrap(sums.length, 2000, 7).interval(sums, counts).orElseThrow();
    }

    private static int[] ones(int count) {
        int[] ones = new int[count];
        Arrays.fill(ones, 1);
        return ones;
    }

    @Test
    void theIntervalIsThatOfTheNormalApproximationWhereClustersAreMany() {
        Random random = new Random(3);
        double[] sums = random.doubles(400).map(u -> u - 0.3).toArray();
        double mean = Arrays.stream(sums).average().orElseThrow();
        double variance = Arrays.stream(sums).map(d -> (d - mean) * (d - mean)).sum() / 399;
        double half = 1.96 * Math.sqrt(variance / 400);

        Interval interval = interval(sums, ones(400));

        assertEquals(mean - half, interval.low(), 0.1 * half);
        assertEquals(mean + half, interval.high(), 0.1 * half);
        assertTrue(interval.excludesZero());
    }

    /** Ten queries that always agree say as much as one. */
    @Test
    void queriesOfOneClusterDoNotMakeTheIntervalNarrower() {
        double[] sums = new Random(5).doubles(50).map(u -> u < 0.5 ? -1 : 1).toArray();
        double[] tenfold = Arrays.stream(sums).map(s -> 10 * s).toArray();
        int[] tens = Arrays.stream(ones(50)).map(one -> 10).toArray();

        Interval once = interval(sums, ones(50));
        Interval often = interval(tenfold, tens);

        assertEquals(once.low(), often.low(), 1e-12);
        assertEquals(once.high(), often.high(), 1e-12);
        assertFalse(once.excludesZero());
    }

    @Test
    void aDifferenceThatIsAlwaysTheSameHasNoWidth() {
        assertEquals(new Interval(0.5, 0.5), interval(new double[] {1, 2, 0.5}, 2, 4, 1));
    }

    @Test
    void oneClusterAloneHasNoInterval() {
        assertEquals(
                Optional.empty(), new PairedBootstrap(3, 100, 0).interval(new double[] {1, 0, 0}, new int[] {4, 0, 0}));
    }

    @Test
    void theSameSeedGivesTheSameInterval() {
        double[] sums = {1, -1, 0.5, 2, 0};
        assertEquals(interval(sums, ones(5)), interval(sums, ones(5)));
    }

    @Test
    void anIntervalThatEndsAtZeroDoesNotExcludeIt() {
        assertFalse(new Interval(0, 1).excludesZero());
        assertFalse(new Interval(-1, 0).excludesZero());
        assertTrue(new Interval(0.01, 1).excludesZero());
        assertTrue(new Interval(-1, -0.01).excludesZero());
    }

    @Test
    void everyClusterHasASumAndACount() {
        PairedBootstrap bootstrap = new PairedBootstrap(2, 100, 0);
        assertThrows(PostprocessException.class, () -> bootstrap.interval(new double[3], new int[] {1, 1}));
        assertThrows(PostprocessException.class, () -> bootstrap.interval(new double[2], new int[] {1, 1, 1}));
    }

    @Test
    void tooFewResamplesAreRefused() {
        assertThrows(PostprocessException.class, () -> new PairedBootstrap(5, 99, 0));
        assertThrows(PostprocessException.class, () -> new PairedBootstrap(0, 100, 0));
    }
}
