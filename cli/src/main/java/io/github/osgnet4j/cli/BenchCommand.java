package io.github.osgnet4j.cli;

import io.github.osgnet4j.cli.bench.BenchJson;
import io.github.osgnet4j.cli.bench.BenchResult;
import io.github.osgnet4j.cli.bench.BenchSettings;
import io.github.osgnet4j.cli.bench.BenchText;
import io.github.osgnet4j.cli.bench.Benchmark;
import io.github.osgnet4j.cli.bench.Subject;
import io.github.osgnet4j.data.io.FileReplacement;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.IModelTransformer;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Model.OptionSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** A bundle's speed on this machine. */
@Command(
        name = "bench",
        description = {
            "Measures a bundle on this machine: time, work, efficiency, memory, and where the time goes.",
            "Features are random numbers of the real shapes. All in one process, in turns, medians of several rounds;"
                    + " the machine's rate for matrix products is measured beside. Run nothing else meanwhile."
        },
        mixinStandardHelpOptions = true,
        modelTransformer = BenchCommand.ModelOrConfig.class,
        footer = {
            "",
            "Examples:",
            "  osgnet bench --model bundle",
            "  osgnet bench --model bundle --annotations ego4d_nlq_test_v2.jsonl --clips 3 --json bench.json",
            "  osgnet bench --config configs/nlq_v2_internvideo.yaml --random-weights 1 --profile traces",
            "  osgnet bench --model bundle --fit 512,1024,2048,4096,9216",
            "  osgnet bench --model bundle --queries 1000 --runs 0"
        })
final class BenchCommand implements Callable<Integer> {

    @Spec
    private CommandSpec spec;

    @Mixin
    private RuntimeOptions runtime;

    @Option(
            names = {"-c", "--config"},
            paramLabel = "YAML",
            description = "Instead of a bundle: a config whose network is exported with random weights first.")
    private Path config;

    @Option(names = "--data-root", paramLabel = "DIR", description = "As in 'osgnet export', for --config.")
    private Path dataRoot;

    @Option(names = "--random-weights", paramLabel = "SEED", description = "Draws the weights for --config.")
    private Long seed;

    @Option(
            names = {"-a", "--annotations"},
            paramLabel = "FILE",
            description = "Takes clips, durations, queries and label lists from a file of the official format"
                    + " (default: one synthetic clip).")
    private Path annotations;

    @Option(
            names = "--clips",
            defaultValue = "1",
            paramLabel = "N",
            description = "Clips of the annotations, from the first (default: ${DEFAULT-VALUE}).")
    private int clips;

    @Option(
            names = "--clip-queries",
            defaultValue = "12",
            paramLabel = "N",
            description = "Queries per clip, at most as many as the annotations have (default: ${DEFAULT-VALUE}).")
    private int clipQueries;

    @Option(
            names = "--steps",
            defaultValue = "900",
            paramLabel = "T",
            description = "Feature steps of the synthetic clip (default: ${DEFAULT-VALUE}).")
    private int steps;

    @Option(
            names = "--object-frames",
            defaultValue = "0.2",
            paramLabel = "SHARE",
            description = "Share of the steps that show objects of a query's labels (default: ${DEFAULT-VALUE}).")
    private double objectFrames;

    @Option(
            names = "--objects",
            defaultValue = "1",
            paramLabel = "N",
            description =
                    "Objects at such a step, at most as many as the query has labels (default: ${DEFAULT-VALUE}).")
    private int objects;

    @Option(
            names = "--runs",
            defaultValue = "3",
            paramLabel = "N",
            description = "Rounds of timing; 0 skips timing and counting (default: ${DEFAULT-VALUE}).")
    private int runs;

    @Option(
            names = {"-j", "--threads"},
            paramLabel = "N",
            description = "Callers for throughput, and threads inside a query asked alone (default: all processors).")
    private Integer threads;

    @Option(
            names = "--fit",
            split = ",",
            paramLabel = "T",
            description =
                    "Also times a query on videos of these lengths and fits a line, as in 512,1024,2048,4096,9216.")
    private List<Integer> fit = List.of();

    @Option(
            names = "--queries",
            defaultValue = "0",
            paramLabel = "N",
            description = "Also asks this many queries in a row and watches the memory.")
    private int queries;

    @Option(
            names = "--profile",
            paramLabel = "DIR",
            description = "Keeps ONNX Runtime's traces in a new folder and prints the operators and nodes that take the"
                    + " time. Traces are large: some 30 MB a query.")
    private Path profile;

    @Option(names = "--json", paramLabel = "FILE", description = "Also writes all figures as JSON; - is stdout, alone.")
    private Path json;

    @Mixin
    private Verbosity verbosity;

    @Override
    public Integer call() throws IOException {
        check();
        if (json != null && !toStdout()) {
            Outputs.prepare(json, ".json");
        }
        if (runtime.model() != null) {
            measure(runtime.model());
        } else {
            try (RandomBundle bundle = RandomBundle.export(config, Optional.ofNullable(dataRoot), seed, verbosity)) {
                measure(bundle.folder());
            }
        }
        return 0;
    }

    private void measure(Path bundle) {
        Benchmark benchmark = new Benchmark(new Subject(bundle, runtime.options(0)), settings());
        BenchResult result;
        try (Progress progress = Progress.start("Benchmark", "stages", benchmark.stages(), 0, !verbosity.quiet())) {
            result = benchmark.run(what -> {
                progress.say(what);
                progress.step();
            });
        }
        PrintWriter out = spec.commandLine().getOut();
        if (json == null || !toStdout()) {
            BenchText.print(result, profile != null, out);
        }
        if (json != null) {
            byte[] bytes = BenchJson.bytes(result);
            if (toStdout()) {
                new String(bytes, StandardCharsets.UTF_8).lines().forEach(out::println);
            } else {
                FileReplacement.write(json, file -> file.write(bytes));
            }
        }
        out.flush();
    }

    private boolean toStdout() {
        return json.toString().equals("-");
    }

    private BenchSettings settings() {
        return new BenchSettings(
                Optional.ofNullable(annotations),
                clips,
                clipQueries,
                steps,
                objectFrames,
                objects,
                runs,
                threads == null ? Runtime.getRuntime().availableProcessors() : threads,
                fit,
                queries,
                Optional.ofNullable(profile));
    }

    private void check() {
        boolean random = config != null || seed != null;
        if (runtime.model() == null && (config == null || seed == null)) {
            throw usage("Missing required option: --model=BUNDLE, or --config=YAML with --random-weights=SEED");
        } else if (runtime.model() != null && (random || dataRoot != null)) {
            throw usage("--model is a bundle already; --config, --data-root and --random-weights make one");
        }
        atLeast("--clips", clips, 1);
        atLeast("--clip-queries", clipQueries, 1);
        atLeast("--steps", steps, 1);
        atLeast("--objects", objects, 0);
        atLeast("--runs", runs, 0);
        atLeast("--queries", queries, 0);
        atLeast("--threads", threads == null ? 1 : threads, 1);
        fit.forEach(length -> atLeast("--fit", length, 1));
        if (fit.stream().distinct().count() == 1) {
            throw usage("--fit: a line needs two lengths, as in 512,1024");
        }
        if (!(objectFrames >= 0 && objectFrames <= 1)) {
            throw usage("--object-frames: expected a share from 0 to 1, found " + objectFrames);
        }
        if (json != null && !toStdout()) {
            requireWritable(json);
        }
    }

    /** Before minutes of measuring, not after. */
    private void requireWritable(Path file) {
        if (annotations != null) {
            Outputs.requireNoInput(file, annotations);
        }
        Path folder = file.toAbsolutePath().getParent();
        if (Files.isDirectory(file) || !Files.isDirectory(folder)) {
            throw new CommandException(file + ": cannot be written: "
                    + (Files.isDirectory(file) ? "it is a folder; name a file" : folder + " does not exist"));
        }
    }

    private void atLeast(String option, int value, int least) {
        if (value < least) {
            throw usage(option + ": expected " + least + " or more, found " + value);
        }
    }

    private ParameterException usage(String message) {
        return new ParameterException(spec.commandLine(), message);
    }

    /** A bundle is only one way to name what is measured. */
    static final class ModelOrConfig implements IModelTransformer {
        @Override
        public CommandSpec transform(CommandSpec command) {
            OptionSpec model = command.findOption("--model");
            command.remove(model);
            command.addOption(OptionSpec.builder(model).required(false).build());
            return command;
        }
    }
}
