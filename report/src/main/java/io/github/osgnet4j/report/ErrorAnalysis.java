package io.github.osgnet4j.report;

import io.github.osgnet4j.postprocess.TemporalIou;
import io.github.osgnet4j.postprocess.Window;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;

/**
 * The kinds of errors among the best windows of all queries.
 *
 * @param threshold of the IoU, above which a window is right
 * @param ranks how many windows of a query were looked at
 * @param counts windows by kind; every kind is there
 */
public record ErrorAnalysis(double threshold, int ranks, Map<ErrorKind, Integer> counts) {

    /** What overlaps less is a matter of chance, as in the article. */
    public static final double LEAST_OVERLAP = 0.1;

    public ErrorAnalysis {
        counts = Map.copyOf(counts);
    }

    /** Counts the kinds. */
    static ErrorAnalysis of(List<QueryOutcome> outcomes, double threshold, int ranks) {
        Map<ErrorKind, Integer> counts = new EnumMap<>(ErrorKind.class);
        for (ErrorKind kind : ErrorKind.values()) {
            counts.put(kind, 0);
        }
        for (QueryOutcome outcome : outcomes) {
            kinds(outcome, threshold).stream().limit(ranks).forEach(kind -> counts.merge(kind, 1, Integer::sum));
        }
        return new ErrorAnalysis(threshold, ranks, counts);
    }

    /**
     * The kind of each window of a query, best first.
     *
     * @param threshold of the IoU, above which a window is right
     */
    public static List<ErrorKind> kinds(QueryOutcome outcome, double threshold) {
        List<Window> open = new ArrayList<>(outcome.truth());
        List<ErrorKind> kinds = new ArrayList<>();
        for (Window window : outcome.windows()) {
            boolean finds = outcome.iou(window) > threshold;
            boolean first = open.removeIf(right -> TemporalIou.of(window, right) > threshold);
            if (finds) {
                kinds.add(first ? ErrorKind.RIGHT : ErrorKind.DUPLICATE);
            } else if (outcome.iou(window) >= LEAST_OVERLAP) {
                kinds.add(ErrorKind.LOCALISATION);
            } else {
                kinds.add(overlapsOther(outcome, window) ? ErrorKind.CONFUSION : ErrorKind.BACKGROUND);
            }
        }
        return kinds;
    }

    private static boolean overlapsOther(QueryOutcome outcome, Window window) {
        return outcome.others().stream().anyMatch(other -> TemporalIou.of(window, other) >= LEAST_OVERLAP);
    }

    /** All windows that were looked at. */
    public int windows() {
        return counts.values().stream().mapToInt(count -> count).sum();
    }

    /** The share of a kind in percent. */
    public double percent(ErrorKind kind) {
        return windows() == 0 ? 0 : 100.0 * counts.get(kind) / windows();
    }
}
