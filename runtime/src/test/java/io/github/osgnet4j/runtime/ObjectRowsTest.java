package io.github.osgnet4j.runtime;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;

import java.nio.LongBuffer;
import java.util.Collections;
import java.util.List;
import org.junit.jupiter.api.Test;

class ObjectRowsTest {

    private static final int[][] SOME = {{7, 5}, {}, {6}, {4}};
    private static final int[][] ONE = {{}, {3}};
    private static final int[][] NONE = {};

    @Test
    void objectsOfEachQueryAreNumberedStepByStep() {
        ObjectRows rows = new ObjectRows(List.of(SOME, ONE, NONE), 4, 2, 3);
        assertLongs(
                rows.numbers(),
                0,
                1,
                -1,
                -1,
                2,
                -1,
                3,
                -1,
                -1,
                -1,
                0,
                -1,
                -1,
                -1,
                -1,
                -1,
                -1,
                -1,
                -1,
                -1,
                -1,
                -1,
                -1,
                -1);
        assertLongs(rows.rows(), 7, 5, 6, 4, 3, 0, 0, 0, 0, 0, 0, 0);
        assertLongs(rows.places(), 0, 1, 4, 6, 2, 0, 0, 0, 0, 0, 0, 0);
    }

    /** The last step with an object is behind the video. */
    @Test
    void stepsWithObjectsAreThoseOfTheVideo() {
        ObjectRows rows = new ObjectRows(List.of(SOME, ONE, NONE), 4, 2, 3);
        assertLongs(rows.shown(), 0, 2, 1, 0, 0, 0);
        assertLongs(rows.stepNumbers(), 0, -1, 1, -1, 0, -1, -1, -1, -1);
    }

    @Test
    void withoutAnyObjectThereIsPaddingForOne() {
        ObjectRows rows = new ObjectRows(Collections.singletonList(NONE), 2, 1, 1);
        assertLongs(rows.numbers(), -1, -1);
        assertLongs(rows.rows(), 0);
        assertLongs(rows.places(), 0);
        assertLongs(rows.shown(), 0);
        assertLongs(rows.stepNumbers(), -1);
    }

    private static void assertLongs(LongBuffer buffer, long... expected) {
        long[] found = new long[buffer.remaining()];
        buffer.get(found);
        assertArrayEquals(expected, found);
    }
}
