package io.github.osgnet4j.encoders;

import java.time.Duration;

/**
 * Limits on videos, and on how long the decoder may be silent.
 *
 * @param pixels of a frame
 * @param duration seconds of the video
 * @param patience how long to wait for a frame from the decoder
 */
public record VideoLimits(long pixels, double duration, Duration patience) {

    /** Up to 4096 x 2304 and 12 hours; a minute of patience. */
    public static final VideoLimits DEFAULT = new VideoLimits(4096L * 2304, 12 * 3600.0, Duration.ofMinutes(1));

    /** What a frame of the largest size needs as RGB must fit into an array. */
    private static final long MOST_PIXELS = Integer.MAX_VALUE / 4;

    /**
     * Checks the numbers.
     *
     * @throws IllegalArgumentException if one is not positive or an array cannot hold a frame
     */
    public VideoLimits {
        if (pixels <= 0 || pixels > MOST_PIXELS) {
            throw new IllegalArgumentException("pixels is " + pixels + ", expected 1 to " + MOST_PIXELS);
        }
        if (!(duration > 0)) {
            throw new IllegalArgumentException("duration is " + duration + " s, expected more than 0");
        }
        if (patience.isNegative() || patience.isZero()) {
            throw new IllegalArgumentException("patience is " + patience + ", expected more than 0");
        }
    }
}
