package io.github.osgnet4j.postprocess;

import static io.github.osgnet4j.postprocess.PostprocessException.require;

import org.apiguardian.api.API;

/**
 * The assumptions of a {@link SequenceDecoder} about the order of steps. Costs are negative logarithms of odds; the
 * formula is the decoder's. Defaults were chosen by simulation with real step times.
 *
 * <p>Every weight, cost and number of seconds is 1e6 at most.
 *
 * @param scoreWeight weight of the logarithm of a window's score, 0 or more
 * @param laterCost cost of every window but the one with the highest score, 0 or more
 * @param backWeight cost of each second that a start goes back beyond the tolerance, 0 or more
 * @param backTolerance seconds that a start may go back for nothing, 0 or more
 * @param backCap cost of going back at most, 0 or more: 0 switches it off
 * @param gapWeight what the logarithm of the gap between two steps counts, 0 or more: 0 switches it off
 * @param gapScale seconds below which a gap counts little, more than 0
 * @param overlapWeight how much a second of overlap counts, measured in seconds of gap, 0 or more
 * @param partSeconds gap that a step counts as which is a part of the one before, besides the seconds between their
 *     starts; 0 or more
 * @param gapCap cost of a gap at most, 0 or more
 * @param maxSkipped steps in a row that may be skipped, 0 to 100: 0 means that every step has a right window
 * @param skipPercentile cost of skipping a step, as a percentile (0 to 100) of what it costs to go on to a window
 * @param skippedSeconds seconds by which the scale of a gap grows with each step that is skipped, 0 or more
 */
@API(status = API.Status.EXPERIMENTAL)
public record SequenceOptions(
        double scoreWeight,
        double laterCost,
        double backWeight,
        double backTolerance,
        double backCap,
        double gapWeight,
        double gapScale,
        double overlapWeight,
        double partSeconds,
        double gapCap,
        int maxSkipped,
        double skipPercentile,
        double skippedSeconds) {

    private static final int MOST_SKIPPED = 100;

    /** Sums of such costs over thousands of steps still tell one from another. */
    private static final double MOST = 1e6;

    /**
     * Checks the ranges.
     *
     * @throws PostprocessException if a value is out of its range
     */
    public SequenceOptions {
        requireNatural("scoreWeight", scoreWeight);
        requireNatural("laterCost", laterCost);
        requireNatural("backWeight", backWeight);
        requireNatural("backTolerance", backTolerance);
        requireNatural("backCap", backCap);
        requireNatural("gapWeight", gapWeight);
        requireNatural("gapScale", gapScale);
        require(gapScale > 0, "gapScale", gapScale, "more than 0");
        requireNatural("overlapWeight", overlapWeight);
        requireNatural("partSeconds", partSeconds);
        requireNatural("gapCap", gapCap);
        require(maxSkipped >= 0 && maxSkipped <= MOST_SKIPPED, "maxSkipped", maxSkipped, "0 to " + MOST_SKIPPED);
        require(skipPercentile >= 0 && skipPercentile <= 100, "skipPercentile", skipPercentile, "0 to 100");
        requireNatural("skippedSeconds", skippedSeconds);
    }

    private static void requireNatural(String name, double value) {
        require(value >= 0 && value <= MOST, name, value, "0 to 1e6");
    }

    /** The default options. */
    public static SequenceOptions defaults() {
        return builder().build();
    }

    /** A builder that starts from {@link #defaults()}. */
    public static Builder builder() {
        return new Builder();
    }

    /** A builder that starts from these options. */
    public Builder toBuilder() {
        return new Builder()
                .scoreWeight(scoreWeight)
                .laterCost(laterCost)
                .backWeight(backWeight)
                .backTolerance(backTolerance)
                .backCap(backCap)
                .gapWeight(gapWeight)
                .gapScale(gapScale)
                .overlapWeight(overlapWeight)
                .partSeconds(partSeconds)
                .gapCap(gapCap)
                .maxSkipped(maxSkipped)
                .skipPercentile(skipPercentile)
                .skippedSeconds(skippedSeconds);
    }

    /** Builds options; the defaults are those of {@link #defaults()}. Not thread-safe. */
    public static final class Builder {

        private double scoreWeight = 0.55;
        private double laterCost = 1.2;
        private double backWeight = 0.4;
        private double backTolerance = 1;
        private double backCap = 6;
        private double gapWeight = 1;
        private double gapScale = 2.5;
        private double overlapWeight = 2.5;
        private double partSeconds = 5;
        private double gapCap = 6;
        private int maxSkipped = 2;
        private double skipPercentile = 40;
        private double skippedSeconds = 20;

        private Builder() {}

        /** Sets {@link SequenceOptions#scoreWeight}. */
        public Builder scoreWeight(double value) {
            scoreWeight = value;
            return this;
        }

        /** Sets {@link SequenceOptions#laterCost}. */
        public Builder laterCost(double value) {
            laterCost = value;
            return this;
        }

        /** Sets {@link SequenceOptions#backWeight}. */
        public Builder backWeight(double value) {
            backWeight = value;
            return this;
        }

        /** Sets {@link SequenceOptions#backTolerance}. */
        public Builder backTolerance(double value) {
            backTolerance = value;
            return this;
        }

        /** Sets {@link SequenceOptions#backCap}. */
        public Builder backCap(double value) {
            backCap = value;
            return this;
        }

        /** Sets {@link SequenceOptions#gapWeight}. */
        public Builder gapWeight(double value) {
            gapWeight = value;
            return this;
        }

        /** Sets {@link SequenceOptions#gapScale}. */
        public Builder gapScale(double value) {
            gapScale = value;
            return this;
        }

        /** Sets {@link SequenceOptions#overlapWeight}. */
        public Builder overlapWeight(double value) {
            overlapWeight = value;
            return this;
        }

        /** Sets {@link SequenceOptions#partSeconds}. */
        public Builder partSeconds(double value) {
            partSeconds = value;
            return this;
        }

        /** Sets {@link SequenceOptions#gapCap}. */
        public Builder gapCap(double value) {
            gapCap = value;
            return this;
        }

        /** Sets {@link SequenceOptions#maxSkipped}. */
        public Builder maxSkipped(int value) {
            maxSkipped = value;
            return this;
        }

        /** Sets {@link SequenceOptions#skipPercentile}. */
        public Builder skipPercentile(double value) {
            skipPercentile = value;
            return this;
        }

        /** Sets {@link SequenceOptions#skippedSeconds}. */
        public Builder skippedSeconds(double value) {
            skippedSeconds = value;
            return this;
        }

        /**
         * The options.
         *
         * @throws PostprocessException if a value is out of its range
         */
        public SequenceOptions build() {
            return new SequenceOptions(
                    scoreWeight,
                    laterCost,
                    backWeight,
                    backTolerance,
                    backCap,
                    gapWeight,
                    gapScale,
                    overlapWeight,
                    partSeconds,
                    gapCap,
                    maxSkipped,
                    skipPercentile,
                    skippedSeconds);
        }
    }
}
