package io.github.osgnet4j.runtime.error;

/** A video with more feature steps than a {@link io.github.osgnet4j.runtime.service.GroundingService} takes. */
public final class VideoTooLongException extends InputException {

    private static final long serialVersionUID = 1L;

    private final long steps;
    private final int limit;

    /**
     * A video of so many steps.
     *
     * @param video its id
     * @param steps it has, or would have
     * @param limit maximum number of steps
     */
    public VideoTooLongException(String video, long steps, int limit) {
        super("Video '" + video + "' has " + steps + " steps, this service takes at most " + limit
                + "; cut the video, or raise the limit where the memory suffices");
        this.steps = steps;
        this.limit = limit;
    }

    /** Steps of the video. */
    public long steps() {
        return steps;
    }

    /** Maximum number of steps. */
    public int limit() {
        return limit;
    }

    @Override
    public FailureKind kind() {
        return FailureKind.VIDEO_TOO_LONG;
    }
}
