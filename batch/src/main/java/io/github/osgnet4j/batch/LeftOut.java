package io.github.osgnet4j.batch;

import io.github.osgnet4j.data.io.Printable;
import java.io.PrintWriter;
import java.util.List;
import java.util.Locale;

/** The queries that a job has left out, for its user. */
public final class LeftOut {

    private LeftOut() {}

    /** Prints them, if there are any. */
    public static void print(List<BatchJob.Skipped> skipped, PrintWriter out) {
        if (!skipped.isEmpty()) {
            out.printf(Locale.ROOT, "%d queries skipped, for their data is missing or unusable:%n", skipped.size());
            skipped.forEach(s -> out.println("  " + Printable.line(s.line())));
        }
        out.flush();
    }
}
