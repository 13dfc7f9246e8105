package io.github.osgnet4j.benchmarks;

import io.github.osgnet4j.cli.Failures;
import io.github.osgnet4j.data.io.Printable;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Collection;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import org.openjdk.jmh.results.RunResult;
import org.openjdk.jmh.runner.Runner;
import org.openjdk.jmh.runner.RunnerException;
import org.openjdk.jmh.runner.options.CommandLineOptionException;
import org.openjdk.jmh.runner.options.CommandLineOptions;

/** {@code scripts/benchmark}: a {@link Measurement}, or benchmarks as JMH's own main runs them. */
public final class Benchmarks {

    private Benchmarks() {}

    /** Takes the name of a {@link Measurement} and what it needs, or JMH's options, {@code -h} among them. */
    public static void main(String[] args)
            throws RunnerException, CommandLineOptionException, IOException, InterruptedException {
        Optional<Measurement> named =
                Optional.of(args).filter(a -> a.length > 0).flatMap(a -> Measurement.named(a[0]));
        if (named.isPresent()) {
            measure(named.get(), List.of(args).subList(1, args.length));
        } else if (args.length == 6 && args[0].equals(TrainStepProcess.NAME)) {
            TrainStepProcess.run(
                    TrainWay.valueOf(args[1]),
                    Path.of(args[2]),
                    args[3],
                    Integer.parseInt(args[4]),
                    Integer.parseInt(args[5]));
        } else {
            runJmh(new CommandLineOptions(args));
        }
    }

    private static void measure(Measurement measurement, List<String> words) throws IOException, InterruptedException {
        if (!measurement.takes(words.size())) {
            refuse("Usage: " + measurement.help(), 2);
        }
        try {
            measurement.measure(new Measurement.Words(words));
        } catch (Measurement.UsageException e) {
            refuse(
                    "benchmark: " + Printable.line(e.getMessage()) + System.lineSeparator() + "Usage: "
                            + measurement.help(),
                    2);
        } catch (RuntimeException | IOException e) {
            if (!Failures.expected(e)) {
                throw e;
            }
            refuse("benchmark: " + Printable.line(Failures.message(e)), 1);
        }
    }

    private static void refuse(String message, int code) {
        System.err.println(message);
        System.exit(code);
    }

    private static void runJmh(CommandLineOptions options) throws RunnerException, IOException {
        Runner runner = new Runner(options);
        if (options.shouldHelp()) {
            System.out.println("scripts/benchmark [OPTIONS] [PATTERN]: JMH's options, and which benchmarks to run.");
            System.out.println("Benchmarks: RankingBenchmark, NpzBenchmark, StoreBenchmark, ScanBenchmark");
            System.out.println("For a quick look: scripts/benchmark -f 1 -wi 2 -i 3 Npz");
            Arrays.stream(Measurement.values()).map(Measurement::help).forEach(System.out::println);
        } else if (options.shouldList()) {
            runner.list();
        } else {
            compareNpz(runner.run());
        }
    }

    /** Sets side by side what belongs together. */
    private static void compareNpz(Collection<RunResult> results) {
        for (String type : List.of("float32", "float16")) {
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

    /** The folder of the project. */
    static Path root() {
        return Path.of(System.getProperty("osgnet.root"));
    }

    private static Optional<Double> score(Collection<RunResult> results, String benchmark, String type) {
        return results.stream()
                .filter(r -> r.getParams().getBenchmark().endsWith("." + benchmark)
                        && type.equals(r.getParams().getParam("type")))
                .map(r -> r.getPrimaryResult().getScore())
                .findFirst();
    }
}
