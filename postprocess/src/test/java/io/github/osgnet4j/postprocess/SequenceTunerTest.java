package io.github.osgnet4j.postprocess;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.github.osgnet4j.postprocess.SequenceTuner.Fold;
import io.github.osgnet4j.postprocess.SequenceTuner.Tuning;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;

class SequenceTunerTest {

    /** Steps in no order at all: the nearer a window is to the one before, the worse. */
    private static SequenceTuner.Video shuffled(SequenceTuner.Video video, int seed) {
        List<Integer> places = new ArrayList<>();
        for (int i = 0; i < video.steps().size(); i++) {
            places.add(i);
        }
        Collections.shuffle(places, new Random(seed));
        return new SequenceTuner.Video(
                video.name(),
                places.stream().map(video.steps()::get).toList(),
                places.stream().map(video.truth()::get).toList());
    }

    private static Tuning tune(List<SequenceTuner.Video> videos) {
        return new SequenceTuner(videos, 3, () -> {}).tune();
    }

    @Test
    void everyVideoIsJudgedOnceByOptionsChosenOnOthers() {
        List<SequenceTuner.Video> videos = new SimulatedSteps(3, 0.41, 0.68, 0.81).videos(2);
        AtomicInteger trials = new AtomicInteger();
        Tuning tuning = new SequenceTuner(videos, 3, trials::incrementAndGet).tune();
        assertEquals(3, tuning.folds().size());
        assertEquals(6, tuning.folds().stream().mapToInt(Fold::videos).sum());
        int steps = videos.stream().mapToInt(v -> v.steps().size()).sum();
        assertEquals(
                steps, tuning.folds().stream().mapToInt(f -> f.before().steps()).sum());
        for (Fold fold : tuning.folds()) {
            assertEquals(fold.before().steps(), fold.tuned().steps());
            assertTrue(fold.tuned().firstPercent() > fold.before().firstPercent() + 5, fold.toString());
        }
        assertTrue(trials.get() > 20, trials + " trials");
    }

    /** What the defaults believe is wrong here, and the tuner finds out. */
    @Test
    void stepsInNoOrderAreFoundOut() {
        List<SequenceTuner.Video> videos = new ArrayList<>();
        new SimulatedSteps(4, 0.7, 0.85, 0.9).videos(1).forEach(v -> videos.add(shuffled(v, videos.size())));
        for (Fold fold : tune(videos).folds()) {
            assertTrue(fold.usual().firstPercent() < fold.before().firstPercent(), fold.toString());
            assertTrue(fold.tuned().firstPercent() > fold.usual().firstPercent(), fold.toString());
        }
    }

    @Test
    void theSameVideosGiveTheSameOptions() {
        List<SequenceTuner.Video> videos = new SimulatedSteps(5, 0.41, 0.68, 0.81).videos(1);
        assertEquals(tune(videos), tune(videos));
    }

    @Test
    void sequencesOfOneVideoAreInOneFold() {
        List<SequenceTuner.Video> videos = new ArrayList<>();
        for (SequenceTuner.Video v : new SimulatedSteps(7, 0.41, 0.68, 0.81).videos(2)) {
            videos.add(new SequenceTuner.Video(
                    "video " + videos.size() / 2,
                    v.steps().subList(0, 8),
                    v.truth().subList(0, 8)));
        }
        List<Fold> folds = tune(videos).folds();
        for (int i = 0; i < folds.size(); i++) {
            int own = videos.get(2 * i).steps().size()
                    + videos.get(2 * i + 1).steps().size();
            assertEquals(1, folds.get(i).videos());
            assertEquals(own, folds.get(i).before().steps());
        }
        assertThrows(PostprocessException.class, () -> new SequenceTuner(videos, 4, () -> {}));
    }

    /** What is chosen on one video tells little of another. */
    @Test
    void optionsThatLoseToTheDefaultsOnVideosTheyWereNotChosenOnAreNotReturned() {
        int losing = 0;
        for (int seed = 1; losing == 0 && seed <= 6; seed++) {
            List<SequenceTuner.Video> videos =
                    new SimulatedSteps(seed, 0.41, 0.68, 0.81).videos(1).subList(0, 2);
            Tuning tuning = new SequenceTuner(videos, 2, () -> {}).tune();
            double gain = tuning.folds().stream()
                    .mapToDouble(f -> f.tuned().merit() - f.usual().merit())
                    .sum();
            if (gain <= 0) {
                losing++;
                assertEquals(SequenceOptions.defaults(), tuning.options(), "gain " + gain);
            }
        }
        assertTrue(losing > 0, "no tuning lost");
    }

    @Test
    void fewerVideosThanFoldsAndStepsWithoutTruthAreRefused() {
        List<SequenceTuner.Video> videos = new SimulatedSteps(6, 0.4, 0.6, 0.8).videos(1);
        assertThrows(PostprocessException.class, () -> new SequenceTuner(videos, 4, () -> {}));
        assertThrows(PostprocessException.class, () -> new SequenceTuner(videos, 1, () -> {}));
        List<List<Window>> steps = videos.get(0).steps();
        assertThrows(PostprocessException.class, () -> new SequenceTuner.Video("v", steps, List.of()));
    }
}
