package io.github.osgnet4j.cli;

import io.github.osgnet4j.cli.bench.BenchJson;
import io.github.osgnet4j.cli.bench.BenchOptions;
import io.github.osgnet4j.cli.bench.BenchResult;
import io.github.osgnet4j.cli.bench.BenchText;
import io.github.osgnet4j.cli.bench.Benchmark;
import io.github.osgnet4j.cli.bench.Subject;
import io.github.osgnet4j.data.io.FileReplacement;
import java.io.IOException;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** A bundle's speed on this machine. */
@Command(
        name = "bench",
        description = {
            "Measures a bundle on this machine: time and memory.",
            "Features are random numbers in the real shapes. Everything is measured in one process, in turns, and"
                    + " reported as medians of several rounds, with the machine's rate for matrix products beside."
                    + " Run nothing else at the same time."
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
final class BenchCommand extends JobCommand {

    @Mixin
    private RuntimeOptions runtime;

    @Option(
            names = {"-c", "--config"},
            paramLabel = "YAML",
            description = "Instead of a bundle: a config whose network is exported with random weights first.")
    private Path config;

    @Option(names = "--data-root", paramLabel = "DIR", description = "As in 'osgnet export', for --config.")
    private Path dataRoot;

    @Option(names = "--set", paramLabel = "KEY=VALUE", description = "As in 'osgnet export', for --config.")
    private final Map<String, String> overrides = new LinkedHashMap<>();

    @Option(names = "--random-weights", paramLabel = "SEED", description = "Seed of the random weights for --config.")
    private Long seed;

    @Mixin
    private BenchOptions settings;

    @Option(
            names = "--json",
            paramLabel = "FILE",
            description = "Also write all figures as JSON; - writes them to stdout, and nothing else there.")
    private Path json;

    @Override
    public Integer call() throws IOException {
        check();
        settings.check();
        if (json != null && !toStdout()) {
            settings.annotations().ifPresent(annotations -> FileReplacement.requireNoInput(json, annotations));
            Outputs.prepare(json, ".json");
        }
        if (runtime.model() != null) {
            measure(runtime.model());
        } else {
            try (RandomBundle bundle =
                    RandomBundle.export(config, Optional.ofNullable(dataRoot), overrides, seed, verbosity())) {
                measure(bundle.folder());
            }
        }
        return 0;
    }

    private void check() {
        boolean random = config != null || seed != null || !overrides.isEmpty();
        if (runtime.model() == null && (config == null || seed == null)) {
            throw usage("Missing required option: --model=BUNDLE, or --config=YAML with --random-weights=SEED");
        } else if (runtime.model() != null && (random || dataRoot != null)) {
            throw usage("--model is a bundle already; --config, --data-root, --set and --random-weights make one");
        }
    }

    private void measure(Path bundle) {
        Benchmark benchmark = new Benchmark(new Subject(bundle, runtime.options(0)), settings);
        BenchResult result;
        try (Progress progress = Progress.start("Benchmark", "stages", benchmark.stages(), 0, !quiet())) {
            result = benchmark.run(what -> {
                progress.say(what);
                progress.step();
            });
        }
        if (json == null || !toStdout()) {
            BenchText.print(result, out());
        }
        if (json != null && toStdout()) {
            BenchJson.of(result).toPrettyString().lines().forEach(out()::println);
        } else if (json != null) {
            Outputs.writeJson(json, BenchJson.of(result));
        }
    }

    private boolean toStdout() {
        return json.toString().equals("-");
    }

    /** A bundle is only one way to name what is measured. */
    static final class ModelOrConfig extends OptionalOption {
        ModelOrConfig() {
            super("--model");
        }
    }
}
