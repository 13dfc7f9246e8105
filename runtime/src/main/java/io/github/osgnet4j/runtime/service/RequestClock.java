package io.github.osgnet4j.runtime.service;

import io.github.osgnet4j.runtime.service.RequestReport.Encoding;
import io.github.osgnet4j.runtime.service.RequestReport.Outcome;
import java.time.Duration;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Supplier;

/** Measures how long the phases of a request take. */
final class RequestClock {

    private final long called = System.nanoTime();
    private final AtomicLong started = new AtomicLong(-1);
    private final AtomicLong encode = new AtomicLong();
    private final AtomicLong run = new AtomicLong();
    private final AtomicLong rank = new AtomicLong();
    private final FlightEvents.Request event = new FlightEvents.Request();
    private volatile Encoding encoding = Encoding.NONE;

    RequestClock() {
        event.begin();
    }

    /** A worker has it; only the first call counts. */
    void started() {
        started.compareAndSet(-1, System.nanoTime() - called);
    }

    void encoding(Encoding encoding) {
        this.encoding = encoding;
    }

    <T> T encode(Supplier<T> task) {
        return timed(encode, task);
    }

    <T> T rank(Supplier<T> task) {
        return timed(rank, task);
    }

    /** Adds the time of a run of the network. */
    void ran(Duration time) {
        run.addAndGet(time.toNanos());
    }

    RequestReport report(GroundingRequest request, Outcome outcome) {
        long total = System.nanoTime() - called;
        RequestReport report = new RequestReport(
                request.video().id(),
                request.queries().size(),
                outcome,
                encoding,
                Duration.ofNanos(started.get() < 0 ? total : started.get()),
                Duration.ofNanos(encode.get()),
                Duration.ofNanos(run.get()),
                Duration.ofNanos(rank.get()),
                Duration.ofNanos(total));
        event.end(report);
        return report;
    }

    private static <T> T timed(AtomicLong sum, Supplier<T> task) {
        long start = System.nanoTime();
        try {
            return task.get();
        } finally {
            sum.addAndGet(System.nanoTime() - start);
        }
    }
}
