package io.github.osgnet4j.runtime;

/** The thread that waited for a {@link GroundingService} was interrupted; its request was cancelled. */
public final class RequestCancelledException extends GrounderException {

    private static final long serialVersionUID = 1L;

    RequestCancelledException(String video, InterruptedException cause) {
        super("Interrupted while waiting for the request for video '" + video + "'; it was cancelled", cause);
    }
}
