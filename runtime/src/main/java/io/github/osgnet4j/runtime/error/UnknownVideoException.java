package io.github.osgnet4j.runtime.error;

/** A request named a video that is not in the cache, see {@link io.github.osgnet4j.runtime.VideoSource#encoded}. */
public final class UnknownVideoException extends GrounderException {

    private static final long serialVersionUID = 1L;

    private final String video;

    /** A video of this id. */
    public UnknownVideoException(String video) {
        super(
                "Video '" + video
                        + "' is not in the cache: it was never encoded, or evicted, invalidated or encoded by a"
                        + " bundle that was swapped; bring its features",
                null);
        this.video = video;
    }

    /** Id of the video. */
    public String video() {
        return video;
    }

    @Override
    public FailureKind kind() {
        return FailureKind.UNKNOWN_VIDEO;
    }
}
