package io.github.osgnet4j.runtime.error;

import java.time.Duration;

/**
 * A request of a {@link io.github.osgnet4j.runtime.service.GroundingService} was not answered within its deadline; it
 * was removed from the queue, or stopped while running.
 */
public final class DeadlineExceededException extends GrounderException {

    private static final long serialVersionUID = 1L;

    private final Duration deadline;
    private final boolean running;

    /**
     * A request that has exceeded its deadline.
     *
     * @param video id of its video
     * @param deadline the time that it had
     * @param running whether it had left the queue
     */
    public DeadlineExceededException(String video, Duration deadline, boolean running) {
        super(
                "The request for video '" + video + "' was " + (running ? "running" : "waiting")
                        + " when its deadline of " + deadline.toMillis() + " ms ended",
                null);
        this.deadline = deadline;
        this.running = running;
    }

    /** The time limit of the request, counted from the call. */
    public Duration deadline() {
        return deadline;
    }

    /** Whether the request had left the queue. */
    public boolean running() {
        return running;
    }

    @Override
    public FailureKind kind() {
        return FailureKind.DEADLINE_EXCEEDED;
    }
}
