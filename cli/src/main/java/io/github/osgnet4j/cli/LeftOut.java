package io.github.osgnet4j.cli;

import io.github.osgnet4j.batch.BatchJob;
import java.io.PrintWriter;
import java.util.List;
import java.util.Locale;

/** The queries that a job has left out, for its user. */
final class LeftOut {

    private LeftOut() {}

    /** Prints them, if there are any. */
    static void print(List<BatchJob.Skipped> skipped, PrintWriter out) {
        if (!skipped.isEmpty()) {
            out.printf(Locale.ROOT, "%d queries skipped, for their data is missing or unusable:%n", skipped.size());
            skipped.forEach(s -> out.println("  " + s.line()));
        }
        out.flush();
    }
}
