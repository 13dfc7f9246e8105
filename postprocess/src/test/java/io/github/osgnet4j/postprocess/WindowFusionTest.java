package io.github.osgnet4j.postprocess;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import org.junit.jupiter.api.Test;

/** Expected values are the paper's formulas worked out by hand. */
class WindowFusionTest {

    private static final List<Double> EQUAL = List.of(1.0, 1.0);

    private static void assertWindow(double start, double end, double score, Window actual) {
        assertEquals(start, actual.start(), 1e-12);
        assertEquals(end, actual.end(), 1e-12);
        assertEquals(score, actual.score(), 1e-12);
    }

    @Test
    void windowsThatOverlapBecomeTheirMeanWeightedByScores() {
        List<Window> fused = WindowFusion.fuse(
                List.of(List.of(new Window(0, 10, 0.6)), List.of(new Window(1, 11, 0.2))), EQUAL, 0.55);

        assertEquals(1, fused.size());
        // (0.6 * 0 + 0.2 * 1) / 0.8, (0.6 * 10 + 0.2 * 11) / 0.8, mean score 0.4 of two windows by two models.
        assertWindow(0.25, 10.25, 0.4, fused.get(0));
    }

    @Test
    void aWindowThatOneOfTwoModelsHasAloneCountsHalf() {
        List<Window> fused = WindowFusion.fuse(
                List.of(List.of(new Window(0, 10, 0.5)), List.of(new Window(50, 60, 0.8))), EQUAL, 0.55);

        assertWindow(50, 60, 0.4, fused.get(0));
        assertWindow(0, 10, 0.25, fused.get(1));
    }

    @Test
    void weightsMultiplyScoresAndDivideByTheirSum() {
        List<Window> fused = WindowFusion.fuse(
                List.of(List.of(new Window(0, 10, 0.5)), List.of(new Window(2, 12, 0.5))), List.of(1.0, 0.25), 0.55);

        // 0.5 and 0.125: start 0.25 / 0.625, mean 0.3125, times 2, over 1.25.
        assertWindow(0.4, 10.4, 0.5, fused.get(0));
    }

    @Test
    void aWindowJoinsTheClusterItOverlapsMostAndMovesIt() {
        List<Window> fused = WindowFusion.fuse(
                List.of(
                        List.of(new Window(0, 10, 0.9), new Window(6, 16, 0.8)),
                        List.of(new Window(4, 14, 0.7), new Window(30, 40, 0.1))),
                EQUAL,
                0.3);

        assertEquals(3, fused.size());
        // IoU of the third with the first is 6 / 14, with the second 8 / 12: it joins the latter.
        assertWindow((0.8 * 6 + 0.7 * 4) / 1.5, (0.8 * 16 + 0.7 * 14) / 1.5, 0.75, fused.get(0));
        assertWindow(0, 10, 0.45, fused.get(1));
    }

    @Test
    void windowsWithoutScoreAreFusedWithoutDividingByZero() {
        List<Window> fused =
                WindowFusion.fuse(List.of(List.of(new Window(0, 10, 0), new Window(1, 10, 0))), List.of(1.0), 0.5);

        assertEquals(List.of(new Window(0, 10, 0)), fused);
    }

    @Test
    void negativeScoresAreRefusedAndHighOnesDoNotOverflow() {
        List<List<Window>> negative = List.of(List.of(new Window(0, 10, -1)), List.of(new Window(1, 11, 0.5)));
        assertThrows(PostprocessException.class, () -> WindowFusion.fuse(negative, EQUAL, 0.5));
        List<List<Window>> high = List.of(List.of(new Window(0, 10, 1.5e308)), List.of(new Window(1, 11, 1.5e308)));
        Window fused = WindowFusion.fuse(high, EQUAL, 0.5).get(0);
        assertWindow(0.5, 10.5, 1, new Window(fused.start(), fused.end(), fused.score() / 1.5e308));
    }

    @Test
    void whatFusionLacksComesInTheOrderOfWeightedScores() {
        EnsembleOptions wbf = new EnsembleOptions(EnsembleMethod.WBF, ScoreScale.Unit.RAW, 0.1);
        List<List<Window>> models = List.of(List.of(new Window(0, 10, 0.6)), List.of(new Window(1, 13, 0.5)));
        // The second model counts twice: 0.5 * 1 against 0.6 * 0.5.
        Window second = Ensemble.merge(models, List.of(1.0, 2.0), wbf).windows().get(1);
        assertWindow(1, 13, 0.4, new Window(second.start(), second.end(), 0.4));
    }

    @Test
    void anEnsembleByFusionHasFiveWindowsAndTheFusedOnesFirst() {
        EnsembleOptions wbf = new EnsembleOptions(EnsembleMethod.WBF, ScoreScale.Unit.RAW, 0.55);
        List<List<Window>> models =
                List.of(List.of(new Window(0, 10, 0.6), new Window(30, 40, 0.1)), List.of(new Window(1, 11, 0.2)));

        Ensemble.Selection merged = Ensemble.merge(models, EQUAL, wbf);

        assertTrue(merged.notEnough());
        assertEquals(5, merged.windows().size());
        assertWindow(0.25, 10.25, 0.4, merged.windows().get(0));
        assertWindow(30, 40, 0.05, merged.windows().get(1));
        for (int i = 1; i < 5; i++) {
            assertFalse(
                    merged.windows().get(i).score()
                            > merged.windows().get(i - 1).score(),
                    merged.toString());
        }
    }
}
