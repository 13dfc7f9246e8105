package io.github.osgnet4j.runtime.error;

import java.time.Duration;

/**
 * A {@link io.github.osgnet4j.runtime.service.GroundingService} refused a request because its queue is full: try again
 * later.
 */
public final class QueueFullException extends GrounderException {

    private static final long serialVersionUID = 1L;

    private final int length;
    private final int capacity;

    /**
     * A request refused by a full queue.
     *
     * @param length requests that were waiting
     * @param capacity requests that may wait
     * @param waited for a place
     */
    public QueueFullException(int length, int capacity, Duration waited) {
        super(
                "The queue holds " + length + " requests of at most " + capacity
                        + (waited.isZero() ? "" : " and had no place for " + waited.toMillis() + " ms")
                        + "; ask again later, or give the request a longer queue wait or the service a larger queue",
                null);
        this.length = length;
        this.capacity = capacity;
    }

    /** Requests that were waiting. */
    public int length() {
        return length;
    }

    /** Requests that may wait. */
    public int capacity() {
        return capacity;
    }

    @Override
    public FailureKind kind() {
        return FailureKind.QUEUE_FULL;
    }
}
