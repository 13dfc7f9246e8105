package io.github.osgnet4j.postprocess;

import java.math.BigDecimal;
import java.math.RoundingMode;
import java.util.ArrayList;
import java.util.List;

/**
 * The result of an evaluation.
 *
 * @param thresholds of the IoU
 * @param ranks how many windows of a query were looked at
 * @param percent recall in percent, [threshold][rank]
 * @param meanIou mean over the queries of the IoU of the first window, 0 to 1; with several annotated windows a query,
 *     the highest IoU
 * @param queries number of queries evaluated
 */
public record RecallTable(
        List<Double> thresholds, List<Integer> ranks, List<List<Double>> percent, double meanIou, int queries) {

    /** Copies the numbers. */
    public RecallTable {
        thresholds = List.copyOf(thresholds);
        ranks = List.copyOf(ranks);
        percent = percent.stream().map(List::copyOf).toList();
    }

    /**
     * One recall in percent.
     *
     * @param rank one of {@link #ranks}
     * @param threshold one of {@link #thresholds}
     * @throws PostprocessException if there is no such rank or threshold
     */
    public double percent(int rank, double threshold) {
        int column = ranks.indexOf(rank);
        int row = thresholds.indexOf(threshold);
        PostprocessException.require(column >= 0, "rank", rank, "one of " + ranks);
        PostprocessException.require(row >= 0, "threshold", threshold, "one of " + thresholds);
        return percent.get(row).get(column);
    }

    /** The table the official evaluation prints, without a trailing line break. */
    public String toText() {
        List<String> heading = new ArrayList<>();
        List<String> values = new ArrayList<>();
        for (int rank : ranks) {
            for (double threshold : thresholds) {
                heading.add("Rank@" + rank + "\nmIoU@" + threshold);
                values.add(twoDigits(percent(rank, threshold)));
            }
        }
        return AsciiTable.of(heading, values);
    }

    /** Rounds the exact binary value to even, as Python's format does and Java's does not. */
    private static String twoDigits(double value) {
        return new BigDecimal(value).setScale(2, RoundingMode.HALF_EVEN).toPlainString();
    }
}
