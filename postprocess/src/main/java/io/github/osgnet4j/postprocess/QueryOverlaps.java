package io.github.osgnet4j.postprocess;

import java.util.List;
import java.util.stream.IntStream;

/**
 * The overlaps of one query's windows with the truth, which determine every recall.
 *
 * @param overlaps the IoU of each window, best first, with the annotated window it overlaps most, 0 to 1
 */
public record QueryOverlaps(List<Double> overlaps) {

    /** Copies the list. */
    public QueryOverlaps {
        overlaps = List.copyOf(overlaps);
    }

    /**
     * Compares windows with the truth.
     *
     * @param predicted best first; scores are ignored
     * @param truth the annotated windows, of which any counts
     * @throws PostprocessException if there is no annotated window
     */
    public static QueryOverlaps of(List<Window> predicted, List<Window> truth) {
        PostprocessException.require(!truth.isEmpty(), "number of annotated windows", 0, "1 or more");
        return new QueryOverlaps(predicted.stream()
                .map(window -> truth.stream()
                        .mapToDouble(right -> TemporalIou.of(window, right))
                        .max()
                        .orElseThrow())
                .toList());
    }

    /** Those of the same windows in another order, given by their places. */
    QueryOverlaps in(int[] order) {
        return new QueryOverlaps(IntStream.of(order).mapToObj(overlaps::get).toList());
    }

    /** Whether one of the first windows overlaps the truth by more than a threshold. */
    public boolean hit(int rank, double threshold) {
        for (int i = 0; i < Math.min(rank, overlaps.size()); i++) {
            if (overlaps.get(i) > threshold) {
                return true;
            }
        }
        return false;
    }

    /** The IoU of the first window; 0 if there is none. */
    public double first() {
        return overlaps.isEmpty() ? 0 : overlaps.get(0);
    }
}
