package io.github.osgnet4j.data.sample;

import io.github.osgnet4j.data.config.DatasetConfig;

/**
 * How many feature steps a video of some seconds has.
 *
 * @param fps frames per second
 * @param stride frames from one feature to the next
 * @param frames under one feature
 */
public record FeatureRate(double fps, double stride, double frames) {

    /** Steps may differ from what the duration promises by so much of it, and by {@link #SLACK_STEPS}. */
    private static final double TOLERANCE = 0.1;

    private static final int SLACK_STEPS = 5;

    /** That of a config. */
    public static FeatureRate of(DatasetConfig config) {
        return new FeatureRate(config.fps(), config.featStride(), config.numFrames());
    }

    /** The steps that a duration promises, in seconds. */
    public double steps(double duration) {
        return duration * fps / stride;
    }

    /** Whether features belong to a video, as far as their number tells. */
    public boolean fits(double duration, int found) {
        double expected = steps(duration);
        return Math.abs(found - expected) <= TOLERANCE * expected + SLACK_STEPS + frames / stride;
    }
}
