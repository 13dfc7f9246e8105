package io.github.osgnet4j.train;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;

import io.github.osgnet4j.data.config.RegressionRange;
import io.github.osgnet4j.train.Targets.Level;
import io.github.osgnet4j.train.TrainingSample.Interval;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class TargetsTest {

    private static final List<Level> ONE = List.of(new Level(1, 10, new RegressionRange(0, 4)));

    private static List<Integer> positive(Targets targets) {
        return IntStream.range(0, targets.positive().length)
                .filter(i -> targets.positive()[i])
                .boxed()
                .toList();
    }

    @Test
    void pointsAroundTheMiddleAreStrictlyInside() {
        // Middle 5, radius 1.5: the open interval (3.5, 6.5).
        assertEquals(List.of(4, 5, 6), positive(Targets.assign(ONE, List.of(new Interval(2, 8)), 1.5)));
        // Inside the answer as well: a point on its edge is not.
        assertEquals(List.of(5), positive(Targets.assign(ONE, List.of(new Interval(4, 6)), 1.5)));
    }

    @Test
    void aLevelIsResponsibleForItsRangeEndsIncluded() {
        List<Interval> answer = List.of(new Interval(1, 9));
        // From 5 both ends are 4 away; from 4 and 6 the farther one is 5 away.
        assertEquals(List.of(5), positive(Targets.assign(ONE, answer, 1.5)));
    }

    @Test
    void ofSeveralAnswersTheShortestCounts() {
        Targets targets = Targets.assign(ONE, List.of(new Interval(3, 7), new Interval(4, 6.5)), 1.5);
        assertEquals(List.of(4, 5, 6), positive(targets));
        assertArrayEquals(new float[] {1, 3, 1, 1.5f, 2, 0.5f}, java.util.Arrays.copyOfRange(targets.offsets(), 8, 14));
    }

    @Test
    void offsetsAreInStrides() {
        List<Level> coarse = List.of(new Level(4, 5, new RegressionRange(0, 100)));
        Targets targets = Targets.assign(coarse, List.of(new Interval(6, 12)), 1.5);
        assertEquals(List.of(2), positive(targets));
        assertEquals(0.5f, targets.offsets()[4]);
        assertEquals(1f, targets.offsets()[5]);
    }

    @Test
    void withoutAnswersNothingIsPositive() {
        assertEquals(List.of(), positive(Targets.assign(ONE, List.of(), 1.5)));
    }
}
