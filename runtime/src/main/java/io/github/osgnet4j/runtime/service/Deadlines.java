package io.github.osgnet4j.runtime.service;

import java.time.Duration;
import java.util.Comparator;
import java.util.Optional;
import java.util.TreeSet;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;

/**
 * Ends requests whose time is over, one after the other on a thread of its own. That sleeps until the earliest deadline that it has been
 * told of, and is not woken for later ones, nor for those that are kept: most are.
 */
final class Deadlines {

    /** Nanoseconds that are later than all. */
    private static final long NEVER = Long.MAX_VALUE;

    private final long origin = System.nanoTime();
    private final ScheduledThreadPoolExecutor timer;
    private final TreeSet<Due> dues = new TreeSet<>();
    private Optional<ScheduledFuture<?>> bell = Optional.empty();
    private long bellAt = NEVER;
    private long numbers;
    private volatile Thread thread;

    /**
     * A request with a deadline.
     *
     * @param at nanoseconds from the origin
     * @param number tells apart those of one time
     * @param expire ends it
     * @param deadline time it has, for the message
     */
    private record Due(long at, long number, Consumer<Duration> expire, Duration deadline) implements Comparable<Due> {

        private static final Comparator<Due> ORDER =
                Comparator.comparingLong(Due::at).thenComparingLong(Due::number);

        @Override
        public int compareTo(Due other) {
            return ORDER.compare(this, other);
        }
    }

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
     * @param end of the request
     * @param expire ends it, told the time that it had
     * @param deadline time it has in nanoseconds, for the message
     * @param left of it
     */
    void set(CompletableFuture<?> end, Consumer<Duration> expire, long deadline, long left) {
        Due due = add(expire, deadline, left);
        end.whenComplete((value, problem) -> remove(due));
    }

    private synchronized Due add(Consumer<Duration> expire, long deadline, long left) {
        long now = now();
        long at = left < NEVER - now ? now + left : NEVER - 1;
        Due due = new Due(at, numbers++, expire, Duration.ofNanos(deadline));
        dues.add(due);
        wakeAt(at, now);
        return due;
    }

    private synchronized void remove(Due due) {
        dues.remove(due);
    }

    private long now() {
        return System.nanoTime() - origin;
    }

    /** Sees to it that the thread looks at a time, or before. */
    private void wakeAt(long at, long now) {
        if (at < bellAt) {
            bell.ifPresent(later -> later.cancel(false));
            bell = Optional.of(timer.schedule(this::ring, at - now, TimeUnit.NANOSECONDS));
            bellAt = at;
        }
    }

    private void ring() {
        over().ifPresent(due -> due.expire().accept(due.deadline()));
    }

    /** Takes out the first that is over, if one is, and has the bell ring for the next one, which may be over too. */
    private synchronized Optional<Due> over() {
        bell = Optional.empty();
        bellAt = NEVER;
        long now = now();
        Optional<Due> over =
                dues.isEmpty() || dues.first().at() > now ? Optional.empty() : Optional.ofNullable(dues.pollFirst());
        if (!dues.isEmpty()) {
            wakeAt(dues.first().at(), now);
        }
        return over;
    }

    /** How many requests it would end. */
    synchronized int kept() {
        return dues.size();
    }

    /** How many times its thread is to wake up. */
    int wakeUps() {
        return timer.getQueue().size();
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
