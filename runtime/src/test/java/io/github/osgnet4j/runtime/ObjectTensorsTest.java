package io.github.osgnet4j.runtime;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.FloatBuffer;
import java.nio.LongBuffer;
import org.junit.jupiter.api.Test;

class ObjectTensorsTest {

    private static final float[] CLASSES = {0, 1, 10, 11, 20, 21};
    private static final float[] REGIONS = {5, 6, 7, 8};

    @Test
    void withoutObjectsThereIsOneRowOfZerosThatNobodyPointsAt() {
        ObjectTensors table = new ObjectTensors(2, 3);
        table.add();
        assertEquals(1, table.rows());
        assertEquals(1, table.slots());
        assertArrayEquals(new float[] {0, 0}, floats(table));
        assertArrayEquals(new long[] {-1, -1, -1}, longs(table));
    }

    @Test
    void onlyDistinctRowsInUseAreInTheTable() {
        ObjectTensors table = new ObjectTensors(2, 3);
        table.add("q", "class id", CLASSES, 3, new int[][] {{2}, {0, 2}});
        assertArrayEquals(new float[] {20, 21, 0, 1}, floats(table));
        assertArrayEquals(new long[] {0, -1, 1, 0, -1, -1}, longs(table));
    }

    @Test
    void queriesShareTheRowsOfOneTable() {
        ObjectTensors table = new ObjectTensors(2, 2);
        table.add("a", "class id", CLASSES, 3, new int[][] {{2}, {}});
        table.add();
        table.add("b", "row", REGIONS, 2, new int[][] {{}, {1}});
        table.add("c", "class id", CLASSES, 3, new int[][] {{1}, {2}});
        assertArrayEquals(new float[] {20, 21, 7, 8, 10, 11}, floats(table));
        assertArrayEquals(new long[] {0, -1, -1, -1, -1, 1, 2, 0}, longs(table));
    }

    @Test
    void stepsBehindTheGraphsAreLeftOut() {
        ObjectTensors table = new ObjectTensors(2, 1);
        table.add("q", "class id", CLASSES, 3, new int[][] {{1}, {0, 1, 2}});
        assertEquals(1, table.rows());
        assertEquals(1, table.slots());
        assertArrayEquals(new long[] {0}, longs(table));
    }

    @Test
    void buffersAreDirectForOnnxRuntimeToReadInPlace() {
        ObjectTensors table = new ObjectTensors(2, 1);
        table.add();
        assertTrue(table.table().isDirect() && table.index().isDirect());
    }

    private static float[] floats(ObjectTensors table) {
        FloatBuffer buffer = table.table();
        float[] values = new float[buffer.remaining()];
        buffer.get(values);
        return values;
    }

    private static long[] longs(ObjectTensors table) {
        LongBuffer buffer = table.index();
        long[] values = new long[buffer.remaining()];
        buffer.get(values);
        return values;
    }
}
