package io.github.osgnet4j.report;

import io.github.osgnet4j.postprocess.QueryOverlaps;

/**
 * One query and what two models answer.
 *
 * @param video to which its clip belongs
 * @param first what the first model answers
 * @param second what the second answers
 */
public record OutcomePair(String video, QueryOutcome first, QueryOutcome second) {

    /** How much more the second model's first window overlaps the truth: -1 to 1. */
    public double change() {
        return second.firstIou() - first.firstIou();
    }

    /** 1 if the second model alone finds the query, -1 if the first alone does, else 0. */
    int verdict(int rank, double threshold) {
        return hit(second, rank, threshold) - hit(first, rank, threshold);
    }

    static int hit(QueryOutcome outcome, int rank, double threshold) {
        return QueryOverlaps.of(outcome.windows(), outcome.truth()).hit(rank, threshold) ? 1 : 0;
    }
}
