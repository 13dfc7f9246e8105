package io.github.osgnet4j.runtime.service;

import io.github.osgnet4j.runtime.error.QueueFullException;
import java.nio.file.Path;
import java.time.Duration;

/**
 * Is told what a {@link GroundingService} does, on the threads of the service: it must be quick. What it throws is logged
 * and changes nothing.
 */
public interface GroundingListener {

    /** A request found no place in the queue. */
    default void rejected(String video, QueueFullException reason) {}

    /** Queries ran at once in one run of the network. */
    default void ran(int queries, Duration time) {}

    /** A request that had a place in the queue has ended. */
    default void finished(RequestReport report) {}

    /** Another bundle answers from now on. */
    default void swapped(Path from, Path to) {}
}
