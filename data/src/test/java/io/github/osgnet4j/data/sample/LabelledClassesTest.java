package io.github.osgnet4j.data.sample;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;

import io.github.osgnet4j.data.annotation.Label;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;

class LabelledClassesTest {

    private static Label label(Integer... classes) {
        return new Label(List.of(classes), "thing", 1, "thing");
    }

    private static int[] select(List<Label> labels, int... frame) {
        return LabelledClasses.select(labels, List.of(frame)).get(0);
    }

    @Test
    void ofALabelTheFirstClassThatTheFrameShowsCounts() {
        assertArrayEquals(new int[] {9}, select(List.of(label(5, 9, 4)), 4, 9));
    }

    @Test
    void whatNoLabelNamesIsLeftOut() {
        assertArrayEquals(new int[] {}, select(List.of(label(1)), 2, 3));
        assertArrayEquals(new int[] {}, select(List.of(), 2, 3));
        assertArrayEquals(new int[] {}, select(List.of(label(1))));
        assertArrayEquals(new int[] {}, select(List.of(label()), 1));
    }

    @Test
    void aClassOfSeveralLabelsCountsOnce() {
        assertArrayEquals(new int[] {3}, select(List.of(label(3), label(7, 3)), 3));
    }

    @Test
    void severalComeInTheOrderOfAPythonSet() {
        assertArrayEquals(new int[] {8, 1}, select(List.of(label(1), label(8)), 1, 8));
    }

    @Test
    void thereAreAsManyFramesAsBefore() {
        List<int[]> selected = LabelledClasses.select(List.of(label(1)), List.of(new int[] {1}, new int[0]));
        assertEquals(
                List.of("[1]", "[]"), selected.stream().map(Arrays::toString).toList());
    }
}
