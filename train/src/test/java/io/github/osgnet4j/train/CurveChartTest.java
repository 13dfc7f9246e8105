package io.github.osgnet4j.train;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;

import java.util.List;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;

/** The curves of a run that is short, or learns nothing, are drawn too. */
class CurveChartTest {

    private static final Pattern STEP = Pattern.compile("text-anchor=\"middle\">([^<]*)<");
    private static final Pattern VALUE = Pattern.compile("text-anchor=\"end\">([^<]*)<");

    private static String draw(double... y) {
        double[] x = new double[y.length];
        for (int i = 0; i < x.length; i++) {
            x[i] = i;
        }
        return new CurveChart("Recall", List.of(new CurveChart.Curve("R@1", x, y))).svg();
    }

    private static List<String> texts(Pattern pattern, String svg) {
        return pattern.matcher(svg).results().map(found -> found.group(1)).toList();
    }

    @Test
    void noStepIsNamedTwice() {
        assertEquals(List.of("0", "1"), texts(STEP, draw(3, 2)));
        assertEquals(List.of("0", "2", "4", "6", "8", "10"), texts(STEP, draw(0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 1)));
    }

    @Test
    void theAxisOfValuesThatAreAllZeroEndsAtOne() {
        assertEquals(List.of("0.00", "0.200", "0.400", "0.600", "0.800", "1.00"), texts(VALUE, draw(0, 0)));
        assertFalse(draw(Double.NaN, Double.NaN).contains("NaN"));
    }
}
