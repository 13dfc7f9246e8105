package io.github.osgnet4j.runtime.service;

import io.github.osgnet4j.runtime.error.QueueFullException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;

/**
 * Receives the events of a {@link GroundingService}, on the threads of the service unless a method says otherwise, so
 * it must return quickly. Exceptions it throws are logged and have no other effect.
 */
public interface GroundingListener {

    /** A request was refused because the queue was full. */
    default void rejected(String video, QueueFullException reason) {}

    /**
     * A request is being made; called on the caller's thread.
     *
     * @return a listener for the steps of this request; empty for none
     */
    default Optional<StepListener> requested(String video) {
        return Optional.empty();
    }

    /** Queries ran at once in one run of the network. */
    default void ran(int queries, Duration time) {}

    /** A request that had been queued has ended. */
    default void finished(RequestReport report) {}

    /** Another bundle answers from now on. */
    default void swapped(Path from, Path to) {}
}
