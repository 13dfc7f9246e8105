package io.github.osgnet4j.postprocess;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.github.osgnet4j.postprocess.SequenceTuner.Fold;
import io.github.osgnet4j.postprocess.SequenceTuner.Tuning;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Function;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

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
                steps,
                tuning.folds().stream().mapToInt(f -> f.before().queries()).sum());
        for (Fold fold : tuning.folds()) {
            assertEquals(fold.before().queries(), fold.tuned().queries());
            assertTrue(fold.tuned().percent(1, 0.3) > fold.before().percent(1, 0.3) + 5, fold.toString());
        }
        assertTrue(trials.get() > 20, trials + " trials");
    }

    /** What the defaults believe is wrong here, and the tuner finds out. */
    @Test
    void stepsInNoOrderAreFoundOut() {
        List<SequenceTuner.Video> videos = new ArrayList<>();
        new SimulatedSteps(4, 0.7, 0.85, 0.9).videos(1).forEach(v -> videos.add(shuffled(v, videos.size())));
        for (Fold fold : tune(videos).folds()) {
            assertTrue(fold.usual().percent(1, 0.3) < fold.before().percent(1, 0.3), fold.toString());
            assertTrue(fold.tuned().percent(1, 0.3) > fold.usual().percent(1, 0.3), fold.toString());
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
        List<Integer> steps = new ArrayList<>();
        for (int i = 0; i < videos.size(); i += 2) {
            steps.add(videos.get(i).steps().size() + videos.get(i + 1).steps().size());
        }
        List<Fold> folds = tune(videos).folds();
        folds.forEach(fold -> assertEquals(1, fold.videos()));
        assertEquals(
                steps.stream().sorted().toList(),
                folds.stream().map(f -> f.before().queries()).sorted().toList());
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
                    .mapToDouble(f -> SequenceTuner.merit(f.tuned()) - SequenceTuner.merit(f.usual()))
                    .sum();
            if (gain <= 0) {
                losing++;
                assertEquals(Optional.of(SequenceOptions.defaults()), tuning.options(), "gain " + gain);
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
        List<List<Window>> unknown = steps.stream().map(s -> List.<Window>of()).toList();
        assertThrows(PostprocessException.class, () -> new SequenceTuner.Video("v", steps, unknown));
    }

    /** Right windows anywhere among ten, where first windows are to be had at the cost of the first five. */
    private static List<SequenceTuner.Video> chance(long seed, int steps) {
        Random random = new Random(seed);
        List<SequenceTuner.Video> videos = new ArrayList<>();
        for (int v = 0; v < 2; v++) {
            List<List<Window>> windows = new ArrayList<>();
            List<List<Window>> truth = new ArrayList<>();
            for (int q = 0; q < steps; q++) {
                List<Window> found = new ArrayList<>();
                for (int i = 0; i < 10; i++) {
                    double start = 60 * random.nextDouble();
                    found.add(new Window(start, start + 5 + 10 * random.nextDouble(), random.nextDouble()));
                }
                found.sort(Comparator.comparingDouble(Window::score).reversed());
                windows.add(found);
                truth.add(List.of(found.get(random.nextInt(10))));
            }
            videos.add(new SequenceTuner.Video("v" + v, windows, truth));
        }
        return videos;
    }

    private static HitCounts found(List<SequenceTuner.Video> videos, Function<TunedVideo, HitCounts> how) {
        return videos.stream().map(TunedVideo::new).map(how).reduce(HitCounts.none(), HitCounts::plus);
    }

    /** What options do to the first five windows in each way that tuning can end. */
    private enum End {
        /** The defaults lose none. */
        DEFAULTS,
        /** The defaults lose some, these options none. */
        OTHERS,
        /** The defaults lose some, and nothing that was tried is better. */
        NONE
    }

    @ParameterizedTest
    @CsvSource({"40, 20, DEFAULTS", "58, 20, OTHERS", "2, 10, NONE", "45, 10, NONE"})
    void noOptionsAreTakenThatLoseRightWindowsOfTheFirstFive(long seed, int steps, End end) {
        List<SequenceTuner.Video> videos = chance(seed, steps);
        Tuning tuning = new SequenceTuner(videos, 2, () -> {}).tune();
        HitCounts before = found(videos, TunedVideo::unordered);
        HitCounts usual = found(videos, v -> v.ordered(new SequenceDecoder(SequenceOptions.defaults())));
        assertEquals(end != End.NONE, tuning.options().isPresent());
        assertEquals(end == End.DEFAULTS, tuning.options().equals(Optional.of(SequenceOptions.defaults())));
        assertEquals(end == End.DEFAULTS, keepsFive(usual, before));
        tuning.options().ifPresent(options -> {
            HitCounts after = found(videos, v -> v.ordered(new SequenceDecoder(options)));
            assertTrue(keepsFive(after, before), after + " after " + before);
        });
        if (end == End.OTHERS) {
            assertTrue(keepsFive(tuning.all(Fold::tuned), before), tuning.toString());
        }
    }

    private static boolean keepsFive(HitCounts found, HitCounts before) {
        return HitCounts.THRESHOLDS.stream().allMatch(t -> found.found(5, t) >= before.found(5, t));
    }
}
