package io.github.osgnet4j.runtime;

import io.github.osgnet4j.runtime.error.InputException;
import io.github.osgnet4j.runtime.error.VideoTooLongException;
import java.util.Arrays;
import java.util.Objects;

/**
 * A video whose features arrive incrementally. Appending only stores the features: the network reads a video forwards
 * and backwards, so every new step changes the encoding of all steps, and no state can be reused. The first request
 * after an append encodes the whole video again; requests without an append in between share that encoding.
 *
 * <p>Thread-safe: a request sees what was appended before the service loads the video.
 */
public final class VideoStream implements VideoSource {

    private static final int LARGEST_ARRAY = Integer.MAX_VALUE - 8;

    private final String id;
    private final int channels;
    private final int maxSteps;
    private float[] features = new float[0];
    private int steps;

    /**
     * A video without features yet.
     *
     * @param id of the video
     * @param channels Dv, numbers per feature step
     * @param maxSteps maximum number of steps
     */
    public VideoStream(String id, int channels, int maxSteps) {
        this.id = Objects.requireNonNull(id, "id");
        this.channels = channels;
        this.maxSteps = maxSteps;
    }

    @Override
    public String id() {
        return id;
    }

    /** Feature steps so far. */
    public synchronized int steps() {
        return steps;
    }

    /** Feature steps so far. */
    @Override
    public long version() {
        return steps();
    }

    /**
     * Appends features; on an exception the video stays as it was.
     *
     * @param more (steps, Dv) row-major, finite; copied
     * @param count steps, at least 1
     * @return this
     * @throws VideoTooLongException if the video gets longer than the service takes
     * @throws InputException if the sizes do not fit or a value is not finite
     */
    public synchronized VideoStream append(float[] more, int count) {
        if (count < 1 || more.length != (long) count * channels) {
            throw new InputException("Video '" + id + "' gets " + more.length + " numbers for " + count
                    + " more steps, expected at least 1 step and " + channels + " numbers a step");
        }
        long total = (long) steps + count;
        if (total > maxSteps) {
            throw new VideoTooLongException(id, total, maxSteps);
        }
        if (total * channels > LARGEST_ARRAY) {
            throw new VideoTooLongException(id, total, LARGEST_ARRAY / channels);
        }
        int before = steps;
        Finite.check(more, 0, more.length, i -> "Video '" + id + "': step " + (before + i / channels));
        int end = (int) total * channels;
        if (end > features.length) {
            features = Arrays.copyOf(features, (int) Math.max(end, Math.min(LARGEST_ARRAY, 2L * features.length)));
        }
        System.arraycopy(more, 0, features, steps * channels, more.length);
        steps = (int) total;
        return this;
    }

    /** A copy of the features so far. */
    @Override
    public synchronized VideoInput load() {
        return new VideoInput(id, Arrays.copyOf(features, steps * channels), steps);
    }
}
