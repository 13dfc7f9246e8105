package io.github.osgnet4j.postprocess;

import static io.github.osgnet4j.postprocess.PostprocessException.require;

/**
 * Converts feature steps of a clip to seconds.
 *
 * @param fps frames per second
 * @param featStride frames between the starts of two features
 * @param numFrames frames one feature spans
 * @param durationSeconds length of the clip
 */
public record ClipTiming(double fps, double featStride, double numFrames, double durationSeconds) {

    /**
     * Checks the numbers.
     *
     * @throws PostprocessException if one is not finite or out of its range
     */
    public ClipTiming {
        require(fps > 0 && Double.isFinite(fps), "fps", fps, "more than 0");
        require(featStride > 0 && Double.isFinite(featStride), "featStride", featStride, "more than 0");
        require(numFrames >= 0 && Double.isFinite(numFrames), "numFrames", numFrames, "0 or more");
        require(
                durationSeconds > 0 && Double.isFinite(durationSeconds),
                "durationSeconds",
                durationSeconds,
                "more than 0");
    }

    /** Seconds of a point given in feature steps, within the clip; float32 arithmetic as in the official code. */
    float seconds(float step) {
        float seconds = (step * (float) featStride + (float) (0.5 * numFrames)) / (float) fps;
        if (seconds <= 0) {
            return 0;
        }
        return Math.min(seconds, (float) durationSeconds);
    }
}
