package io.github.osgnet4j.spark;

import java.io.PrintWriter;
import java.time.Duration;
import java.util.Locale;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** How far the job is, with the time left: a line now and then. */
final class Progress implements AutoCloseable {

    private static final long INTERVAL_NANOS = Duration.ofSeconds(10).toNanos();

    private final Optional<PrintWriter> out;
    private final long total;
    private final long before;
    private final long start = System.nanoTime();
    private long said = start;
    private long last;

    /**
     * Starts.
     *
     * @param out null to say nothing
     * @param done of {@code total}, by earlier runs
     */
    Progress(@Nullable PrintWriter out, long total, long done) {
        this.out = Optional.ofNullable(out);
        this.total = total;
        this.before = done;
        this.last = done;
        if (done > 0) {
            say(total + " queries, " + done + " of them answered by an earlier run");
        }
    }

    /** So many queries are done by now. */
    void done(long queries) {
        long now = System.nanoTime();
        last = queries;
        if (queries > before && now - said > INTERVAL_NANOS) {
            said = now;
            double each = (now - start) / 1e9 / (queries - before);
            say(String.format(
                    Locale.ROOT, "Grounding: %d/%d queries, %.0f s left", queries, total, each * (total - queries)));
        }
    }

    private void say(String line) {
        out.ifPresent(writer -> {
            writer.println(line);
            writer.flush();
        });
    }

    /** Says how long it took. */
    @Override
    public void close() {
        double seconds = (System.nanoTime() - start) / 1e9;
        say(String.format(Locale.ROOT, "Grounding: %d/%d queries in %.1f s", last, total, seconds));
    }
}
