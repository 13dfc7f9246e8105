package io.github.osgnet4j.postprocess;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.HashSet;
import java.util.List;
import java.util.Random;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class SequenceDecoderTest {

    private static final SequenceOptions DEFAULTS = SequenceOptions.defaults();
    private static final SequenceDecoder DECODER = new SequenceDecoder(DEFAULTS);

    private static List<List<Window>> random(Random random, int steps, int most) {
        return IntStream.range(0, steps)
                .mapToObj(q -> IntStream.range(0, 1 + random.nextInt(most))
                        .mapToObj(i -> {
                            double start = random.nextDouble() * 60;
                            return new Window(start, start + random.nextDouble() * 20, 0.01 + random.nextDouble());
                        })
                        .toList())
                .toList();
    }

    /** Every sequence of windows, one by one, by the formula of the documentation. */
    private static double[][] bruteForce(List<List<Window>> steps, SequenceOptions o) {
        List<Double> goingOn = new ArrayList<>();
        for (int q = 1; q < steps.size(); q++) {
            for (Window to : steps.get(q)) {
                double least = Double.POSITIVE_INFINITY;
                for (Window from : steps.get(q - 1)) {
                    least = Math.min(least, pairCost(from, to, 0, o));
                }
                goingOn.add(least + windowCost(steps.get(q), to, o));
            }
        }
        double skip = percentile(goingOn, o.skipPercentile());
        double[][] sums =
                steps.stream().map(windows -> new double[windows.size()]).toArray(double[][]::new);
        int[] chosen = new int[steps.size()];
        Arrays.fill(chosen, -1);
        double total = 0;
        while (next(chosen, steps)) {
            double weight = weight(chosen, steps, skip, o);
            total += weight;
            for (int q = 0; q < chosen.length; q++) {
                if (chosen[q] >= 0) {
                    sums[q][chosen[q]] += weight;
                }
            }
        }
        for (double[] ofStep : sums) {
            for (int i = 0; i < ofStep.length; i++) {
                ofStep[i] /= total;
            }
        }
        return sums;
    }

    /** Counts through all choices, -1 for a step that is skipped; the first, all skipped, is where it starts. */
    private static boolean next(int[] chosen, List<List<Window>> steps) {
        for (int q = 0; q < chosen.length; q++) {
            if (++chosen[q] < steps.get(q).size()) {
                return true;
            }
            chosen[q] = -1;
        }
        return false;
    }

    private static double weight(int[] chosen, List<List<Window>> steps, double skip, SequenceOptions o) {
        double cost = 0;
        int skipped = 0;
        Window last = null;
        for (int q = 0; q < chosen.length; q++) {
            if (chosen[q] < 0) {
                skipped++;
                cost += skip;
                if (skipped > o.maxSkipped()) {
                    return 0;
                }
                continue;
            }
            Window window = steps.get(q).get(chosen[q]);
            cost += windowCost(steps.get(q), window, o);
            if (last != null) {
                cost += pairCost(last, window, skipped, o);
            }
            last = window;
            skipped = 0;
        }
        return Math.exp(-cost);
    }

    private static double windowCost(List<Window> step, Window window, SequenceOptions o) {
        double best = step.stream().mapToDouble(Window::score).max().orElseThrow();
        return o.scoreWeight() * Math.log(best / window.score()) + (window.score() == best ? 0 : o.laterCost());
    }

    private static double pairCost(Window a, Window b, int skipped, SequenceOptions o) {
        double back = o.backWeight() * Math.max(0, a.start() - b.start() - o.backTolerance());
        double distance = b.start() >= a.end() ? b.start() - a.end() : o.overlapWeight() * (a.end() - b.start());
        if (b.length() < 0.7 * a.length()) {
            distance = Math.min(distance, Math.abs(b.start() - a.start()) + o.partSeconds());
        }
        double gap = o.gapWeight() * Math.log(1 + distance / (o.gapScale() + skipped * o.skippedSeconds()));
        return Math.min(o.backCap(), back) + Math.min(o.gapCap(), gap);
    }

    private static double percentile(List<Double> values, double percent) {
        if (values.isEmpty()) {
            return 0;
        }
        Collections.sort(values);
        double place = percent / 100 * (values.size() - 1);
        double below = values.get((int) place);
        double above = values.get((int) Math.ceil(place));
        return below + (place - Math.floor(place)) * (above - below);
    }

    @ParameterizedTest
    @ValueSource(ints = {0, 1, 2, 4})
    void probabilitiesAreThoseOfAllSequencesCountedOneByOne(int maxSkipped) {
        Random random = new Random(maxSkipped);
        for (int trial = 0; trial < 60; trial++) {
            SequenceOptions options = DEFAULTS.toBuilder()
                    .maxSkipped(maxSkipped)
                    .backWeight(random.nextDouble())
                    .gapCap(1 + 3 * random.nextDouble())
                    .skipPercentile(100 * random.nextDouble())
                    .build();
            List<List<Window>> steps = random(random, 1 + trial % 5, 4);
            double[][] expected = bruteForce(steps, options);
            double[][] found = new SequenceDecoder(options).probabilities(steps);
            for (int q = 0; q < expected.length; q++) {
                assertArrayEquals(expected[q], found[q], 1e-12, "step " + q + " of " + steps);
            }
        }
    }

    @Test
    void theSetOfWindowsOfEachStepStays() {
        List<List<Window>> steps = random(new Random(1), 200, 10);
        List<List<Window>> ordered = DECODER.order(steps);
        assertEquals(steps.size(), ordered.size());
        int moved = 0;
        for (int q = 0; q < steps.size(); q++) {
            assertEquals(steps.get(q).size(), ordered.get(q).size());
            assertEquals(new HashSet<>(steps.get(q)), new HashSet<>(ordered.get(q)));
            moved += steps.get(q).equals(ordered.get(q)) ? 0 : 1;
        }
        assertTrue(moved > 100, moved + " steps are in another order");
    }

    @Test
    void whatIsOrderedStaysInOrder() {
        List<List<Window>> once = DECODER.order(random(new Random(2), 100, 10));
        assertEquals(once, DECODER.order(once));
    }

    @Test
    void aWindowThatGoesBackGivesWayToOneThatFollows() {
        Window back = new Window(5, 8, 0.6);
        Window onward = new Window(41, 50, 0.4);
        List<List<Window>> ordered = DECODER.order(List.of(
                List.of(new Window(10, 20, 0.9)),
                List.of(new Window(20, 40, 0.9)),
                List.of(back, onward),
                List.of(new Window(50, 60, 0.9))));
        assertEquals(List.of(onward, back), ordered.get(2));
    }

    @Test
    void windowsThatNothingTellsApartStayAsTheyCame() {
        Window a = new Window(30, 40, 0.5);
        Window b = new Window(30, 40, 0.5);
        Window best = new Window(30, 40, 0.6);
        List<Window> step = List.of(a, best, b);
        List<Window> ordered =
                DECODER.order(List.of(step, List.of(new Window(40, 50, 1)))).get(0);
        assertTrue(ordered.get(0) == best && ordered.get(1) == a && ordered.get(2) == b, ordered.toString());
    }

    @Test
    void scoresBelowZeroDecideWhereNothingElseDoes() {
        Window last = new Window(0, 1, -9);
        Window best = new Window(0, 1, -1);
        Window second = new Window(0, 1, -8);
        assertEquals(List.of(List.of(best, second, last)), DECODER.order(List.of(List.of(last, best, second))));
        assertEquals(List.of(List.of(best, second)), DECODER.order(List.of(List.of(last, best, second)), 2));
    }

    @Test
    void hugeOptionsAndVeryManyWindowsAreRefusedAndWhatWeighsNothingIsLeftOut() {
        assertThrows(
                PostprocessException.class,
                () -> SequenceOptions.builder().overlapWeight(1e308).build());
        assertThrows(
                PostprocessException.class,
                () -> SequenceOptions.builder().gapCap(1e7).build());
        SequenceOptions options =
                DEFAULTS.toBuilder().gapWeight(0).gapScale(1e-300).maxSkipped(0).build();
        List<List<Window>> overlapping = List.of(List.of(new Window(0, 1e12, 1)), List.of(new Window(0, 1e12, 1)));
        assertEquals(1, new SequenceDecoder(options).probabilities(overlapping)[1][0], 1e-12);
        List<List<Window>> many = List.of(Collections.nCopies(SequenceDecoder.MOST_WINDOWS + 1, new Window(0, 1, 1)));
        PostprocessException refusal = assertThrows(PostprocessException.class, () -> DECODER.order(many));
        assertTrue(refusal.getMessage().contains("step 0 has 1001 windows"), refusal.getMessage());
    }

    @Test
    void withoutCostsOfOrderTheScoreDecides() {
        SequenceOptions alone =
                DEFAULTS.toBuilder().backCap(0).gapCap(0).maxSkipped(0).build();
        for (List<Window> step : new SequenceDecoder(alone).order(random(new Random(3), 50, 6))) {
            for (int i = 1; i < step.size(); i++) {
                assertTrue(step.get(i - 1).score() >= step.get(i).score(), step.toString());
            }
        }
    }

    /** A penalty without a cap would drag a neighbour along. */
    @Test
    void oneStepInAWrongPlaceLeavesItsNeighboursAlone() {
        List<List<Window>> steps = new ArrayList<>();
        for (int q = 0; q < 10; q++) {
            Window right = new Window(10 * q, 10 * q + 10, 0.9);
            steps.add(q == 5 ? List.of(new Window(900, 910, 0.9)) : List.of(right, new Window(911 + q, 912 + q, 0.3)));
        }
        assertEquals(steps, DECODER.order(steps));
    }

    @Test
    void noStepsOneWindowAndStepsWithoutWindowsAreTaken() {
        assertEquals(List.of(), DECODER.order(List.of()));
        List<List<Window>> one = List.of(List.of(new Window(1, 2, 0.5)));
        assertEquals(one, DECODER.order(one));
        assertEquals(1, DECODER.probabilities(one)[0][0], 1e-12);
        List<List<Window>> gaps = List.of(List.of(), List.of(new Window(1, 2, 0.5)), List.of(), List.of());
        assertEquals(gaps, DECODER.order(gaps));
        assertEquals(List.of(List.of(), List.of()), DECODER.order(List.of(List.of(), List.of())));
    }

    @ParameterizedTest
    @CsvSource({
        "NaN, 2, 1",
        "1, NaN, 1",
        "1, 2, NaN",
        "Infinity, 2, 1",
        "1, Infinity, 1",
        "1, 2, -Infinity",
        "-1e300, 2, 1"
    })
    void numbersThatCannotBeComparedAreRefusedWithTheirPlace(double start, double end, double score) {
        List<List<Window>> steps =
                List.of(List.of(new Window(1, 2, 1)), List.of(new Window(1, 2, 1), new Window(start, end, score)));
        PostprocessException refusal = assertThrows(PostprocessException.class, () -> DECODER.order(steps));
        assertTrue(refusal.getMessage().contains("window 1 of step 1"), refusal.getMessage());
    }

    @Test
    void scoresOfZeroAndBelowAndExtremeTimesStillGiveProbabilities() {
        List<List<Window>> steps = List.of(
                List.of(new Window(0, 1, 0), new Window(2, 3, 0)),
                List.of(new Window(1e12, 1e12, -1), new Window(-1e12, -1e12, -2)),
                List.of(new Window(5, 4, 1e300), new Window(5, 4, 1e-300)));
        SequenceOptions free =
                DEFAULTS.toBuilder().gapWeight(0).backWeight(0).overlapWeight(0).build();
        for (SequenceOptions options : List.of(DEFAULTS, free)) {
            for (double[] ofStep : new SequenceDecoder(options).probabilities(steps)) {
                double sum = Arrays.stream(ofStep).sum();
                assertTrue(sum > 0 && sum <= 1 + 1e-12, Arrays.toString(ofStep));
            }
        }
    }

    @ParameterizedTest
    @CsvSource({"0.411, 0.676, 0.813, 15", "0.549, 0.801, 0.876, 14", "0.28, 0.52, 0.68, 8"})
    void theOrderOfStepsFindsMoreFirstWindowsAndLosesNoneOfFive(
            double first, double five, double anywhere, double least) {
        Recall before = new Recall();
        Recall after = new Recall();
        for (SequenceTuner.Video video : new SimulatedSteps(1, first, five, anywhere).videos(12)) {
            List<List<Window>> ordered = DECODER.order(video.steps());
            for (int q = 0; q < ordered.size(); q++) {
                before.add(video.steps().get(q), video.truth().get(q));
                after.add(ordered.get(q), video.truth().get(q));
            }
        }
        String figures = before.table() + " became " + after.table();
        for (double threshold : Recall.THRESHOLDS) {
            double gain = after.table().percent(1, threshold) - before.table().percent(1, threshold);
            assertTrue(gain > least, figures);
            assertTrue(after.table().percent(5, threshold) > before.table().percent(5, threshold) + 5, figures);
        }
    }

    /** Twice the steps take about twice the time: thousands are no matter. */
    @Test
    void theTimeGrowsWithTheStepsAndNotWithTheirSquare() {
        List<List<Window>> few = random(new Random(4), 500, 10);
        List<List<Window>> many = random(new Random(4), 4000, 10);
        double[] ratios = new double[3];
        DECODER.probabilities(many);
        for (int i = 0; i < ratios.length; i++) {
            ratios[i] = (double) nanos(many) / nanos(few);
        }
        Arrays.sort(ratios);
        assertTrue(ratios[1] < 24, "eight times the steps took so many times the time: " + Arrays.toString(ratios));
    }

    private static long nanos(List<List<Window>> steps) {
        long start = System.nanoTime();
        DECODER.probabilities(steps);
        return System.nanoTime() - start;
    }
}
