package io.github.osgnet4j.runtime;

import java.util.concurrent.locks.ReentrantReadWriteLock;

/**
 * Lets uses of a native resource run at the same time and closing wait for all of them: to free an ONNX Runtime session
 * under a running request crashes the JVM.
 */
final class UseCount {

    private final ReentrantReadWriteLock lock = new ReentrantReadWriteLock();
    private final String name;
    private boolean closed;

    /** A use count of what {@code name} says in messages. */
    UseCount(String name) {
        this.name = name;
    }

    /** One use; closing it ends the use. On the thread that began it. */
    interface Use extends AutoCloseable {
        @Override
        void close();
    }

    /**
     * Begins a use.
     *
     * @throws ClosedGrounderException if closed
     */
    Use begin() {
        lock.readLock().lock();
        if (closed) {
            lock.readLock().unlock();
            throw new ClosedGrounderException(name + " is closed; open the bundle again");
        }
        return lock.readLock()::unlock;
    }

    /** Waits for the uses to end, refuses new ones and frees, once. */
    void close(Runnable free) {
        lock.writeLock().lock();
        try {
            if (!closed) {
                closed = true;
                free.run();
            }
        } finally {
            lock.writeLock().unlock();
        }
    }
}
