package io.github.osgnet4j.benchmarks;

import io.github.osgnet4j.data.config.ObjectMode;
import io.github.osgnet4j.data.config.OsgnetConfig;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Collection;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.OptionalInt;
import org.openjdk.jmh.results.RunResult;
import org.openjdk.jmh.runner.Runner;
import org.openjdk.jmh.runner.RunnerException;
import org.openjdk.jmh.runner.options.CommandLineOptionException;
import org.openjdk.jmh.runner.options.CommandLineOptions;

/** Runs the benchmarks as JMH's own main does, then sets those side by side that belong together. */
public final class Benchmarks {

    private static final int START_UPS = 9;
    private static final double TURN_SECONDS = 2;
    private static final int WARM_UP = 3000;

    private Benchmarks() {}

    /**
     * Takes JMH's options, {@code -h} among them, {@code work CONFIG [STEPS]}, {@code train-step CONFIG [STEPS [BATCH [ROUNDS
     * [WAYS]]]]}, {@code precision CONFIG [SEEDS [EPOCHS]]}, {@code official CONFIG [STEPS [ROUNDS [FP32 INT8]]]}, {@code scan BUNDLE
     * [ROUNDS]}, {@code http [BUNDLE [ROUNDS]]}, {@code start-up [SCRIPT]}, or {@code split CONFIG FOLDER CLIPS QUERIES STEPS}.
     */
    public static void main(String[] args)
            throws RunnerException, CommandLineOptionException, IOException, InterruptedException {
        if (args.length > 1 && args[0].equals("train-step")) {
            boolean own = args.length > 2 && args[2].equals(TrainStepProcess.OWN);
            Path config = Path.of(args[1]);
            int batchSize =
                    own ? OsgnetConfig.load(config, Optional.empty()).loader().batchSize() : 2;
            new TrainStep(
                            config,
                            own ? OptionalInt.empty() : OptionalInt.of(number(args, 2, 900)),
                            number(args, 3, batchSize),
                            number(args, 4, 3))
                    .measure(root(), args.length > 5 ? ways(args[5]) : List.of(TrainWay.values()));
            return;
        }
        if (args.length == 6 && args[0].equals("train-step-of")) {
            TrainStepProcess.run(
                    TrainWay.valueOf(args[1]),
                    Path.of(args[2]),
                    args[3],
                    Integer.parseInt(args[4]),
                    Integer.parseInt(args[5]));
            return;
        }
        if (args.length > 1 && args[0].equals("precision")) {
            new PrecisionRuns(
                            Path.of(args[1]),
                            number(args, 2, 3),
                            args.length > 3 ? OptionalInt.of(Integer.parseInt(args[3])) : OptionalInt.empty())
                    .measure();
            return;
        }
        if (args.length == 6 && args[0].equals("split")) {
            OsgnetConfig config = OsgnetConfig.load(Path.of(args[1]), Optional.of(Path.of(args[2])));
            new UniformSplit(Integer.parseInt(args[3]), Integer.parseInt(args[4]), Integer.parseInt(args[5]))
                    .write(config);
            return;
        }
        if (args.length > 1 && args[0].equals("scan")) {
            new ScanForms(Path.of(args[1]), turns(args, 2)).measure();
            return;
        }
        if (args.length > 0 && args[0].equals("http")) {
            overHttp(args).measure();
            return;
        }
        if (args.length > 1 && args[0].equals("official")) {
            compareWithOfficial(args);
            return;
        }
        if (args.length > 0 && args[0].equals("start-up")) {
            new StartUp(root(), START_UPS)
                    .print(
                            root().resolve("scripts/osgnet"),
                            Optional.of(args).filter(a -> a.length > 1).map(a -> Path.of(a[1])));
            return;
        }
        if (args.length > 1 && args[0].equals("work")) {
            printWork(Path.of(args[1]), number(args, 2, 900));
            return;
        }
        CommandLineOptions options = new CommandLineOptions(args);
        Runner runner = new Runner(options);
        if (options.shouldHelp()) {
            System.out.println("scripts/benchmark [OPTIONS] [PATTERN]: JMH's options, and which benchmarks to run.");
            System.out.println("Benchmarks: RankingBenchmark, NpzBenchmark, StoreBenchmark, ScanBenchmark");
            System.out.println("For a quick look: scripts/benchmark -f 1 -wi 2 -i 3 Npz");
            System.out.println("scripts/benchmark work CONFIG [STEPS]: GFLOP of the official code for one query.");
            System.out.println(
                    "scripts/benchmark start-up [SCRIPT]: how long short commands take, in turns with those of"
                            + " SCRIPT, the scripts/osgnet of an earlier checkout.");
            System.out.println(
                    "scripts/benchmark train-step CONFIG [STEPS|own [BATCH [ROUNDS [fp32,bf16_checkpointed,..]]]]:"
                            + " time and memory of a training step on clips of random features, or on the config's own"
                            + " data, in processes that take turns, beside the goals.");
            System.out.println("scripts/benchmark precision CONFIG [SEEDS [EPOCHS]]: whole runs with fp32 and bf16 from"
                    + " several seeds, their losses and recall.");
            System.out.println(
                    "scripts/benchmark official CONFIG [STEPS [ROUNDS [FP32 INT8]]]: a query in the network on PyTorch as"
                            + " the official code computes it, and in bundles in float32 and int8, which are exported unless given, in"
                            + " turns.");
            System.out.println(
                    "scripts/benchmark scan BUNDLE [ROUNDS]: a query with scan, filter, norms and GELU as nodes of"
                            + " the graph and in native code, in turns.");
            System.out.println(
                    "scripts/benchmark http [BUNDLE [ROUNDS]]: a query of a server over HTTP and in a program that embeds the"
                            + " network, in turns; of the demo unless another bundle is given.");
            System.out.println("scripts/benchmark split CONFIG FOLDER CLIPS QUERIES STEPS: a validation split of random"
                    + " features, for --config CONFIG --data-root FOLDER.");
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

    private static Turns turns(String[] args, int place) {
        return new Turns(number(args, place, 4), System.out);
    }

    private static OverHttp overHttp(String[] args) {
        Path demo = root().resolve("models/demo");
        Path bundle = args.length > 1 ? Path.of(args[1]) : demo;
        boolean annotated =
                bundle.toAbsolutePath().normalize().equals(demo.toAbsolutePath().normalize());
        return new OverHttp(
                bundle,
                annotated
                        ? Optional.of(OsgnetConfig.load(root().resolve("configs/demo.yaml"), Optional.empty()))
                        : Optional.empty(),
                new SideBySide(number(args, 2, 9), TURN_SECONDS, WARM_UP, System.out));
    }

    private static void compareWithOfficial(String[] args) throws IOException {
        AgainstOfficial comparison = new AgainstOfficial(Path.of(args[1]), number(args, 2, 900), turns(args, 3));
        if (args.length == 6) {
            comparison.measure(new AgainstOfficial.Bundles(Path.of(args[4]), Path.of(args[5])));
        } else if (args.length == 5) {
            throw new IllegalArgumentException("There is one bundle, expected two, FP32 and INT8, or none");
        } else {
            comparison.measure();
        }
    }

    private static Path root() {
        return Path.of(System.getProperty("osgnet.root"));
    }

    private static int number(String[] args, int place, int otherwise) {
        return args.length > place ? Integer.parseInt(args[place]) : otherwise;
    }

    private static List<TrainWay> ways(String names) {
        return Arrays.stream(names.split(","))
                .map(name -> TrainWay.valueOf(name.toUpperCase(Locale.ROOT)))
                .toList();
    }

    /** With the 10 tokens and the one object a step that {@code osgnet bench} asks with. */
    private static void printWork(Path config, int steps) {
        OsgnetConfig loaded = OsgnetConfig.load(config, Optional.empty());
        boolean hasObjects = loaded.seenObjects() != ObjectMode.NONE;
        Work work = new OfficialWork(loaded.network(), hasObjects).query(steps, 10, 1);
        work.parts()
                .forEach((part, flops) ->
                        System.out.printf(Locale.ROOT, "%-12s %8.4f GFLOP%n", part.key(), flops * 1e-9));
        System.out.printf(Locale.ROOT, "%-12s %8.4f GFLOP%n", "together", work.total() * 1e-9);
    }

    private static Optional<Double> score(Collection<RunResult> results, String benchmark, String type) {
        return results.stream()
                .filter(r -> r.getParams().getBenchmark().endsWith("." + benchmark)
                        && type.equals(r.getParams().getParam("type")))
                .map(r -> r.getPrimaryResult().getScore())
                .findFirst();
    }
}
