package io.github.osgnet4j.cli;

import io.github.osgnet4j.cli.check.DataCheck;
import io.github.osgnet4j.cli.check.Part;
import io.github.osgnet4j.cli.prepare.TokenStore;
import io.github.osgnet4j.data.config.DatasetConfig;
import io.github.osgnet4j.report.TrainingReport;
import io.github.osgnet4j.train.Devices;
import io.github.osgnet4j.train.MovingAverage;
import io.github.osgnet4j.train.Precision;
import io.github.osgnet4j.train.RunConfig;
import io.github.osgnet4j.train.TorchEngine;
import io.github.osgnet4j.train.TrainSettings;
import io.github.osgnet4j.train.TrainSettings.Kept;
import io.github.osgnet4j.train.TrainSettings.Mode;
import io.github.osgnet4j.train.TrainSettings.Ranked;
import io.github.osgnet4j.train.Trainer;
import io.github.osgnet4j.train.TrainingListener.ValidationReport;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.OptionalLong;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** Trains a network. */
@Command(
        name = "train",
        description = {
            "Trains the network of a config on the official datasets, without Python.",
            "The run's folder gets config, metrics.jsonl, TensorBoard events, curves and a report, checkpoints, and the"
                    + " weights last, last-ema, best and epoch-NNN as safetensors for 'osgnet export'."
        },
        mixinStandardHelpOptions = true,
        footer = {
            "",
            "Examples:",
            "  osgnet train --config configs/demo.yaml --output runs/demo --epochs 6",
            "  osgnet train --config configs/demo.yaml --output runs/demo --resume",
            "  osgnet train --config configs/nlq_v2_internvideo.yaml --output runs/nlq --precision bf16 --checkpoint-activations",
            "  osgnet export --config configs/demo.yaml --weights runs/demo/best.safetensors --output bundle"
        })
final class TrainCommand extends JobCommand {

    @Mixin
    private ConfigOptions config;

    @Option(
            names = {"-o", "--output"},
            required = true,
            paramLabel = "DIR",
            description = "Folder of the run.")
    private Path output;

    @Option(
            names = "--text-encoder",
            paramLabel = "DIR",
            description = "Encode the queries' texts with this encoder first, instead of reading tokens from the stores"
                    + " that the config names. They are kept in OUTPUT-tokens.")
    private Path textEncoder;

    @Option(
            names = "--init",
            paramLabel = "FILE",
            description = "Start from the weights of a checkpoint (.pth.tar) or safetensors file; what it lacks is"
                    + " drawn at random and reported.")
    private Path init;

    @Option(
            names = "--init-skip-mismatched",
            description = "Leave out tensors of --init whose shape differs from the network's; without this option they"
                    + " are an error.")
    private boolean initSkipMismatched;

    @Option(
            names = "--resume",
            description =
                    "Continue the run in the folder, or start one if there is none. Options that decide the result"
                            + " must be those it was started with; --seed, --init, --batch-size, --precision and --set may be"
                            + " left out,"
                            + " and --epochs may be larger.")
    private boolean resume;

    @Option(names = "--seed", paramLabel = "N", description = "Seed of all random choices (default: init_rand_seed).")
    private Long seed;

    @Option(
            names = "--epochs",
            converter = WholeNumber.Positive.class,
            paramLabel = "N",
            description = "Stop after this many epochs; the learning rate schedule stays that of the config.")
    private Integer epochs;

    @Option(
            names = "--batch-size",
            converter = WholeNumber.Positive.class,
            paramLabel = "N",
            description = "Samples per batch (default: the config's).")
    private Integer batchSize;

    @Option(
            names = "--accumulate",
            converter = WholeNumber.Positive.class,
            paramLabel = "N",
            defaultValue = "1",
            description = "Batches that a device takes per step, in place of N devices: the learning rate is scaled"
                    + " as the official trainer scales it by the number of GPUs.")
    private int accumulate;

    @Option(
            names = "--mode",
            defaultValue = "train",
            paramLabel = "MODE",
            description = "train, not-eval-loss (no loss on the validation split) or debug (one step an epoch).")
    private Mode mode;

    @Option(
            names = "--devices",
            defaultValue = "cpu",
            paramLabel = "LIST",
            description = "cpu, or cuda:N separated by commas (default: ${DEFAULT-VALUE}).")
    private String devices;

    @Option(
            names = "--threads",
            converter = WholeNumber.Positive.class,
            paramLabel = "N",
            description = "Threads per operation (default: 1 for a narrow network, all cores for a wide one).")
    private Integer threads;

    @Option(
            names = "--precision",
            paramLabel = "fp32|bf16",
            description = "Numbers that matrix products and convolutions multiply; all else is fp32. bf16 is faster for"
                    + " wide networks on processors with AMX or AVX512-BF16 (default: fp32).")
    private Precision precision;

    @Option(
            names = "--checkpoint-activations",
            description = "Recompute the network's blocks in the backward pass instead of keeping their activations: a"
                    + " step takes longer but needs less memory.")
    private boolean checkpointActivations;

    @Option(
            names = "--ema-decay",
            defaultValue = "0.999",
            paramLabel = "X",
            description = "Decay of the moving average of the weights (default: ${DEFAULT-VALUE}).")
    private double emaDecay;

    @Option(
            names = "--ema-warmup",
            description = "Let the moving average follow faster at first: 0.999 is too slow for short runs.")
    private boolean emaWarmup;

    @Option(
            names = "--checkpoint-every",
            defaultValue = "500",
            paramLabel = "STEPS",
            description =
                    "Steps between checkpoints besides those after epochs; 0 for none (default: ${DEFAULT-VALUE}).")
    private int checkpointEvery;

    @Option(
            names = "--keep",
            converter = WholeNumber.Positive.class,
            defaultValue = "2",
            paramLabel = "N",
            description = "How many checkpoints to keep for --resume (default: ${DEFAULT-VALUE}).")
    private int keep;

    @Option(
            names = "--rank-by",
            defaultValue = "ema",
            paramLabel = "WEIGHTS",
            description =
                    "Which weights are ranked for best.safetensors and kept for each epoch: ema, the moving average,"
                            + " as in the official code; or weights, the trained ones (default: ${DEFAULT-VALUE}).")
    private Ranked ranked;

    @Option(
            names = "--keep-epochs",
            defaultValue = "all",
            paramLabel = "all|N",
            description =
                    "Keep the weights of all epochs, or of the last N, as epoch-001.safetensors and so on; 0 for none"
                            + " (default: ${DEFAULT-VALUE}).")
    private String keepEpochs;

    @Option(
            names = "--official-checkpoints",
            description = "Also write each epoch's moving average as the official trainer does,"
                    + " model_EPOCH_SCORE.pth.tar, epochs counted from 0.")
    private boolean officialCheckpoints;

    @Override
    public Integer call() {
        TrainSettings settings = settings();
        RunConfig run =
                encoded(RunConfig.prepare(config.file(), config.dataRoot(), config.overrides(), settings), settings);
        TorchEngine.setThreads(
                threads == null ? TorchEngine.threadsFor(run.config().network()) : threads);
        List<Part> parts = List.of(Part.training(run.config()), Part.validation(run.config()));
        DataCheck.before(run.config(), parts, false, quiet(), err());
        Optional<ValidationReport> last;
        TrainingConsole console = new TrainingConsole(output, quiet());
        Interruption interruption = Interruption.say(console::kept);
        try (interruption;
                console;
                Trainer trainer = new Trainer(run, settings, console)) {
            last = trainer.run();
        }
        Path report = TrainingReport.write(output, Osgnet.version());
        print(last, report);
        console.printTimes(out());
        return 0;
    }

    private RunConfig encoded(RunConfig run, TrainSettings settings) {
        if (textEncoder == null) {
            return run;
        }
        Path folder = TokenStore.beside(output);
        DatasetConfig data = run.config().dataset();
        Map<String, String> set = new LinkedHashMap<>(run.overrides());
        set.put("dataset.text_feat_dir", yaml(TokenStore.in(folder, textEncoder, data.trainAnnotations(), quiet())));
        set.put("dataset.val_text_feat_dir", yaml(TokenStore.in(folder, textEncoder, data.valAnnotations(), quiet())));
        return RunConfig.prepare(config.file(), config.dataRoot(), set, settings);
    }

    /** A path as YAML takes any. */
    private static String yaml(Path path) {
        return "'" + path.toAbsolutePath().normalize().toString().replace("'", "''") + "'";
    }

    private TrainSettings settings() {
        return new TrainSettings(
                output,
                Optional.ofNullable(init),
                resume,
                seed == null ? OptionalLong.empty() : OptionalLong.of(seed),
                epochs == null ? OptionalInt.empty() : OptionalInt.of(epochs),
                batchSize == null ? OptionalInt.empty() : OptionalInt.of(batchSize),
                accumulate,
                mode,
                Devices.parse(devices),
                new MovingAverage(emaDecay, emaWarmup),
                checkpointEvery,
                keep,
                true,
                initSkipMismatched,
                new Kept(ranked, epochsKept(), officialCheckpoints),
                Optional.ofNullable(precision),
                checkpointActivations);
    }

    private int epochsKept() {
        if (keepEpochs.equals("all")) {
            return Kept.ALL;
        }
        if (!keepEpochs.matches("[0-9]{1,9}")) {
            throw usage("--keep-epochs: expected all or a number, found '" + keepEpochs + "'");
        }
        return Integer.parseInt(keepEpochs);
    }

    private void print(Optional<ValidationReport> last, Path report) {
        PrintWriter out = out();
        if (last.isEmpty()) {
            out.println("The run in " + output + " was at its end already.");
        } else {
            out.println("Trained weights:");
            last.get().trained().toText().lines().forEach(out::println);
            out.println("Their moving average:");
            last.get().average().toText().lines().forEach(out::println);
        }
        out.println("Curves: " + report);
        out.println("Weights: " + output.resolve("best.safetensors") + ", the best "
                + (ranked == Ranked.AVERAGE ? "moving average" : "trained weights") + " of all validations");
    }
}
