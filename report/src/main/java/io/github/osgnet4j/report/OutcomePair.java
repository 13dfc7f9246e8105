package io.github.osgnet4j.report;

import io.github.osgnet4j.postprocess.QueryOverlaps;

/**
 * One query and what two models answer.
 *
 * @param video to which its clip belongs
 * @param first what the first model answers
 * @param second what the second answers
 * @param firstOverlaps how far the first model's windows are right
 * @param secondOverlaps how far the second model's are
 */
public record OutcomePair(
        String video,
        QueryOutcome first,
        QueryOutcome second,
        QueryOverlaps firstOverlaps,
        QueryOverlaps secondOverlaps) {

    static OutcomePair of(String video, QueryOutcome first, QueryOutcome second) {
        return new OutcomePair(
                video,
                first,
                second,
                QueryOverlaps.of(first.windows(), first.truth()),
                QueryOverlaps.of(second.windows(), second.truth()));
    }

    /** How much more the second model's first window overlaps the truth: -1 to 1. */
    public double change() {
        return secondOverlaps.first() - firstOverlaps.first();
    }
}
