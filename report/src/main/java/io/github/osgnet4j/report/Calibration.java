package io.github.osgnet4j.report;

import io.github.osgnet4j.postprocess.Recall;
import java.util.ArrayList;
import java.util.List;

/**
 * Whether scores can be taken for probabilities: first windows by score, and how many of them are right.
 *
 * @param bins those with at least one window, by rising score
 * @param error for each of {@link Recall#THRESHOLDS} the expected calibration error: the distance between mean score and
 *     share of right windows, averaged over the bins by their number of windows
 */
public record Calibration(List<Bin> bins, List<Double> error) {

    private static final int BINS = 10;

    /**
     * First windows of about the same score.
     *
     * @param from lowest score of the bin; what is below 0 counts in the lowest bin
     * @param to next bin's lowest score; what is above 1 counts in the highest bin
     * @param windows how many
     * @param meanScore theirs
     * @param right for each of {@link Recall#THRESHOLDS} the share of them whose IoU is above it, 0 to 1
     */
    public record Bin(double from, double to, int windows, double meanScore, List<Double> right) {

        public Bin {
            right = List.copyOf(right);
        }
    }

    public Calibration {
        bins = List.copyOf(bins);
        error = List.copyOf(error);
    }

    /** Of the first windows, which must have scores. */
    static Calibration of(List<QueryOutcome> outcomes) {
        List<List<QueryOutcome>> byScore = new ArrayList<>();
        for (int i = 0; i < BINS; i++) {
            byScore.add(new ArrayList<>());
        }
        for (QueryOutcome outcome : outcomes) {
            if (!outcome.windows().isEmpty()) {
                int bin = (int) (outcome.firstScore() * BINS);
                byScore.get(Math.max(0, Math.min(BINS - 1, bin))).add(outcome);
            }
        }
        List<Bin> bins = new ArrayList<>();
        for (int i = 0; i < BINS; i++) {
            if (!byScore.get(i).isEmpty()) {
                bins.add(bin(i, byScore.get(i)));
            }
        }
        List<Double> errors = new ArrayList<>();
        for (int t = 0; t < Recall.THRESHOLDS.size(); t++) {
            errors.add(error(bins, t));
        }
        return new Calibration(bins, errors);
    }

    private static Bin bin(int index, List<QueryOutcome> outcomes) {
        List<Double> right = Recall.THRESHOLDS.stream()
                .map(threshold ->
                        outcomes.stream().filter(o -> o.firstIou() > threshold).count() / (double) outcomes.size())
                .toList();
        double mean = outcomes.stream()
                .mapToDouble(QueryOutcome::firstScore)
                .average()
                .orElseThrow();
        return new Bin(index / (double) BINS, (index + 1) / (double) BINS, outcomes.size(), mean, right);
    }

    private static double error(List<Bin> bins, int threshold) {
        double sum = 0;
        int windows = 0;
        for (Bin bin : bins) {
            sum += bin.windows() * Math.abs(bin.meanScore() - bin.right().get(threshold));
            windows += bin.windows();
        }
        return windows == 0 ? 0 : sum / windows;
    }
}
