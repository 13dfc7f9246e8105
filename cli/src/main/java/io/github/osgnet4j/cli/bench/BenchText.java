package io.github.osgnet4j.cli.bench;

import io.github.osgnet4j.cli.bench.BenchResult.Endurance;
import io.github.osgnet4j.cli.bench.BenchResult.Growth;
import io.github.osgnet4j.cli.bench.BenchResult.Length;
import io.github.osgnet4j.cli.bench.BenchResult.Memory;
import io.github.osgnet4j.cli.bench.BenchResult.OperatorTime;
import io.github.osgnet4j.cli.bench.BenchResult.Products;
import io.github.osgnet4j.cli.bench.BenchResult.Profile;
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

    private static final double LEAST_SHARE = 0.005;
    private static final String INT8 = "int8";

    private final int threads;
    private final boolean bytes;
    private final PrintWriter out;

    private BenchText(Setup setup, PrintWriter out) {
        this.threads = setup.threads();
        this.bytes = setup.precision().equals(INT8);
        this.out = out;
    }

    /** Prints a result. */
    public static void print(BenchResult result, PrintWriter out) {
        BenchText text = new BenchText(result.setup(), out);
        text.setup(result.setup());
        result.times().ifPresent(text::times);
        result.profile().ifPresent(text::profile);
        result.efficiency().ifPresent(text::efficiency);
        text.memory(result.memory());
        result.growth().ifPresent(text::growth);
        result.endurance().ifPresent(text::endurance);
        out.flush();
    }

    private void setup(Setup s) {
        out.println(format(
                "%s in %s on %s%s, %d threads of %d processors, ONNX Runtime %s, Java %s",
                s.bundle(),
                s.precision(),
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
        rates(rates, "fp32", r);
        rates(rates, INT8, t.int8OpsPerSecond());
        print(rates);
        if (r.allThreads().max() > DISTURBED * r.allThreads().min()) {
            out.println("The machine's rate was not steady; if something else ran, measure again.");
        }
        Seconds s = t.seconds();
        Products p = bytes ? t.int8Products() : t.matrixProducts();
        Columns times = new Columns("Median times", "ms", "least", "most", unit());
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
                "%s: time / time of one product with %d threads inside, in the same round; against %d callers a query of"
                        + " the clip has %s.",
                unit(), threads, threads, products(p.queryOfClipOfCallers())));
    }

    private String unit() {
        return bytes ? "int8 products" : "fp32 products";
    }

    private void rates(Columns table, String numbers, Rates r) {
        rate(table, numbers + ", 1 thread", r.oneThread());
        rate(table, numbers + ", " + threads + " threads inside", r.allThreads());
        rate(table, numbers + ", " + threads + " callers of 1 thread", r.callers());
    }

    private void profile(Profile p) {
        double all = p.operators().stream().mapToDouble(OperatorTime::seconds).sum();
        Columns table = new Columns("A query alone, traced", "ms", "share", "nodes", "GFLOP", "GFLOP/s");
        for (OperatorTime o : p.operators()) {
            if (o.seconds() >= LEAST_SHARE * all) {
                table.add(
                        "  " + o.operator(),
                        millis(o.seconds()),
                        format("%.1f %%", 100 * o.seconds() / all),
                        Integer.toString(o.nodes()),
                        o.operations() == 0 ? "" : format("%.1f", o.operations() * 1e-9),
                        o.operations() == 0 ? "" : format("%.0f", o.operations() * 1e-9 / o.seconds()));
            }
        }
        print(table);
        out.println(format(
                "Work: %.1f GFLOP encode the video, %.1f are of the query.",
                p.encodeOperations() * 1e-9, p.queryOperations() * 1e-9));
    }

    private void efficiency(Efficiency e) {
        Columns table = new Columns("Efficiency against " + unit(), "median", "least", "most", "goal");
        efficiency(table, "a query alone with its video", e.queryAlone(), Efficiency.GOAL_ALONE);
        efficiency(table, "a query of the clip", e.queryOfClip(), Efficiency.GOAL_OF_CLIP);
        print(table);
    }

    private void efficiency(Columns table, String name, Series s, double goal) {
        table.add(
                "  " + name,
                format("%.3f", s.median()),
                format("%.3f", s.min()),
                format("%.3f", s.max()),
                bytes ? "none" : format("%.2f", goal));
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
