package io.github.osgnet4j.runtime.error;

/**
 * The thread that waited for a {@link io.github.osgnet4j.runtime.service.GroundingService} was interrupted; its request
 * was cancelled.
 */
public final class RequestCancelledException extends GrounderException {

    private static final long serialVersionUID = 1L;

    /** A request for the video of this id. */
    public RequestCancelledException(String video, InterruptedException cause) {
        super("Interrupted while waiting for the request for video '" + video + "'; it was cancelled", cause);
    }

    @Override
    public FailureKind kind() {
        return FailureKind.STOPPING;
    }
}
