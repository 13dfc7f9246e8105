package io.github.osgnet4j.postprocess;

import java.util.ArrayList;
import java.util.List;

/**
 * Counts how often one of the first k windows of a query overlaps the truth by more than a threshold, as
 * {@code ReferringRecall} of the official code. Queries are added one by one; not for several threads.
 */
public final class Recall {

    /** IoU thresholds of the table; a hit is strictly above. */
    public static final List<Double> THRESHOLDS = List.of(0.3, 0.5);

    /** How many windows of a query are looked at. */
    public static final List<Integer> RANKS = List.of(1, 5, 10);

    private final int[][] hits = new int[THRESHOLDS.size()][RANKS.size()];
    private double topOneIou;
    private int queries;

    /** Nothing counted yet. */
    public Recall() {}

    /**
     * Adds a query.
     *
     * @param predicted its windows, best first; scores are not looked at. A query without windows finds nothing
     * @param truth the annotated windows, of which any counts
     * @throws PostprocessException if there is no annotated window
     */
    public void add(List<Window> predicted, List<Window> truth) {
        PostprocessException.require(!truth.isEmpty(), "number of annotated windows", 0, "1 or more");
        List<Double> overlaps =
                predicted.stream().map(window -> overlap(window, truth)).toList();
        for (int t = 0; t < THRESHOLDS.size(); t++) {
            for (int r = 0; r < RANKS.size(); r++) {
                hits[t][r] += isHit(overlaps, RANKS.get(r), THRESHOLDS.get(t)) ? 1 : 0;
            }
        }
        topOneIou += overlaps.isEmpty() ? 0 : overlaps.get(0);
        queries++;
    }

    /**
     * The recall of all queries so far.
     *
     * @throws PostprocessException if there was none
     */
    public RecallTable table() {
        PostprocessException.require(queries > 0, "number of evaluated queries", 0, "1 or more");
        List<List<Double>> percent = new ArrayList<>();
        for (int[] ofThreshold : hits) {
            List<Double> row = new ArrayList<>();
            for (int count : ofThreshold) {
                row.add(count / (double) queries * 100);
            }
            percent.add(row);
        }
        return new RecallTable(percent, topOneIou / queries, queries);
    }

    private static double overlap(Window predicted, List<Window> truth) {
        return truth.stream()
                .mapToDouble(window -> TemporalIou.of(predicted, window))
                .max()
                .orElseThrow();
    }

    private static boolean isHit(List<Double> overlaps, int rank, double threshold) {
        return overlaps.stream().limit(rank).anyMatch(overlap -> overlap > threshold);
    }
}
