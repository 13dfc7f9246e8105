package io.github.osgnet4j.report;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.github.osgnet4j.postprocess.Window;
import java.util.List;
import org.junit.jupiter.api.Test;

class CalibrationTest {

    private static QueryOutcome found(double score) {
        return Outcomes.of(10, 20, new Window(10, 20, score));
    }

    private static QueryOutcome missed(double score) {
        return Outcomes.of(10, 20, new Window(50, 60, score));
    }

    /** IoU 0.4. */
    private static QueryOutcome half(double score) {
        return Outcomes.of(10, 20, new Window(10, 14, score));
    }

    @Test
    void aBinHasTheMeanScoreAndTheShareThatIsRight() {
        Calibration calibration =
                Calibration.of(List.of(found(0.72), missed(0.74), found(0.76), half(0.78), missed(0.1)));
        assertEquals(2, calibration.bins().size());
        Calibration.Bin high = calibration.bins().get(1);
        assertEquals(4, high.windows());
        assertEquals(0.7, high.from(), 1e-12);
        assertEquals(0.75, high.meanScore(), 1e-12);
        assertEquals(List.of(0.75, 0.5), high.right());
    }

    @Test
    void theErrorIsTheMeanDistanceWeightedByWindows() {
        Calibration calibration =
                Calibration.of(List.of(found(0.72), missed(0.74), found(0.76), half(0.78), missed(0.1)));
        assertEquals((4 * 0.0 + 0.1) / 5, calibration.error().get(0), 1e-12);
        assertEquals((4 * 0.25 + 0.1) / 5, calibration.error().get(1), 1e-12);
    }

    @Test
    void scoresOutOfRangeCountInTheOutermostBins() {
        Calibration calibration = Calibration.of(List.of(found(-3), found(1), found(7)));
        assertEquals(
                List.of(1, 2),
                calibration.bins().stream().map(Calibration.Bin::windows).toList());
    }

    @Test
    void aQueryWithoutWindowsHasNoScore() {
        assertEquals(List.of(), Calibration.of(List.of(Outcomes.of(1, 2))).bins());
    }
}
