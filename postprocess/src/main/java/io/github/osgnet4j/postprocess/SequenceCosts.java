package io.github.osgnet4j.postprocess;

import java.util.Arrays;
import java.util.List;
import java.util.stream.IntStream;

/**
 * The costs of windows of steps, individually and in sequence; the formulas are those of {@link SequenceDecoder}. Each
 * step has a window.
 */
final class SequenceCosts {

    /** A score below this share of the step's best counts as this share. */
    private static final double LEAST_SHARE = 1e-4;

    /** What is a part of another window is shorter than this share of it. */
    private static final double MOST_OF_A_PART = 0.7;

    private final SequenceOptions options;
    private final double[][] starts;
    private final double[][] ends;
    private final double[][] windowCosts;
    private final double skipCost;

    SequenceCosts(List<List<Window>> steps, SequenceOptions options) {
        this.options = options;
        starts = new double[steps.size()][];
        ends = new double[steps.size()][];
        windowCosts = new double[steps.size()][];
        for (int q = 0; q < steps.size(); q++) {
            List<Window> windows = steps.get(q);
            starts[q] = windows.stream().mapToDouble(Window::start).toArray();
            ends[q] = windows.stream().mapToDouble(Window::end).toArray();
            windowCosts[q] = windowCosts(windows);
        }
        skipCost = options.maxSkipped() == 0 ? 0 : skipCost();
    }

    private double[] windowCosts(List<Window> windows) {
        int best = 0;
        for (int i = 1; i < windows.size(); i++) {
            best = windows.get(i).score() > windows.get(best).score() ? i : best;
        }
        double highest = windows.get(best).score();
        double[] costs = new double[windows.size()];
        for (int i = 0; i < costs.length; i++) {
            double share = highest > 0 ? windows.get(i).score() / highest : 1;
            costs[i] = (i == best ? 0 : options.laterCost())
                    - options.scoreWeight() * Math.log(Math.max(share, LEAST_SHARE));
        }
        return costs;
    }

    /** A percentile of what it costs at least to go on from a step to each window of the next. */
    private double skipCost() {
        double[] costs =
                new double[IntStream.range(1, steps()).map(this::windows).sum()];
        int count = 0;
        for (int q = 1; q < steps(); q++) {
            for (int j = 0; j < windows(q); j++) {
                double least = Double.POSITIVE_INFINITY;
                for (int i = 0; i < windows(q - 1); i++) {
                    least = Math.min(least, transition(q - 1, i, q, j));
                }
                costs[count++] = least + windowCosts[q][j];
            }
        }
        if (count == 0) {
            return 0;
        }
        Arrays.sort(costs);
        double place = options.skipPercentile() / 100 * (count - 1);
        int below = (int) place;
        int above = Math.min(below + 1, count - 1);
        return costs[below] + (place - below) * (costs[above] - costs[below]);
    }

    int steps() {
        return windowCosts.length;
    }

    int windows(int step) {
        return windowCosts[step].length;
    }

    double window(int step, int window) {
        return windowCosts[step][window];
    }

    /** Skipping so many steps in a row. */
    double skipping(int steps) {
        return steps * skipCost;
    }

    /** Going from a window of a step to a window of a later one, what the windows and skipped steps cost apart. */
    double transition(int from, int i, int to, int j) {
        double back = starts[from][i] - starts[to][j] - options.backTolerance();
        return Math.min(options.backCap(), options.backWeight() * Math.max(0, back)) + gap(from, i, to, j);
    }

    private double gap(int from, int i, int to, int j) {
        // Not 0 times the logarithm: a gap of very many scales is infinite.
        if (options.gapWeight() == 0) {
            return 0;
        }
        double scale = options.gapScale() + (to - from - 1) * options.skippedSeconds();
        return Math.min(options.gapCap(), options.gapWeight() * Math.log1p(distance(from, i, to, j) / scale));
    }

    /** Seconds of gap that a window counts as after another. */
    private double distance(int from, int i, int to, int j) {
        double gap = starts[to][j] - ends[from][i];
        double distance = gap >= 0 ? gap : -gap * options.overlapWeight();
        double length = ends[to][j] - starts[to][j];
        return length < MOST_OF_A_PART * (ends[from][i] - starts[from][i])
                ? Math.min(distance, Math.abs(starts[to][j] - starts[from][i]) + options.partSeconds())
                : distance;
    }
}
