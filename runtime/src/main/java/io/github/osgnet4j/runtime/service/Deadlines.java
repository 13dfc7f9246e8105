package io.github.osgnet4j.runtime.service;

import java.time.Duration;
import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;

/** Ends requests whose time is over, one after the other on a thread of its own. */
final class Deadlines {

    private final ScheduledThreadPoolExecutor timer;
    private volatile Thread thread;

    Deadlines() {
        timer = new ScheduledThreadPoolExecutor(1, this::create);
        timer.setRemoveOnCancelPolicy(true);
        // A request that ends while the last bell is set may have let the service close.
        timer.setRejectedExecutionHandler(new ThreadPoolExecutor.DiscardPolicy());
    }

    /** Whether it is the thread on which requests expire, and with them what depends on their futures. */
    boolean contain(Thread other) {
        return other == thread;
    }

    /**
     * Lets a request expire unless it ends before.
     *
     * @param deadline time it has in nanoseconds, for the message
     * @param left of it
     */
    void set(PendingRequest<?> pending, long deadline, long left) {
        ScheduledFuture<?> bell =
                timer.schedule(() -> pending.expire(Duration.ofNanos(deadline)), left, TimeUnit.NANOSECONDS);
        pending.future().whenComplete((value, problem) -> bell.cancel(false));
    }

    void close() {
        timer.shutdownNow();
    }

    private Thread create(Runnable task) {
        Thread created = new Thread(task, "osgnet-deadlines");
        created.setDaemon(true);
        thread = created;
        return created;
    }
}
