package io.github.osgnet4j.postprocess;

import static io.github.osgnet4j.postprocess.PostprocessException.require;

import java.util.Objects;

/**
 * Options for turning scores into windows. The names of the official configuration ({@code nlq_heads_cfg}) are given
 * where they differ; sigma and the voting threshold are constants of the official code, whatever its configuration
 * says.
 *
 * @param preNmsThreshold probabilities above it are candidates, and the highest of each level
 *     ({@code pre_nms_thresh})
 * @param preNmsTopK candidates kept per level, 1 or more
 * @param durationThreshold candidates longer than it, in feature steps, are kept, and the longest of each level
 *     ({@code duration_thresh})
 * @param iouThreshold overlap from which hard, linear and vanilla NMS suppress
 * @param minScore score below which soft-NMS drops a candidate, and which hard NMS asks candidates to exceed
 * @param maxWindows maximum number of windows per query, 1 or more ({@code max_seg_num}, or what a user asks for)
 * @param sigma width of Gaussian soft-NMS, more than 0
 * @param votingThreshold overlap from which candidates vote on a window; used only if not {@code multiclass}, 0 or less
 *     switches it off
 * @param multiclass whether NMS runs for each class on its own
 * @param method how NMS suppresses
 * @param orderPrior whether the position of a query among the queries of its video counts ({@code use_Bayesian})
 */
public record RankingOptions(
        double preNmsThreshold,
        int preNmsTopK,
        double durationThreshold,
        double iouThreshold,
        double minScore,
        int maxWindows,
        double sigma,
        double votingThreshold,
        boolean multiclass,
        NmsMethod method,
        boolean orderPrior) {

    /**
     * Checks the ranges.
     *
     * @throws PostprocessException if a value is out of its range
     */
    public RankingOptions {
        Objects.requireNonNull(method, "method");
        require(Double.isFinite(preNmsThreshold), "preNmsThreshold", preNmsThreshold, "a finite number");
        require(preNmsTopK > 0, "preNmsTopK", preNmsTopK, "1 or more");
        require(Double.isFinite(durationThreshold), "durationThreshold", durationThreshold, "a finite number");
        require(iouThreshold >= 0 && iouThreshold <= 1, "iouThreshold", iouThreshold, "0 to 1");
        require(Double.isFinite(minScore), "minScore", minScore, "a finite number");
        require(maxWindows > 0, "maxWindows", maxWindows, "1 or more");
        require(sigma > 0, "sigma", sigma, "more than 0");
        require(votingThreshold <= 1, "votingThreshold", votingThreshold, "1 or less");
    }

    /** The values used by every official configuration of NLQ, GoalStep and TACoS; GoalStep may add the order prior. */
    public static RankingOptions official() {
        return builder().build();
    }

    /** A builder that starts from {@link #official()}. */
    public static Builder builder() {
        return new Builder();
    }

    /** A builder that starts from these options. */
    public Builder toBuilder() {
        return new Builder()
                .preNmsThreshold(preNmsThreshold)
                .preNmsTopK(preNmsTopK)
                .durationThreshold(durationThreshold)
                .iouThreshold(iouThreshold)
                .minScore(minScore)
                .maxWindows(maxWindows)
                .sigma(sigma)
                .votingThreshold(votingThreshold)
                .multiclass(multiclass)
                .method(method)
                .orderPrior(orderPrior);
    }

    /** These options with another number of windows: a user's top-k. */
    public RankingOptions withMaxWindows(int count) {
        return toBuilder().maxWindows(count).build();
    }

    /** Builds options; the defaults are those of the official code. Not thread-safe. */
    public static final class Builder {

        private double preNmsThreshold = 0.001;
        private int preNmsTopK = 2000;
        private double durationThreshold = 0.001;
        private double iouThreshold = 0.1;
        private double minScore = 0.001;
        private int maxWindows = 5;
        private double sigma = 0.75;
        private double votingThreshold = 0.9;
        private boolean multiclass = true;
        private NmsMethod method = NmsMethod.GAUSSIAN;
        private boolean orderPrior = false;

        private Builder() {}

        /** Sets {@link RankingOptions#preNmsThreshold}. */
        public Builder preNmsThreshold(double value) {
            preNmsThreshold = value;
            return this;
        }

        /** Sets {@link RankingOptions#preNmsTopK}. */
        public Builder preNmsTopK(int value) {
            preNmsTopK = value;
            return this;
        }

        /** Sets {@link RankingOptions#durationThreshold}. */
        public Builder durationThreshold(double value) {
            durationThreshold = value;
            return this;
        }

        /** Sets {@link RankingOptions#iouThreshold}. */
        public Builder iouThreshold(double value) {
            iouThreshold = value;
            return this;
        }

        /** Sets {@link RankingOptions#minScore}. */
        public Builder minScore(double value) {
            minScore = value;
            return this;
        }

        /** Sets {@link RankingOptions#maxWindows}. */
        public Builder maxWindows(int value) {
            maxWindows = value;
            return this;
        }

        /** Sets {@link RankingOptions#sigma}. */
        public Builder sigma(double value) {
            sigma = value;
            return this;
        }

        /** Sets {@link RankingOptions#votingThreshold}. */
        public Builder votingThreshold(double value) {
            votingThreshold = value;
            return this;
        }

        /** Sets {@link RankingOptions#multiclass}. */
        public Builder multiclass(boolean value) {
            multiclass = value;
            return this;
        }

        /** Sets {@link RankingOptions#method}. */
        public Builder method(NmsMethod value) {
            method = value;
            return this;
        }

        /** Sets {@link RankingOptions#orderPrior}. */
        public Builder orderPrior(boolean value) {
            orderPrior = value;
            return this;
        }

        /**
         * The options.
         *
         * @throws PostprocessException if a value is out of its range
         */
        public RankingOptions build() {
            return new RankingOptions(
                    preNmsThreshold,
                    preNmsTopK,
                    durationThreshold,
                    iouThreshold,
                    minScore,
                    maxWindows,
                    sigma,
                    votingThreshold,
                    multiclass,
                    method,
                    orderPrior);
        }
    }
}
