package io.github.osgnet4j.report;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.List;
import java.util.stream.DoubleStream;
import org.junit.jupiter.api.Test;

class AxisTest {

    private static List<String> labels(Axis axis) {
        return axis.ticks().stream().map(axis::label).toList();
    }

    private static List<String> around(double... values) {
        return labels(Axis.around(DoubleStream.of(values)));
    }

    @Test
    void noStepOfAShortRunIsNamedTwice() {
        assertEquals(List.of("0", "1"), labels(Axis.steps(1)));
        assertEquals(List.of("0", "1", "2"), labels(Axis.steps(2)));
        assertEquals(List.of("0", "2", "4", "6", "8", "10"), labels(Axis.steps(10)));
        assertEquals(30_000, Axis.steps(30_000).to(), "the last step is at the end");
    }

    @Test
    void countsAreWhole() {
        assertEquals(List.of("0", "1"), labels(Axis.counts(0)));
        assertEquals(List.of("0", "1", "2", "3"), labels(Axis.counts(3)));
        assertEquals(List.of("0", "20", "40", "60", "80"), labels(Axis.counts(61)));
    }

    @Test
    void anAxisGoesAroundItsValuesAndZero() {
        assertEquals(List.of("0", "0.5", "1", "1.5", "2", "2.5", "3"), around(2.6, 0.3));
        assertEquals(List.of("-2", "-1", "0", "1", "2", "3", "4"), around(-1.5, 3.9));
        assertEquals(List.of("0", "0.0005", "0.0010", "0.0015", "0.0020"), around(0, 0.002));
    }

    @Test
    void verySmallAndVeryLargeNumbersAreShort() {
        assertEquals(List.of("0", "2E-7", "4E-7", "6E-7", "8E-7", "1E-6"), around(1e-6));
        assertEquals(List.of("0", "2E150", "4E150", "6E150", "8E150", "1E151"), around(1e151));
    }

    @Test
    void valuesThatCannotBeDrawnDoNotCount() {
        assertEquals(List.of("0", "0.2", "0.4", "0.6", "0.8", "1"), around(0, 0));
        assertEquals(around(2), around(2, Double.NaN, Double.POSITIVE_INFINITY, -1e300));
        assertEquals(around(0), around(Double.NaN));
        assertEquals(around(0), around());
    }
}
