package io.github.osgnet4j.data.sample;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.List;
import org.junit.jupiter.api.Test;

class ObjectFramesTest {
    private final ObjectFrames objects = new ObjectFrames(
            2, new float[] {0, 1, 10, 11, 20, 21, 30, 31}, List.of(new int[] {3, 1}, new int[] {}, new int[] {1}));

    @Test
    void theIndexIsARectangleFilledWithMinusOne() {
        assertEquals(2, objects.width());
        assertArrayEquals(new long[] {3, 1, -1, -1, 1, -1, -1, -1}, objects.index(4));
    }

    @Test
    void framesBeyondTheIndexAreLeftOut() {
        assertArrayEquals(new long[] {3, 1}, objects.index(1));
    }

    @Test
    void aCompactTableHasTheRowsInUseInOrderOfUse() {
        ObjectFrames compact = objects.compact();
        assertEquals(2, compact.rows());
        assertArrayEquals(new float[] {30, 31, 10, 11}, compact.table());
        assertArrayEquals(new long[] {0, 1, -1, -1, 1, -1}, compact.index(3));
    }

    @Test
    void withoutObjectsACompactTableIsOneRowOfZeros() {
        ObjectFrames none = new ObjectFrames(2, new float[] {5, 6}, List.of(new int[] {}, new int[] {})).compact();
        assertArrayEquals(new float[] {0, 0}, none.table());
        assertArrayEquals(new long[] {-1, -1}, none.index(2));
    }
}
