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

    private final BenchResult result;
    private final PrintWriter out;

    private BenchText(BenchResult result, PrintWriter out) {
        this.result = result;
        this.out = out;
    }

    /**
     * Prints a result.
     *
     * @param hotspots whether to list the operators and nodes that take the time
     */
    public static void print(BenchResult result, boolean hotspots, PrintWriter out) {
        BenchText text = new BenchText(result, out);
        text.setup(result.setup());
        result.times().ifPresent(text::times);
        text.work(result.counts());
        result.times().ifPresent(times -> {
            text.split(
                    "Where the time of a query of the clip goes",
                    result.counts().ofClip(),
                    text.ofClip(times));
            text.split(
                    "Where the time of a query alone with its video goes",
                    result.counts().alone(),
                    text.alone(times));
        });
        if (hotspots) {
            text.hotspots(result.counts().ofClip());
        }
        text.memory(result.memory());
        result.fit().ifPresent(text::growth);
        result.endurance().ifPresent(text::endurance);
        out.flush();
    }

    private static String format(String pattern, Object... values) {
        return String.format(Locale.ROOT, pattern, values);
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
        int threads = result.setup().threads();
        Columns rates = new Columns("Matrix product 512 x 2048 x 1024", "GFLOP/s", "least", "most");
        rate(rates, "1 thread", t.one());
        rate(rates, threads + " threads inside", t.all());
        rate(rates, threads + " callers of 1 thread", t.callers());
        out.println();
        out.print(rates);
        Columns times = new Columns("Median times", "ms", "least", "most", "efficiency");
        time(times, "open the bundle", t.open(), OptionalDouble.empty());
        time(times, "encode a video", t.encode(), OptionalDouble.empty());
        time(times, "a query alone", t.query(), efficiency(t.queryEfficiency()));
        time(times, "  of it ranking", t.ranking(), OptionalDouble.empty());
        time(times, "a query of the clip", t.ofClip(), efficiency(t.clipEfficiency()));
        out.println();
        out.print(times);
        out.println(format(
                "Efficiency: FLOPs / time / rate of %d threads inside one product. A query alone has %d threads"
                        + " inside; with its",
                threads, threads));
        out.println(format(
                "video's encoding it reaches %.3f. A query of the clip is what one of %d callers, 1 thread inside, adds"
                        + " up to,",
                t.firstEfficiency().median(), threads));
        out.println(format(
                "its share of the encoding included; against products on %d callers it reaches %.3f.",
                threads, t.clipEfficiencyOfCallers().median()));
    }

    private static OptionalDouble efficiency(Series series) {
        return OptionalDouble.of(series.median());
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

    private static String millis(double seconds) {
        return format(seconds < 0.01 ? "%.2f" : "%.1f", seconds * 1e3);
    }

    private void work(Counts c) {
        Columns table = new Columns("GFLOP of products and convolutions", "executed", "official", "less");
        work(table, "a query alone, with its video", c.alone().work(), c.officialAlone());
        work(table, "a query of the clip", c.ofClip().work(), c.officialOfClip());
        out.println();
        out.print(table);
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

    private static String giga(double flops) {
        return format("%.2f", flops * 1e-9);
    }

    private Map<Part, Double> ofClip(Times t) {
        return Split.of(
                result.counts().ofClip(),
                t.ofClip().median(),
                t.ranking().median() / result.setup().threads());
    }

    private Map<Part, Double> alone(Times t) {
        double seconds = t.encode().median() + t.query().median();
        return Split.of(result.counts().alone(), seconds, t.ranking().median());
    }

    private void split(String title, Profile profile, Map<Part, Double> seconds) {
        double total =
                seconds.values().stream().mapToDouble(Double::doubleValue).sum();
        Columns table = new Columns(title, "ms", "share", "GFLOP", "GFLOP/s");
        seconds.forEach((part, s) -> {
            double flops = profile.work().of(part);
            table.add(
                    "  " + part.key(),
                    millis(s),
                    format("%.1f %%", 100 * s / total),
                    giga(flops),
                    flops == 0 ? "" : format("%.1f", flops / s * 1e-9));
        });
        out.println();
        out.print(table);
    }

    private void hotspots(Profile profile) {
        Columns operators = new Columns("Operators, a query of the clip", "calls", "ms", "share", "GFLOP");
        Columns nodes = new Columns("Nodes, a query of the clip", "calls", "ms", "share", "GFLOP");
        profile.operators().stream().limit(MOST_EXPENSIVE).forEach(c -> cost(operators, c, profile.total()));
        profile.nodes().stream().limit(MOST_EXPENSIVE).forEach(c -> cost(nodes, c, profile.total()));
        out.println();
        out.print(operators);
        out.println();
        out.print(nodes);
        out.println("Times of the traced run on one thread, not scaled; nodes inside a Scan count as the Scan.");
    }

    private static void cost(Columns table, Profile.Cost c, double total) {
        table.add(
                "  " + c.name(),
                format("%.1f", c.calls()),
                millis(c.seconds()),
                format("%.1f %%", 100 * c.seconds() / total),
                c.flops() == 0 ? "" : giga(c.flops()));
    }

    private void memory(Memory m) {
        Columns table = new Columns("Resident memory", "MB");
        table.add("  before opening", mega(m.before()));
        table.add("  with the bundle open", mega(m.opened()));
        table.add("  peak, a query on each of " + result.setup().threads() + " callers", mega(m.peak()));
        out.println();
        out.print(table);
    }

    private static String mega(OptionalLong bytes) {
        return bytes.isPresent() ? format("%.0f", bytes.getAsLong() / 1e6) : "unknown";
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
        out.println();
        out.print(table);
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
        out.println();
        out.print(table);
        out.println(format(
                "%.2f queries a second; over the second half the memory grows by %.1f kB a query",
                e.queriesPerSecond(), e.bytesPerQuery() / 1e3));
    }
}
