package io.github.osgnet4j.cli;

import io.github.osgnet4j.batch.BatchJob;
import io.github.osgnet4j.batch.BatchListener;
import io.github.osgnet4j.data.io.Printable;
import java.time.Duration;
import java.util.concurrent.atomic.AtomicLong;
import me.tongfei.progressbar.ConsoleProgressBarConsumer;
import me.tongfei.progressbar.ProgressBar;
import me.tongfei.progressbar.ProgressBarBuilder;
import me.tongfei.progressbar.ProgressBarStyle;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** How far a long job is, with speed and time left, on stderr: a bar on a terminal, now and then a line elsewhere. */
public interface Progress extends BatchListener, AutoCloseable {

    /** One more unit is done. */
    void step();

    /** What the job is at. */
    void say(String message);

    @Override
    default void clip(int number, int clips) {
        say("clip " + number + "/" + clips);
    }

    @Override
    default void done(int queries) {
        for (int i = 0; i < queries; i++) {
            step();
        }
    }

    @Override
    void close();

    /** Runs a job and shows how far it is. */
    static BatchJob.Result run(BatchJob job, boolean visible) {
        try (Progress bar = start("Grounding", "queries", job.size(), job.done(), visible)) {
            return job.run(bar);
        }
    }

    /**
     * Starts showing progress.
     *
     * @param done units of {@code total} that earlier runs did
     * @param visible whether anything is shown
     */
    static Progress start(String task, String unit, long total, long done, boolean visible) {
        if (!visible) {
            return new Silent();
        }
        return onTerminal() ? new Bar(task, unit, total, done) : new Lines(task, unit, total, done);
    }

    /** The launcher knows whether stderr is a terminal; Java alone only knows of all three streams at once. */
    private static boolean onTerminal() {
        return System.getProperty("osgnet.terminal") != null
                ? Boolean.getBoolean("osgnet.terminal")
                : System.console() != null;
    }

    /** Nothing. */
    final class Silent implements Progress {
        @Override
        public void step() {}

        @Override
        public void say(String message) {}

        @Override
        public void close() {}
    }

    /** A bar that moves. */
    final class Bar implements Progress {
        private static final int WIDTH = 100;

        private final ProgressBar bar;

        private Bar(String task, String unit, long total, long done) {
            bar = new ProgressBarBuilder()
                    .setTaskName(task)
                    .setInitialMax(total)
                    .startsFrom(done, Duration.ZERO)
                    .setUnit(" " + unit, 1)
                    .showSpeed()
                    .setStyle(ProgressBarStyle.ASCII)
                    .setUpdateIntervalMillis(500)
                    .setConsumer(new ConsoleProgressBarConsumer(System.err, WIDTH))
                    .build();
        }

        @Override
        public void step() {
            bar.step();
        }

        @Override
        public void say(String message) {
            bar.setExtraMessage(" " + Printable.line(message));
        }

        @Override
        public void close() {
            bar.close();
        }
    }

    /** A line of the log at most every half minute. */
    final class Lines implements Progress {
        private static final Logger LOG = LoggerFactory.getLogger(Progress.class);
        private static final long INTERVAL_NANOS = Duration.ofSeconds(30).toNanos();

        private final String task;
        private final String unit;
        private final long total;
        private final long before;
        private final AtomicLong done;
        private final long start = System.nanoTime();
        private final AtomicLong said = new AtomicLong(start);
        private volatile String message = "";

        private Lines(String task, String unit, long total, long done) {
            this.task = task;
            this.unit = unit;
            this.total = total;
            this.before = done;
            this.done = new AtomicLong(done);
        }

        @Override
        public void step() {
            long now = System.nanoTime();
            long count = done.incrementAndGet();
            long last = said.get();
            if (now - last > INTERVAL_NANOS && said.compareAndSet(last, now)) {
                double each = (now - start) / 1e9 / (count - before);
                LOG.info(
                        "{}: {}/{} {}, {}, {} s left",
                        task,
                        count,
                        total,
                        unit,
                        message,
                        Math.round(each * (total - count)));
            }
        }

        @Override
        public void say(String text) {
            message = text;
        }

        @Override
        public void close() {}
    }
}
