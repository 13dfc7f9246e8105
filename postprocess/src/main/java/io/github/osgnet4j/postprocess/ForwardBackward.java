package io.github.osgnet4j.postprocess;

/**
 * The sums over all sequences of windows that a chain allows, by dynamic programming, in logarithms. A sequence has one
 * window of each step but those it skips, at most {@code maxSkipped} in a row, and at least one window.
 */
final class ForwardBackward {

    private final SequenceCosts costs;
    private final int maxSkipped;

    ForwardBackward(SequenceCosts costs, int maxSkipped) {
        this.costs = costs;
        this.maxSkipped = maxSkipped;
    }

    /** The probability of each window, [step][window]: the share of the sequences through it, weighted by {@code exp(-cost)}. */
    double[][] probabilities() {
        double[][] logs = forward();
        double total = total(logs);
        double[][] after = backward();
        for (int q = 0; q < logs.length; q++) {
            for (int i = 0; i < logs[q].length; i++) {
                logs[q][i] = Math.exp(logs[q][i] + after[q][i] - total);
            }
        }
        return logs;
    }

    /** Sequences that end in a window. */
    private double[][] forward() {
        int steps = costs.steps();
        double[][] sums = new double[steps][];
        for (int q = 0; q < steps; q++) {
            sums[q] = new double[costs.windows(q)];
            for (int j = 0; j < sums[q].length; j++) {
                LogSum sum = new LogSum();
                if (q <= maxSkipped) {
                    sum.add(-costs.skipping(q));
                }
                for (int from = Math.max(0, q - 1 - maxSkipped); from < q; from++) {
                    double skipping = costs.skipping(q - from - 1);
                    for (int i = 0; i < sums[from].length; i++) {
                        sum.add(sums[from][i] - skipping - costs.transition(from, i, q, j));
                    }
                }
                sums[q][j] = sum.value() - costs.window(q, j);
            }
        }
        return sums;
    }

    /** Continuations of sequences that end in a window. */
    private double[][] backward() {
        int steps = costs.steps();
        double[][] sums = new double[steps][];
        for (int q = steps - 1; q >= 0; q--) {
            sums[q] = new double[costs.windows(q)];
            for (int i = 0; i < sums[q].length; i++) {
                LogSum sum = new LogSum();
                if (steps - 1 - q <= maxSkipped) {
                    sum.add(-costs.skipping(steps - 1 - q));
                }
                for (int to = Math.min(steps - 1, q + 1 + maxSkipped); to > q; to--) {
                    double skipping = costs.skipping(to - q - 1);
                    for (int j = 0; j < sums[to].length; j++) {
                        sum.add(sums[to][j] - costs.window(to, j) - skipping - costs.transition(q, i, to, j));
                    }
                }
                sums[q][i] = sum.value();
            }
        }
        return sums;
    }

    private double total(double[][] forward) {
        LogSum sum = new LogSum();
        for (int q = Math.max(0, forward.length - 1 - maxSkipped); q < forward.length; q++) {
            for (double ending : forward[q]) {
                sum.add(ending - costs.skipping(forward.length - 1 - q));
            }
        }
        return sum.value();
    }

    /** The logarithm of a sum of exponentials, added one by one without overflow. */
    private static final class LogSum {
        private double highest = Double.NEGATIVE_INFINITY;
        private double sum;

        void add(double logarithm) {
            if (logarithm > highest) {
                sum = 1 + sum * Math.exp(highest - logarithm);
                highest = logarithm;
            } else {
                sum += Math.exp(logarithm - highest);
            }
        }

        double value() {
            return highest + Math.log(sum);
        }
    }
}
