package io.github.osgnet4j.postprocess;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.github.osgnet4j.postprocess.EnsembleTuning.Choice;
import io.github.osgnet4j.postprocess.EnsembleTuning.Query;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class EnsembleTuningTest {

    private static final int QUERIES = 300;

    private final Random random = new Random(11);

    /** A model that finds the truth with a probability, and multiplies its scores. */
    private List<Window> answer(Window truth, double found, double scale) {
        List<Window> windows = new ArrayList<>();
        int right = random.nextDouble() < found ? 0 : 1 + random.nextInt(6);
        for (int rank = 0; rank < 5; rank++) {
            double start = rank == right ? truth.start() + random.nextDouble() : 1000 * random.nextDouble();
            windows.add(new Window(start, start + 10, scale * (0.5 + 0.4 * random.nextDouble()) / (rank + 1)));
        }
        return windows;
    }

    /** A good model whose scores are low, and one that is sure of what it does not know. */
    private List<Query> queries(double good, double bad) {
        return IntStream.range(0, QUERIES)
                .mapToObj(i -> {
                    double start = 1000 * random.nextDouble();
                    Window truth = new Window(start, start + 10, 1);
                    return new Query(
                            "v" + i % 30, List.of(answer(truth, good, 0.1), answer(truth, bad, 1)), List.of(truth));
                })
                .toList();
    }

    @Test
    void aModelThatIsSureAndWrongLosesItsWeight() {
        EnsembleTuning tuning = new EnsembleTuning(2, queries(0.7, 0.1));

        AtomicInteger searches = new AtomicInteger();
        Choice choice = tuning.tune(5, searches::incrementAndGet);

        assertTrue(tuning.alone(0).mean(1) > 60, choice.toString());
        assertTrue(choice.before().mean(1) < 20, choice.toString());
        assertTrue(choice.heldOut().mean(1) > 60, choice.toString());
        assertEquals(6, searches.get());
        assertEquals(5, choice.folds().size());
        assertEquals(
                QUERIES,
                choice.folds().stream().mapToInt(EnsembleTuning.Fold::queries).sum());
        assertEquals(choice.gain(), choice.heldOut().mean(1) - choice.before().mean(1), 1e-12);
        assertTrue(choice.spread() > 0 && choice.spread() < 20, choice.toString());

        random.setSeed(11);
        assertEquals(
                choice,
                new EnsembleTuning(2, queries(0.7, 0.1)).tune(5, () -> {}),
                "the same queries, the same choice");
    }

    @Test
    void whatGainsNothingOnOtherVideosIsNotChosen() {
        Window truth = new Window(10, 20, 1);
        List<Query> same = IntStream.range(0, 20)
                .mapToObj(i -> new Query("v" + i, List.of(List.of(truth), List.of(truth)), List.of(truth)))
                .toList();

        Choice choice = new EnsembleTuning(2, same).tune(5, () -> {});

        assertEquals(EnsembleSetting.equal(2), choice.setting());
        assertEquals(0, choice.gain());
        assertEquals(100, choice.found().percent(1, 0.5));
    }

    @Test
    void aModelWithoutAnAnswerLeavesTheQueryToTheOthers() {
        Window truth = new Window(10, 20, 0.4);
        Ensemble.Selection merged = EnsembleSetting.equal(2).merge(List.of(List.of(), List.of(truth)));
        assertEquals(truth, merged.windows().get(0));
    }

    @Test
    void oneVideoCannotBeDivided() {
        Window truth = new Window(10, 20, 1);
        List<Query> one = List.of(new Query("v", List.of(List.of(truth)), List.of(truth)));
        assertThrows(PostprocessException.class, () -> new EnsembleTuning(1, one));
    }
}
