package io.github.osgnet4j.postprocess;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.List;
import org.junit.jupiter.api.Test;

class ScoreScaleTest {

    private static final List<Window> FIRST = List.of(new Window(0, 1, 0.9), new Window(1, 2, 0.3));
    private static final List<Window> SECOND = List.of(new Window(2, 3, 0.3), new Window(3, 4, 0.1));

    private static List<Double> scores(ScoreScale.Unit unit, List<Window> windows) {
        return ScoreScale.of(unit, List.of(FIRST, SECOND)).apply(windows).stream()
                .map(Window::score)
                .toList();
    }

    @Test
    void aQuantileIsTheShareOfTheModelsScoresThatAreLowerAndTiesCountHalf() {
        assertEquals(List.of(0.875, 0.5), scores(ScoreScale.Unit.QUANTILE, FIRST));
        assertEquals(List.of(0.5, 0.125), scores(ScoreScale.Unit.QUANTILE, SECOND));
    }

    @Test
    void quantilesDoNotChangeWhenAModelSquaresItsScores() {
        List<Window> squared = FIRST.stream()
                .map(w -> new Window(w.start(), w.end(), w.score() * w.score()))
                .toList();
        List<Window> scaled =
                ScoreScale.of(ScoreScale.Unit.QUANTILE, List.of(squared)).apply(squared);
        assertEquals(ScoreScale.of(ScoreScale.Unit.QUANTILE, List.of(FIRST)).apply(FIRST), scaled);
    }

    @Test
    void ranksDoNotLookAtScores() {
        assertEquals(List.of(1.0, 0.5), scores(ScoreScale.Unit.RANK, FIRST));
        assertEquals(List.of(1.0, 0.5), scores(ScoreScale.Unit.RANK, SECOND));
    }

    @Test
    void everyModelHasAScaleOfItsOwn() {
        List<Window> other = List.of(new Window(4, 5, 90.0), new Window(5, 6, 10.0));
        List<List<List<Window>>> scaled = ScoreScale.all(
                ScoreScale.Unit.QUANTILE, List.of(List.of(FIRST, other), List.of(SECOND, List.of())));

        assertEquals(List.of(0.875, 0.5), scaled.get(0).get(0).stream().map(Window::score).toList());
        assertEquals(List.of(0.75, 0.25), scaled.get(0).get(1).stream().map(Window::score).toList());
        assertEquals(List.of(0.5, 0.125), scaled.get(1).get(0).stream().map(Window::score).toList());
        assertEquals(List.of(), scaled.get(1).get(1));
        assertEquals(List.of(), ScoreScale.all(ScoreScale.Unit.RANK, List.of()));
    }

    @Test
    void rawScoresStay() {
        assertEquals(List.of(0.9, 0.3), scores(ScoreScale.Unit.RAW, FIRST));
    }
}
