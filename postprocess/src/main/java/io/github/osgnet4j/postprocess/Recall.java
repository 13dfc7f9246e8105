package io.github.osgnet4j.postprocess;

import java.util.ArrayList;
import java.util.List;
import java.util.Set;

/**
 * Counts how often one of the first k windows of a query overlaps the truth by more than a threshold, as the official
 * code's {@code ReferringRecall} does. Queries are added one by one. Not thread-safe.
 */
public final class Recall {

    /** IoU thresholds of the official table; a hit is strictly above. */
    public static final List<Double> THRESHOLDS = List.of(0.3, 0.5);

    /** Numbers of windows per query that the official evaluation considers. */
    public static final List<Integer> RANKS = List.of(1, 5, 10);

    private final List<Double> thresholds;
    private final List<Integer> ranks;
    private final int[][] hits;
    private double topOneIou;
    private int queries;

    /** Nothing counted yet, for the official table. */
    public Recall() {
        this(THRESHOLDS, RANKS);
    }

    /**
     * Nothing counted yet.
     *
     * @param thresholds of the IoU, each from 0 to below 1; a hit is strictly above
     * @param ranks how many windows of a query are looked at, each at least 1
     * @throws PostprocessException if there are none, or one is out of range or duplicated
     */
    public Recall(List<Double> thresholds, List<Integer> ranks) {
        requireDistinct("thresholds", thresholds);
        requireDistinct("ranks", ranks);
        thresholds.forEach(t -> PostprocessException.require(t >= 0 && t < 1, "IoU threshold", t, "0 to below 1"));
        ranks.forEach(r -> PostprocessException.require(r >= 1, "rank", r, "1 or more"));
        this.thresholds = List.copyOf(thresholds);
        this.ranks = List.copyOf(ranks);
        this.hits = new int[thresholds.size()][ranks.size()];
    }

    private static void requireDistinct(String what, List<?> values) {
        boolean distinct = !values.isEmpty() && Set.copyOf(values).size() == values.size();
        PostprocessException.require(distinct, what, values, "one or more, none twice");
    }

    /**
     * Adds a query.
     *
     * @param predicted its windows, best first; scores are ignored. A query without windows is a miss
     * @param truth the annotated windows, of which any counts
     * @throws PostprocessException if there is no annotated window
     */
    public void add(List<Window> predicted, List<Window> truth) {
        QueryOverlaps overlaps = QueryOverlaps.of(predicted, truth);
        for (int t = 0; t < thresholds.size(); t++) {
            for (int r = 0; r < ranks.size(); r++) {
                hits[t][r] += overlaps.hit(ranks.get(r), thresholds.get(t)) ? 1 : 0;
            }
        }
        topOneIou += overlaps.first();
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
        return new RecallTable(thresholds, ranks, percent, topOneIou / queries, queries);
    }
}
