package io.github.osgnet4j.train;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.github.osgnet4j.postprocess.Window;
import io.github.osgnet4j.train.QueryDependence.Answer;
import io.github.osgnet4j.train.TrainSettings.Ranked;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class QueryDependenceTest {

    private final QueryDependence dependence = new QueryDependence();

    private static Answer answer(String query, double found, double truth) {
        return new Answer(query, window(found), List.of(window(truth)));
    }

    private static Window window(double start) {
        return new Window(start, start + 10, 0.5);
    }

    @Test
    void oneWindowForEveryQueryOfAClipIsNoAnswer() {
        dependence.add(List.of(answer("a", 50, 0), answer("b", 50.2, 40), answer("c", 50.1, 80)));
        dependence.add(List.of(answer("a", 20, 0), answer("b", 20, 20), answer("c", 20, 60)));
        assertEquals(1, dependence.sameShare());
        assertTrue(dependence.ignoresQueries());
    }

    @Test
    void differentWindowsAreAnswersEvenIfWrong() {
        dependence.add(List.of(answer("a", 50, 0), answer("b", 60, 40), answer("c", 70, 80)));
        dependence.add(List.of(answer("a", 20, 0), answer("b", 20, 20), answer("c", 90, 60)));
        assertEquals(1 / 6.0, dependence.sameShare());
        assertFalse(dependence.ignoresQueries());
    }

    @Test
    void queriesThatShareTheirAnswerMayShareTheirWindow() {
        dependence.add(List.of(answer("a", 0, 0), answer("b", 0, 1), answer("c", 0, 2), answer("d", 0, 0)));
        assertTrue(Double.isNaN(dependence.sameShare()));
        assertFalse(dependence.ignoresQueries());
    }

    @Test
    void theSameWordsMayHaveTheSameWindowWhereverTheyAreAnnotated() {
        dependence.add(List.of(answer("where?", 0, 0), answer("Where? ", 0, 40), answer("where?", 0, 80)));
        assertFalse(dependence.ignoresQueries());
    }

    @Test
    void aUserIsToldWhichWeightsDoNotListenAndWhatHelps() {
        QueryDependence deaf = new QueryDependence();
        deaf.add(List.of(answer("a", 50, 0), answer("b", 50, 40), answer("c", 50, 80)));
        dependence.add(List.of(answer("a", 0, 0), answer("b", 40, 40), answer("c", 80, 80)));
        String network = QueryDependence.complaint(deaf, deaf, Ranked.AVERAGE).orElseThrow();
        assertTrue(network.contains("network ignores the question: 100 %"), network);
        assertTrue(network.contains("More epochs or a higher opt.learning_rate"), network);
        String average =
                QueryDependence.complaint(dependence, deaf, Ranked.AVERAGE).orElseThrow();
        assertTrue(average.contains("--ema-warmup"), average);
        assertEquals(Optional.empty(), QueryDependence.complaint(dependence, deaf, Ranked.TRAINED));
        assertEquals(Optional.empty(), QueryDependence.complaint(dependence, dependence, Ranked.AVERAGE));
    }

    @Test
    void clipsOfOneQueryAndFewPairsSayNothing() {
        for (int i = 0; i < 20; i++) {
            dependence.add(List.of(answer("a" + i, 0, 0)));
        }
        assertFalse(dependence.ignoresQueries());
        dependence.add(List.of(answer("a", 0, 0), answer("b", 0, 40)));
        assertFalse(dependence.ignoresQueries());
    }
}
