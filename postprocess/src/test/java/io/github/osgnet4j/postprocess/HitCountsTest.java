package io.github.osgnet4j.postprocess;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import org.junit.jupiter.api.Test;

class HitCountsTest {

    /** At ranks 1 and 5, of each above 0.3 and above 0.5. */
    private static final HitCounts SOME = new HitCounts(8, List.of(2, 1, 6, 4));

    @Test
    void aQueryCountsAtEachRankAndThresholdThatItReaches() {
        assertEquals(new HitCounts(1, List.of(1, 0, 1, 1)), HitCounts.of(new QueryOverlaps(List.of(0.4, 0.1, 0.6))));
        assertEquals(new HitCounts(1, List.of(0, 0, 0, 0)), HitCounts.of(new QueryOverlaps(List.of())));
        List<Double> sixth = List.of(0.0, 0.0, 0.0, 0.0, 0.0, 0.9);
        assertEquals(new HitCounts(1, List.of(0, 0, 0, 0)), HitCounts.of(new QueryOverlaps(sixth)));
    }

    @Test
    void countsOfTwoPartsAreAdded() {
        assertEquals(
                new HitCounts(10, List.of(3, 1, 8, 5)), SOME.plus(new HitCounts(2, List.of(1, 0, 2, 1))));
        assertEquals(SOME, HitCounts.none().plus(SOME));
    }

    @Test
    void recallIsTheShareOfTheQueriesInPercent() {
        assertEquals(25, SOME.percent(1, 0.3));
        assertEquals(12.5, SOME.percent(1, 0.5));
        assertEquals(75, SOME.percent(5, 0.3));
        assertEquals(50, SOME.percent(5, 0.5));
        assertEquals(18.75, SOME.mean(1));
        assertEquals(62.5, SOME.mean(5));
        assertEquals(5, SOME.meanFound(5));
        assertEquals(0, HitCounts.none().percent(1, 0.3));
    }

    @Test
    void theFirstWindowsDecideAndThenTheFirstFive() {
        assertTrue(new HitCounts(8, List.of(3, 1, 0, 0)).beats(SOME));
        assertFalse(new HitCounts(8, List.of(1, 1, 8, 8)).beats(SOME));
        assertTrue(new HitCounts(8, List.of(1, 2, 6, 5)).beats(SOME), "the mean of the thresholds is the same");
        assertFalse(new HitCounts(8, List.of(2, 1, 5, 4)).beats(SOME));
        assertFalse(SOME.beats(SOME));
    }
}
