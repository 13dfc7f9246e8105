package io.github.osgnet4j.encoders;

import java.util.List;

/**
 * The features of a video.
 *
 * @param values float32 (steps, channels), row-major; not copied
 * @param steps feature steps
 * @param channels of a step
 * @param strideSeconds seconds from a step to the next; step t begins at {@code t * strideSeconds}
 * @param duration seconds of the video
 */
public record VideoFeatures(float[] values, int steps, int channels, double strideSeconds, double duration) {

    /**
     * Checks the sizes.
     *
     * @throws IllegalArgumentException if the values are not steps x channels
     */
    public VideoFeatures {
        if ((long) steps * channels != values.length) {
            throw new IllegalArgumentException(
                    values.length + " values are not " + steps + " steps of " + channels + " channels");
        }
    }

    /**
     * The features of one video by several encoders, side by side in the order of the list.
     *
     * @throws EncoderException if they have different strides
     */
    static VideoFeatures beside(List<VideoFeatures> parts) {
        VideoFeatures first = parts.get(0);
        if (parts.size() == 1) {
            return first;
        }
        int channels = parts.stream().mapToInt(VideoFeatures::channels).sum();
        float[] values = new float[Math.multiplyExact(first.steps, channels)];
        int column = 0;
        for (VideoFeatures part : parts) {
            if (part.steps != first.steps) {
                throw new EncoderException("Encoders give " + first.steps + " and " + part.steps
                        + " steps for the same video; only encoders of one stride go together");
            }
            for (int t = 0; t < part.steps; t++) {
                System.arraycopy(part.values, t * part.channels, values, t * channels + column, part.channels);
            }
            column += part.channels;
        }
        return new VideoFeatures(values, first.steps, channels, first.strideSeconds, first.duration);
    }
}
