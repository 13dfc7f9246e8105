package io.github.osgnet4j.report;

/** The weights that a validation looks at. */
enum ValidatedWeights {
    TRAINED("trained", "trained"),
    AVERAGE("ema", "average");

    private final String field;
    private final String words;

    ValidatedWeights(String field, String words) {
        this.field = field;
        this.words = words;
    }

    /** For readers. */
    String words() {
        return words;
    }

    /** The field with R@rank in percent. */
    String recall(int rank, double threshold) {
        return field + "_r" + rank + "_iou" + threshold;
    }

    /** The field with the share of pairs of queries that get the same window and should not. */
    String sameWindows() {
        return field + "_same_windows";
    }
}
