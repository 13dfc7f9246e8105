package io.github.osgnet4j.runtime.service;

import io.github.osgnet4j.runtime.error.QueueFullException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;

/**
 * Is told what a {@link GroundingService} does, on the threads of the service unless a method says otherwise: it must be
 * quick. Exceptions it throws are logged and have no other effect.
 */
public interface GroundingListener {

    /** A request found no place in the queue. */
    default void rejected(String video, QueueFullException reason) {}

    /**
     * A request is being made, and this is the thread of its caller.
     *
     * @return is told of the steps of this request; nobody if empty
     */
    default Optional<StepListener> requested(String video) {
        return Optional.empty();
    }

    /** Queries ran at once in one run of the network. */
    default void ran(int queries, Duration time) {}

    /** A request that had a place in the queue has ended. */
    default void finished(RequestReport report) {}

    /** Another bundle answers from now on. */
    default void swapped(Path from, Path to) {}
}
