package io.github.osgnet4j.cli.bench;

import io.github.osgnet4j.cli.bench.BenchResult.Endurance;
import io.github.osgnet4j.cli.bench.BenchResult.Growth;
import io.github.osgnet4j.cli.bench.BenchResult.Length;
import io.github.osgnet4j.cli.bench.BenchResult.Memory;
import io.github.osgnet4j.cli.bench.BenchResult.Products;
import io.github.osgnet4j.cli.bench.BenchResult.Rates;
import io.github.osgnet4j.cli.bench.BenchResult.Sample;
import io.github.osgnet4j.cli.bench.BenchResult.Seconds;
import io.github.osgnet4j.cli.bench.BenchResult.Setup;
import io.github.osgnet4j.cli.bench.BenchResult.Times;
import java.io.PrintWriter;
import java.util.Locale;

/** A benchmark's result for people. */
public final class BenchText {

    private static final double DISTURBED = 1.2;
    private static final double SHORT_TIME = 0.01;

    private final int threads;
    private final PrintWriter out;

    private BenchText(int threads, PrintWriter out) {
        this.threads = threads;
        this.out = out;
    }

    /** Prints a result. */
    public static void print(BenchResult result, PrintWriter out) {
        BenchText text = new BenchText(result.setup().threads(), out);
        text.setup(result.setup());
        result.times().ifPresent(text::times);
        text.memory(result.memory());
        result.growth().ifPresent(text::growth);
        result.endurance().ifPresent(text::endurance);
        out.flush();
    }

    private void setup(Setup s) {
        out.println(format(
                "%s on %s%s, %d threads of %d processors, ONNX Runtime %s, Java %s",
                s.bundle(),
                s.provider(),
                s.nativeScan() ? " with a native scan" : "",
                s.threads(),
                s.processors(),
                s.onnxruntime(),
                s.java()));
        out.println(format(
                "%d %s of up to %d steps, %d queries, %d of them with objects (%d in %.0f %% of the steps)",
                s.clips(),
                s.clips() == 1 ? "clip" : "clips",
                s.longestClipSteps(),
                s.queries(),
                s.queriesWithObjects(),
                s.objectsPerStep(),
                100 * s.objectShare()));
    }

    private void times(Times t) {
        Rates r = t.sgemmFlopsPerSecond();
        Columns rates = new Columns("Matrix product 512 x 2048 x 1024", "GFLOP/s", "least", "most");
        rate(rates, "1 thread", r.oneThread());
        rate(rates, threads + " threads inside", r.allThreads());
        rate(rates, threads + " callers of 1 thread", r.callers());
        print(rates);
        if (r.allThreads().max() > DISTURBED * r.allThreads().min()) {
            out.println("The machine's rate was not steady; if something else ran, measure again.");
        }
        Seconds s = t.seconds();
        Products p = t.matrixProducts();
        Columns times = new Columns("Median times", "ms", "least", "most", "matrix products");
        time(times, "open the bundle", s.open(), "");
        time(times, "encode a video", s.encode(), products(p.encode()));
        time(times, "a query alone", s.queryAlone(), products(p.queryAlone()));
        time(times, "  of it ranking", s.ranking(), "");
        time(times, "a query of the clip", s.queryOfClip(), products(p.queryOfClip()));
        print(times);
        out.println(format(
                "A query of the clip: time / queries, %d callers with 1 thread inside, each encoding its own clips.",
                threads));
        out.println(format(
                "Matrix products: time / time of one product with %d threads inside, in the same round; against %d callers"
                        + " a query of the clip has %s.",
                threads, threads, products(p.queryOfClipOfCallers())));
    }

    private static void rate(Columns table, String name, Series s) {
        table.add(
                "  " + name,
                format("%.1f", s.median() * 1e-9),
                format("%.1f", s.min() * 1e-9),
                format("%.1f", s.max() * 1e-9));
    }

    private static void time(Columns table, String name, Series s, String products) {
        table.add("  " + name, millis(s.median()), millis(s.min()), millis(s.max()), products);
    }

    private static String products(Series s) {
        return format("%.2f", s.median());
    }

    private void memory(Memory m) {
        Columns table = new Columns("Resident memory", "MB");
        table.add("  before opening", mega(m.beforeBytes()));
        table.add("  with the bundle open", mega(m.openedBytes()));
        table.add("  peak, a query on each of " + threads + " callers", mega(m.peakBytes()));
        print(table);
    }

    private void growth(Growth g) {
        Columns table = new Columns("Steps", "encode ms", "query ms", "resident MB");
        for (Length length : g.lengths()) {
            table.add(
                    Integer.toString(length.steps()),
                    millis(length.encodeSeconds().median()),
                    millis(length.querySeconds().median()),
                    mega(length.residentBytes()));
        }
        print(table);
        line("Encode", g.encode());
        line("Query", g.query());
    }

    private void line(String name, LinearFit fit) {
        out.println(format(
                "%s: %.1f ms + %.3f ms a step, R2 %.5f", name, fit.intercept() * 1e3, fit.slope() * 1e3, fit.r2()));
    }

    private void endurance(Endurance e) {
        Columns table = new Columns("Queries", "resident MB", "Java heap MB");
        for (Sample sample : e.samples()) {
            table.add(
                    Integer.toString(sample.queries()),
                    format("%.0f", sample.residentBytes() / 1e6),
                    format("%.0f", sample.heapBytes() / 1e6));
        }
        print(table);
        out.println(format(
                "%.2f queries a second, peak %s MB; over the second half the memory grows by %.1f kB a query",
                e.queriesPerSecond(), mega(e.peakBytes()), e.growthBytesPerQuery() / 1e3));
    }

    private void print(Columns table) {
        out.println();
        table.toString().lines().forEach(out::println);
    }

    private static String format(String pattern, Object... values) {
        return String.format(Locale.ROOT, pattern, values);
    }

    private static String millis(double seconds) {
        return format(seconds < SHORT_TIME ? "%.2f" : "%.1f", seconds * 1e3);
    }

    private static String mega(long bytes) {
        return bytes == 0 ? "unknown" : format("%.0f", bytes / 1e6);
    }
}
