package io.github.osgnet4j.report;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.github.osgnet4j.report.Curve.Look;
import io.github.osgnet4j.report.Curve.Point;
import java.util.List;
import java.util.function.IntToDoubleFunction;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

class CurveTest {

    private static Curve curve(int points, IntToDoubleFunction y) {
        return new Curve(
                "y",
                0,
                Look.LINE,
                IntStream.range(0, points)
                        .mapToObj(i -> new Point(i, y.applyAsDouble(i)))
                        .toList());
    }

    private static Curve curve(Double... y) {
        return curve(y.length, i -> y[i]);
    }

    private static String drawn(Curve curve) {
        Axis axis = new Axis(0, 10, 5);
        String svg = Plot.curves(Theme.LIGHT, "x", axis, "y", axis, List.of(curve));
        return Stream.of(svg.split("<"))
                .filter(element -> element.startsWith("path") && element.contains("#7fb2e5"))
                .map(element -> element.replaceAll(".* d=\"(.*?)\".*\\s*", "$1"))
                .findFirst()
                .orElseThrow();
    }

    @Test
    void aLongCurveKeepsItsEndsItsExtremesAndItsGaps() {
        Curve whole = curve(100_000, i -> i == 700 ? 1000 : i == 50_001 ? -1000 : i == 99_000 ? Double.NaN : i % 7);
        List<Point> kept = whole.thinned().points();
        assertTrue(kept.size() < 1000, kept.size() + " points");
        for (int at : List.of(0, 700, 50_001, 99_000, 99_999)) {
            assertTrue(kept.contains(whole.points().get(at)), "point " + at);
        }
        double last = -1;
        for (Point point : kept) {
            assertTrue(point.x() >= last, "from left to right");
            last = point.x();
        }
    }

    @Test
    void aShortCurveIsDrawnAsItIs() {
        Curve curve = curve(600, i -> i);
        assertEquals(curve, curve.thinned());
    }

    @Test
    void theRunningMeanBeginsWithTheFirstValueAndGoesOnAfterAGap() {
        List<Double> y = curve(1.0, 2.0, Double.NaN, 1.1).smoothed().points().stream()
                .map(Point::y)
                .toList();
        assertEquals(1.0, y.get(0));
        assertEquals(1.1, y.get(1), 1e-12);
        assertTrue(y.get(2).isNaN());
        assertEquals(1.1, y.get(3), 1e-12);
    }

    @Test
    void whatIsNoNumberIsAGap() {
        String gap = drawn(curve(1.0, 2.0, Double.NaN, 3.0, Double.POSITIVE_INFINITY));
        assertEquals(2, gap.chars().filter(c -> c == 'M').count(), gap);
        assertEquals("", drawn(curve(Double.NaN, Double.NaN)));
    }
}
