package io.github.osgnet4j.runtime.session;

import io.github.osgnet4j.runtime.error.ClosedGrounderException;
import java.util.concurrent.locks.ReentrantReadWriteLock;
import java.util.function.Supplier;

/**
 * Allows concurrent uses of a native resource and makes closing wait for all of them: freeing an ONNX Runtime session
 * during a run would crash the JVM.
 */
public final class UseCount {

    private final ReentrantReadWriteLock lock = new ReentrantReadWriteLock();
    private final String name;
    private boolean closed;

    /** A use count for a resource that messages call {@code name}. */
    public UseCount(String name) {
        this.name = name;
    }

    /**
     * Runs something that needs the resource.
     *
     * @throws ClosedGrounderException if closed
     */
    public <T> T use(Supplier<T> task) {
        lock.readLock().lock();
        try {
            if (closed) {
                throw new ClosedGrounderException(name + " is closed; open the bundle again");
            }
            return task.get();
        } finally {
            lock.readLock().unlock();
        }
    }

    /** Waits for the current uses to end, then refuses new ones and frees the resource, once. */
    public void close(Runnable free) {
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
