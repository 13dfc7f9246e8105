package io.github.osgnet4j.runtime.service;

import io.github.osgnet4j.runtime.error.ClosedGrounderException;
import io.github.osgnet4j.runtime.error.QueueFullException;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.HashSet;
import java.util.Iterator;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;

/**
 * Requests between the call and a worker: a bounded queue in order of arrival, and before it, not counted, work of
 * requests that have been taken once. Keeps track of every request until it is finished.
 */
final class RequestQueue {

    private final ReentrantLock lock = new ReentrantLock();
    private final Condition work = lock.newCondition();
    private final Condition place = lock.newCondition();
    private final int capacity;
    private final String name;
    private final LinkedHashSet<PendingRequest<?>> waiting = new LinkedHashSet<>();
    private final ArrayDeque<Runnable> resumed = new ArrayDeque<>();
    private final Set<PendingRequest<?>> unfinished = new HashSet<>();
    private boolean closed;

    RequestQueue(String name, int capacity) {
        this.name = name;
        this.capacity = capacity;
    }

    /**
     * Adds a request at the end.
     *
     * @param nanos to wait for a place
     * @throws QueueFullException if there was none
     * @throws ClosedGrounderException if closed before there was one
     * @throws InterruptedException if interrupted before there was one
     */
    void add(PendingRequest<?> request, long nanos) throws InterruptedException {
        long left = nanos;
        lock.lock();
        try {
            requireOpen();
            while (waiting.size() >= capacity) {
                if (left <= 0) {
                    throw new QueueFullException(waiting.size(), capacity, Duration.ofNanos(nanos));
                }
                left = place.awaitNanos(left);
                requireOpen();
            }
            waiting.add(request);
            unfinished.add(request);
            work.signal();
        } finally {
            lock.unlock();
        }
    }

    /** Adds work of a request that has been taken before. */
    void resume(Runnable task) {
        lock.lock();
        try {
            resumed.add(task);
            work.signal();
        } finally {
            lock.unlock();
        }
    }

    /** What a worker does next, or nothing any more: waits for work until closed and every request is finished. */
    Optional<Runnable> take() {
        lock.lock();
        try {
            while (true) {
                if (!resumed.isEmpty()) {
                    return Optional.of(resumed.remove());
                }
                if (!waiting.isEmpty()) {
                    Iterator<PendingRequest<?>> first = waiting.iterator();
                    PendingRequest<?> request = first.next();
                    first.remove();
                    place.signal();
                    return Optional.of(request::start);
                }
                if (closed && unfinished.isEmpty()) {
                    return Optional.empty();
                }
                work.awaitUninterruptibly();
            }
        } finally {
            lock.unlock();
        }
    }

    /** Forgets a request that has ended; frees its place if it still had one. */
    void finished(PendingRequest<?> request) {
        lock.lock();
        try {
            unfinished.remove(request);
            if (waiting.remove(request)) {
                place.signal();
            }
            if (closed && unfinished.isEmpty()) {
                work.signalAll();
            }
        } finally {
            lock.unlock();
        }
    }

    /** Takes no further request; those that wait for a place are refused. */
    void close() {
        lock.lock();
        try {
            closed = true;
            place.signalAll();
            work.signalAll();
        } finally {
            lock.unlock();
        }
    }

    /** Requests without a worker. */
    int length() {
        lock.lock();
        try {
            return waiting.size();
        } finally {
            lock.unlock();
        }
    }

    /** Requests that have not ended. */
    List<PendingRequest<?>> unfinished() {
        lock.lock();
        try {
            return List.copyOf(unfinished);
        } finally {
            lock.unlock();
        }
    }

    int unfinishedCount() {
        lock.lock();
        try {
            return unfinished.size();
        } finally {
            lock.unlock();
        }
    }

    private void requireOpen() {
        if (closed) {
            throw new ClosedGrounderException(name + " is closed and takes no request; open the bundle again");
        }
    }
}
