package io.github.osgnet4j.train;

import io.github.osgnet4j.postprocess.TemporalIou;
import io.github.osgnet4j.postprocess.Window;
import io.github.osgnet4j.train.TrainSettings.Ranked;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * Measures whether a network's answers depend on its queries: different queries of a clip with answers in different
 * places should get different windows. A network that has learnt too little finds the same window for every query.
 */
final class QueryDependence {

    /** Windows that overlap so much are the same. */
    private static final double SAME = 0.9;

    /** Annotated answers that overlap less are in different places. */
    private static final double ELSEWHERE = 0.5;

    private static final double NEARLY_ALL = 0.9;

    /** Fewer pairs say nothing. */
    private static final int FEWEST = 3;

    private int pairs;
    private int same;

    /**
     * An answered query.
     *
     * @param query the words
     * @param found the best window
     * @param truth the annotated ones
     */
    record Answer(String query, Window found, List<Window> truth) {

        /** Whether the two should have been answered by different windows. */
        private boolean comparable(Answer other) {
            return !query.strip().equalsIgnoreCase(other.query.strip())
                    && truth.stream()
                            .allMatch(t -> other.truth.stream().allMatch(o -> TemporalIou.of(t, o) < ELSEWHERE));
        }
    }

    /** Takes the answers to a clip's queries into account. */
    void add(List<Answer> clip) {
        List<Answer> before = new ArrayList<>();
        for (Answer answer : clip) {
            for (Answer other : before) {
                if (answer.comparable(other)) {
                    pairs++;
                    same += TemporalIou.of(answer.found, other.found) >= SAME ? 1 : 0;
                }
            }
            before.add(answer);
        }
    }

    /** How many of the pairs that should differ got the same window, 0 to 1; NaN without such pairs. */
    double sameShare() {
        return pairs == 0 ? Double.NaN : same / (double) pairs;
    }

    /**
     * What to tell a user at the end of a run, and what usually helps.
     *
     * @param ranked of which weights the best are kept
     * @return nothing if the weights listen
     */
    static Optional<String> complaint(QueryDependence trained, QueryDependence average, Ranked ranked) {
        String same = " % of the pairs of queries that ask one clip for different moments got the same window";
        if (trained.ignoresQueries()) {
            return Optional.of("The network ignores the question: " + trained.samePercent() + same
                    + ". More epochs or a higher opt.learning_rate usually help");
        }
        if (ranked == Ranked.AVERAGE && average.ignoresQueries()) {
            return Optional.of("The moving average, which best.safetensors holds, ignores the question: "
                    + average.samePercent() + same
                    + ". It lags behind the trained weights, which do not: more epochs, --ema-warmup or --rank-by"
                    + " weights usually help");
        }
        return Optional.empty();
    }

    private long samePercent() {
        return Math.round(100 * sameShare());
    }

    /** Whether nearly all did. */
    boolean ignoresQueries() {
        return pairs >= FEWEST && sameShare() >= NEARLY_ALL;
    }
}
