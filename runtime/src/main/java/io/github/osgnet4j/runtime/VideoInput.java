package io.github.osgnet4j.runtime;

import java.util.Objects;

/**
 * The features of one video.
 *
 * @param id for messages; a {@link io.github.osgnet4j.runtime.service.GroundingService} keeps the encoded video under it
 * @param features (T, Dv) row-major, finite; not copied, so do not change them while a call uses them
 * @param steps T, feature steps, at least 1
 * @param paddedSteps the length to pad the video to, as in a batch with a longer one: a multiple of the padding
 *     multiple; normally 0, which pads as its own length requires
 */
public record VideoInput(String id, float[] features, int steps, int paddedSteps) implements VideoSource {

    /** Checks that nothing is null; sizes are checked by the {@link Grounder}, which knows Dv. */
    public VideoInput {
        Objects.requireNonNull(id, "id");
        Objects.requireNonNull(features, "features");
    }

    /** A video with the padding that its length requires. */
    public VideoInput(String id, float[] features, int steps) {
        this(id, features, steps, 0);
    }

    /** The same video, padded as in a batch with a longer one; see {@link #paddedSteps}. */
    public VideoInput paddedTo(int padded) {
        return new VideoInput(id, features, steps, padded);
    }

    /** The number of steps and the padded length, so that a video that has grown is encoded again. */
    @Override
    public long version() {
        return (long) paddedSteps << Integer.SIZE | steps;
    }

    /** This video. */
    @Override
    public VideoInput load() {
        return this;
    }
}
