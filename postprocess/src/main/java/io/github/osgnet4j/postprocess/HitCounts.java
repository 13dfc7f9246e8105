package io.github.osgnet4j.postprocess;

import java.util.Arrays;
import java.util.List;

/**
 * Counts of the queries that are found, at the ranks and thresholds used by challenges.
 *
 * @param queries how many there are
 * @param hits of {@link #RANKS} x {@link #THRESHOLDS}, rank by rank
 */
public record HitCounts(int queries, List<Integer> hits) {

    /** Numbers of windows considered. */
    public static final List<Integer> RANKS = List.of(1, 5);

    /** IoU that a hit exceeds. */
    public static final List<Double> THRESHOLDS = Recall.THRESHOLDS;

    /** Copies the list. */
    public HitCounts {
        hits = List.copyOf(hits);
    }

    /** None of no queries. */
    static HitCounts none() {
        return new HitCounts(0, List.of(0, 0, 0, 0));
    }

    /** Of one query. */
    static HitCounts of(QueryOverlaps overlaps) {
        return new HitCounts(
                1,
                RANKS.stream()
                        .flatMap(rank -> THRESHOLDS.stream().map(t -> overlaps.hit(rank, t) ? 1 : 0))
                        .toList());
    }

    HitCounts plus(HitCounts other) {
        int[] sums = new int[hits.size()];
        for (int i = 0; i < sums.length; i++) {
            sums[i] = hits.get(i) + other.hits.get(i);
        }
        return new HitCounts(
                queries + other.queries, Arrays.stream(sums).boxed().toList());
    }

    /** Queries that are found. */
    int found(int rank, double threshold) {
        return hits.get(RANKS.indexOf(rank) * THRESHOLDS.size() + THRESHOLDS.indexOf(threshold));
    }

    /** Queries that are found, as the mean over the thresholds. */
    double meanFound(int rank) {
        return THRESHOLDS.stream()
                .mapToInt(threshold -> found(rank, threshold))
                .average()
                .orElseThrow();
    }

    /** Recall in percent; 0 of no queries. */
    public double percent(int rank, double threshold) {
        return queries == 0 ? 0 : 100.0 * found(rank, threshold) / queries;
    }

    /** The mean over the thresholds, in percent. */
    public double mean(int rank) {
        return THRESHOLDS.stream()
                .mapToDouble(threshold -> percent(rank, threshold))
                .average()
                .orElseThrow();
    }

    /** Whether the first windows are better, or equally good and the first five better. */
    boolean beats(HitCounts other) {
        int first = Double.compare(mean(1), other.mean(1));
        return first > 0 || first == 0 && mean(5) > other.mean(5);
    }
}
