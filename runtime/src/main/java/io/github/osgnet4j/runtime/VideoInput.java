package io.github.osgnet4j.runtime;

import java.util.Objects;

/**
 * The features of one video.
 *
 * @param id for messages; a {@link io.github.osgnet4j.runtime.service.GroundingService} keeps the encoded video under it
 * @param features (T, Dv) row-major, finite; not copied, not to be changed while a call uses them
 * @param steps T, feature steps, at least 1
 * @param paddedSteps what the network is to pad the video to, as in a batch with a longer one: a multiple of the padding
 *     multiple; 0, as a rule, for what its own length needs
 */
public record VideoInput(String id, float[] features, int steps, int paddedSteps) implements VideoSource {

    /** Checks that nothing is null; sizes are checked by the {@link Grounder}, which knows Dv. */
    public VideoInput {
        Objects.requireNonNull(id, "id");
        Objects.requireNonNull(features, "features");
    }

    /** A video on its own. */
    public VideoInput(String id, float[] features, int steps) {
        this(id, features, steps, 0);
    }

    /** The same video, padded as in a batch with a longer one; see {@link #paddedSteps}. */
    public VideoInput paddedTo(int padded) {
        return new VideoInput(id, features, steps, padded);
    }

    /** The number of steps, and what they are padded to: a video that has grown is encoded anew. */
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
