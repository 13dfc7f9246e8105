package io.github.osgnet4j.spark;

import java.util.HashMap;
import java.util.Iterator;
import java.util.Map;
import java.util.function.Supplier;

/**
 * What is opened once in a JVM, when the first task needs it, and shared by all its tasks. It stays open for the next
 * task; those that nobody uses are closed when another one is opened.
 *
 * @param <K> what tells one from another
 */
final class PerJvm<K, V extends AutoCloseable> {

    private final Map<K, Shared<V>> open = new HashMap<>();

    /** One that is open, and how many use it. */
    private static final class Shared<V> {
        private final V value;
        private int users;

        private Shared(V value) {
            this.value = value;
        }
    }

    /** The use of one; closing it gives it back. */
    final class Lease implements AutoCloseable {
        private final Shared<V> shared;
        private boolean given;

        private Lease(Shared<V> shared) {
            this.shared = shared;
        }

        V value() {
            return shared.value;
        }

        @Override
        public void close() {
            giveBack(this);
        }
    }

    /**
     * The one of a key, opened by this call if no call has before; other callers wait meanwhile. It is opened in a thread
     * that nobody interrupts, whatever becomes of the task that asked for it first.
     */
    synchronized Lease lease(K key, Supplier<V> opener) {
        Shared<V> shared = open.get(key);
        if (shared == null) {
            closeIdle();
            shared = new Shared<>(UninterruptedWork.toItsEnd(opener));
            open.put(key, shared);
        }
        shared.users++;
        return new Lease(shared);
    }

    private synchronized void giveBack(Lease lease) {
        if (!lease.given) {
            lease.given = true;
            lease.shared.users--;
        }
    }

    /** Closes those that nobody uses. */
    synchronized void closeIdle() {
        for (Iterator<Shared<V>> all = open.values().iterator(); all.hasNext(); ) {
            Shared<V> shared = all.next();
            if (shared.users == 0) {
                all.remove();
                close(shared.value);
            }
        }
    }

    private static void close(AutoCloseable value) {
        try {
            value.close();
        } catch (RuntimeException e) {
            throw e;
        } catch (Exception e) {
            throw new IllegalStateException(e);
        }
    }
}
