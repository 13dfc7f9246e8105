package io.github.osgnet4j.cli.bench;

import io.github.osgnet4j.cli.bench.BenchResult.Counts;
import io.github.osgnet4j.cli.bench.BenchResult.Endurance;
import io.github.osgnet4j.cli.bench.BenchResult.Growth;
import io.github.osgnet4j.cli.bench.BenchResult.Length;
import io.github.osgnet4j.cli.bench.BenchResult.Memory;
import io.github.osgnet4j.cli.bench.BenchResult.Sample;
import io.github.osgnet4j.cli.bench.BenchResult.Setup;
import io.github.osgnet4j.cli.bench.BenchResult.Times;
import java.io.PrintWriter;
import java.util.Locale;
import java.util.Map;
import java.util.OptionalDouble;
import java.util.OptionalLong;

/** A benchmark's result for people. */
public final class BenchText {

    private static final int MOST_EXPENSIVE = 15;
    private static final double DISTURBED = 1.2;
    private static final double SMALL_WORK = 1e8;
    private static final double SHORT_TIME = 0.01;

    private final int threads;
    private final boolean comparable;
    private final PrintWriter out;

    private BenchText(Setup setup, PrintWriter out) {
        this.threads = setup.threads();
        this.comparable = setup.comparable();
        this.out = out;
    }

    /**
     * Prints a result.
     *
     * @param hotspots whether to list the operators and nodes that take the time
     */
    public static void print(BenchResult result, boolean hotspots, PrintWriter out) {
        BenchText text = new BenchText(result.setup(), out);
        text.setup(result.setup());
        result.times().ifPresent(text::times);
        result.counts().ifPresent(counts -> {
            text.work(counts);
            result.times().filter(times -> text.comparable).ifPresent(times -> text.splits(counts, times));
            if (hotspots) {
                text.hotspots(counts.ofClip());
            }
        });
        text.memory(result.memory());
        result.fit().ifPresent(text::growth);
        result.endurance().ifPresent(text::endurance);
        out.flush();
    }

    private void setup(Setup s) {
        out.println(format(
                "%s on %s, %d threads of %d processors, ONNX Runtime %s, Java %s",
                s.bundle(), s.provider(), s.threads(), s.processors(), s.onnxRuntime(), s.java()));
        out.println(format(
                "%d %s of up to %d steps, %d queries, %d of them with objects (%d in %.0f %% of the steps)",
                s.clips(),
                s.clips() == 1 ? "clip" : "clips",
                s.longestClip(),
                s.queries(),
                s.queriesWithObjects(),
                s.objectsPerStep(),
                100 * s.objectShare()));
    }

    private void times(Times t) {
        Columns rates = new Columns("Matrix product 512 x 2048 x 1024", "GFLOP/s", "least", "most");
        rate(rates, "1 thread", t.one());
        rate(rates, threads + " threads inside", t.all());
        rate(rates, threads + " callers of 1 thread", t.callers());
        print(rates);
        if (t.all().max() > DISTURBED * t.all().min()) {
            out.println("The machine's rate was not steady; if something else ran, measure again.");
        }
        Columns times = new Columns("Median times", "ms", "least", "most", "efficiency");
        time(times, "open the bundle", t.open(), OptionalDouble.empty());
        time(times, "encode a video", t.encode(), OptionalDouble.empty());
        time(times, "a query alone", t.query(), efficiency(t.queryEfficiency()));
        time(times, "  of it ranking", t.ranking(), OptionalDouble.empty());
        time(times, "a query of the clip", t.ofClip(), efficiency(t.clipEfficiency()));
        print(times);
        out.println(format(
                "A query of the clip: time / queries, %d callers with 1 thread inside, each encoding its own clips.",
                threads));
        if (comparable) {
            out.println(format(
                    "Efficiency: FLOPs / time / rate of %d threads inside one product, of the same round; against %d"
                            + " callers a query of the clip has %.3f.",
                    threads, threads, t.clipEfficiencyOfCallers().median()));
            out.println(format(
                    "A query alone has %d threads inside; with its video's encoding its efficiency is %.3f.",
                    threads, t.firstEfficiency().median()));
        }
    }

    private OptionalDouble efficiency(Series series) {
        return comparable ? OptionalDouble.of(series.median()) : OptionalDouble.empty();
    }

    private static void rate(Columns table, String name, Series s) {
        table.add(
                "  " + name,
                format("%.1f", s.median() * 1e-9),
                format("%.1f", s.min() * 1e-9),
                format("%.1f", s.max() * 1e-9));
    }

    private static void time(Columns table, String name, Series s, OptionalDouble efficiency) {
        table.add(
                "  " + name,
                millis(s.median()),
                millis(s.min()),
                millis(s.max()),
                efficiency.isPresent() ? format("%.3f", efficiency.getAsDouble()) : "");
    }

    private void work(Counts c) {
        Columns table = new Columns("GFLOP of products and convolutions", "executed", "official", "less");
        work(table, "a query alone, with its video", c.alone().work(), c.officialAlone());
        work(table, "a query of the clip", c.ofClip().work(), c.officialOfClip());
        print(table);
        if (!c.ofClip().uncounted().isEmpty()) {
            out.println("Not counted, as the trace does not tell enough: "
                    + String.join(", ", c.ofClip().uncounted()));
        }
    }

    private static void work(Columns table, String name, Work executed, Work official) {
        table.add(
                "  " + name,
                giga(executed.total()),
                giga(official.total()),
                format("%.1f %%", 100 * (1 - executed.total() / official.total())));
    }

    private void splits(Counts c, Times t) {
        double ranking = t.ranking().median();
        Map<Part, Double> ofClip = Split.of(c.ofClip(), t.ofClip().median(), ranking / threads);
        Map<Part, Double> alone =
                Split.of(c.alone(), t.encode().median() + t.query().median(), ranking);
        split("A query of the clip by part", ofClip, c.ofClip().work(), c.officialOfClip());
        split("A query alone, with its video, by part", alone, c.alone().work(), c.officialAlone());
        out.println("Shares of the times are those of traced runs, scaled to the runs that were not.");
    }

    private void split(String title, Map<Part, Double> seconds, Work work, Work official) {
        double total =
                seconds.values().stream().mapToDouble(Double::doubleValue).sum();
        Columns table = new Columns(title, "ms", "share", "GFLOP", "GFLOP/s", "official GFLOP");
        seconds.forEach((part, s) -> {
            double flops = work.of(part);
            table.add(
                    "  " + part.key(),
                    millis(s),
                    format("%.1f %%", 100 * s / total),
                    giga(flops),
                    flops == 0 ? "" : format("%.1f", flops / s * 1e-9),
                    giga(official.of(part)));
        });
        print(table);
    }

    private void hotspots(Profile profile) {
        Columns operators = new Columns("Operators, a query of the clip", "calls", "ms", "share", "GFLOP");
        Columns nodes = new Columns("Nodes, a query of the clip", "calls", "ms", "share", "GFLOP");
        profile.operators().stream().limit(MOST_EXPENSIVE).forEach(c -> cost(operators, c, profile.total()));
        profile.nodes().stream().limit(MOST_EXPENSIVE).forEach(c -> cost(nodes, c, profile.total()));
        print(operators);
        print(nodes);
        out.println("Times of the traced run on one thread, not scaled; nodes inside a Scan count as the Scan.");
    }

    private static void cost(Columns table, Profile.Cost c, double total) {
        table.add(
                "  " + c.name(),
                format("%.1f", c.calls()),
                millis(c.seconds()),
                format("%.1f %%", 100 * c.seconds() / total),
                giga(c.flops()));
    }

    private void memory(Memory m) {
        Columns table = new Columns("Resident memory", "MB");
        table.add("  before opening", mega(m.before()));
        table.add("  with the bundle open", mega(m.opened()));
        table.add("  peak, a query on each of " + threads + " callers", mega(m.peak()));
        print(table);
    }

    private void growth(Growth g) {
        Columns table = new Columns("Steps", "encode ms", "query ms", "resident MB");
        for (Length length : g.lengths()) {
            table.add(
                    Integer.toString(length.steps()),
                    millis(length.encode().median()),
                    millis(length.query().median()),
                    mega(length.resident()));
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
                    format("%.0f", sample.resident() / 1e6),
                    format("%.0f", sample.heap() / 1e6));
        }
        print(table);
        out.println(format(
                "%.2f queries a second, peak %s MB; over the second half the memory grows by %.1f kB a query",
                e.queriesPerSecond(), mega(e.peak()), e.bytesPerQuery() / 1e3));
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

    private static String giga(double flops) {
        return flops == 0 ? "" : format(flops < SMALL_WORK ? "%.4f" : "%.2f", flops * 1e-9);
    }

    private static String mega(OptionalLong bytes) {
        return bytes.isPresent() ? format("%.0f", bytes.getAsLong() / 1e6) : "unknown";
    }
}
