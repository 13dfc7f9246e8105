package io.github.osgnet4j.runtime.service;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The threads of a service. They end when the queue has no more work for them. */
final class Workers {

    private static final Logger LOG = LoggerFactory.getLogger(GroundingService.class);

    private final RequestQueue queue;
    private final List<Thread> threads = new ArrayList<>();
    private final AtomicInteger alive;
    private final CountDownLatch ended = new CountDownLatch(1);
    private final Runnable afterwards;

    /**
     * Workers that are not started.
     *
     * @param afterwards called by the last one when it ends
     */
    Workers(int count, RequestQueue queue, Runnable afterwards) {
        this.queue = queue;
        this.afterwards = afterwards;
        this.alive = new AtomicInteger(count);
        for (int i = 0; i < count; i++) {
            Thread thread = new Thread(this::work, "osgnet-worker-" + i);
            thread.setDaemon(true);
            threads.add(thread);
        }
    }

    void start() {
        threads.forEach(Thread::start);
    }

    /** Whether the calling thread is one of them. */
    boolean contain(Thread thread) {
        return threads.contains(thread);
    }

    /** Waits until all have ended; false if that takes longer. */
    boolean await(long nanos) throws InterruptedException {
        return ended.await(nanos, TimeUnit.NANOSECONDS);
    }

    private void work() {
        try {
            for (Optional<Runnable> task = queue.take(); task.isPresent(); task = queue.take()) {
                run(task.get());
            }
        } finally {
            if (alive.decrementAndGet() == 0) {
                try {
                    afterwards.run();
                } finally {
                    ended.countDown();
                }
            }
        }
    }

    private static void run(Runnable task) {
        try {
            task.run();
        } catch (RuntimeException | Error e) {
            LOG.error("A worker failed and continues", e);
        }
    }
}
