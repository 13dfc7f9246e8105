package io.github.osgnet4j.benchmarks;

import java.util.Collection;
import java.util.Locale;
import java.util.Optional;
import org.openjdk.jmh.results.RunResult;
import org.openjdk.jmh.runner.Runner;
import org.openjdk.jmh.runner.RunnerException;
import org.openjdk.jmh.runner.options.CommandLineOptionException;
import org.openjdk.jmh.runner.options.CommandLineOptions;

/** Runs the benchmarks as JMH's own main does, then sets those side by side that belong together. */
public final class Benchmarks {

    private Benchmarks() {}

    /** Takes JMH's options, {@code -h} among them. */
    public static void main(String[] args) throws RunnerException, CommandLineOptionException {
        CommandLineOptions options = new CommandLineOptions(args);
        Runner runner = new Runner(options);
        if (options.shouldHelp()) {
            System.out.println("scripts/benchmark [OPTIONS] [PATTERN]: JMH's options, and which benchmarks to run.");
            System.out.println("Benchmarks: RankingBenchmark, NpzBenchmark, StoreBenchmark, ScanBenchmark");
            System.out.println("For a quick look: scripts/benchmark -f 1 -wi 2 -i 3 Npz");
            return;
        } else if (options.shouldList()) {
            runner.list();
            return;
        }
        Collection<RunResult> results = runner.run();
        for (String type : new String[] {"float32", "float16"}) {
            Optional<Double> decode = score(results, "NpzBenchmark.decode", type);
            Optional<Double> inflate = score(results, "NpzBenchmark.inflate", type);
            if (decode.isPresent() && inflate.isPresent()) {
                System.out.printf(
                        Locale.ROOT,
                        "npz of %s: decoding takes %.2f times as long as inflating alone%n",
                        type,
                        decode.get() / inflate.get());
            }
        }
    }

    private static Optional<Double> score(Collection<RunResult> results, String benchmark, String type) {
        return results.stream()
                .filter(r -> r.getParams().getBenchmark().endsWith("." + benchmark)
                        && type.equals(r.getParams().getParam("type")))
                .map(r -> r.getPrimaryResult().getScore())
                .findFirst();
    }
}
