package io.github.osgnet4j.cli;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.github.osgnet4j.batch.GroundingIdentity;
import io.github.osgnet4j.batch.Journal;
import io.github.osgnet4j.data.annotation.GroundTruth;
import io.github.osgnet4j.data.config.OsgnetConfig;
import io.github.osgnet4j.data.io.FileReplacement;
import io.github.osgnet4j.data.io.Printable;
import io.github.osgnet4j.data.sample.Dataset.Split;
import io.github.osgnet4j.data.sample.JobIdentity;
import io.github.osgnet4j.data.submission.Predictions;
import io.github.osgnet4j.postprocess.PostprocessException;
import io.github.osgnet4j.postprocess.Recall;
import io.github.osgnet4j.postprocess.RecallTable;
import io.github.osgnet4j.runtime.session.NativeScan;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import picocli.CommandLine.ArgGroup;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** Recall of predictions, or of weights. */
@Command(
        name = "eval",
        description = {
            "Prints recall@{1,5,10} at IoU {0.3, 0.5}, or what --top-k and --thresholds say, and the mean IoU of the first"
                    + " window.",
            "The ground truth is the config's json_file. Recall counts the queries of the predictions, as the official"
                    + " evaluation does; queries without a prediction are reported.",
            "With --weights, grounds the validation split with each checkpoint first. If --json is given too, the"
                    + " answers of a killed run are kept, and --resume continues from there."
        },
        mixinStandardHelpOptions = true,
        footer = {
            "",
            "Examples:",
            "  osgnet eval --config configs/demo.yaml --predictions predictions.json",
            "  osgnet eval --config configs/demo.yaml --predictions predictions.json --thresholds 0.3,0.5,0.7 --top-k 1,3",
            "  osgnet eval --config configs/demo.yaml --weights runs/demo --json recall.json --resume"
        })
final class EvalCommand extends JobCommand {

    private static final Logger LOG = LoggerFactory.getLogger(EvalCommand.class);

    @Mixin
    private ConfigOptions config;

    @ArgGroup(multiplicity = "1")
    private Subject subject;

    /** What is evaluated. */
    static final class Subject {
        @Option(
                names = {"-p", "--predictions"},
                required = true,
                paramLabel = "FILE",
                description = "Submission that 'osgnet ground' or the official code wrote.")
        private Path predictions;

        @Option(
                names = {"-w", "--weights"},
                required = true,
                paramLabel = "FILE|FOLDER",
                description =
                        "Safetensors or an official checkpoint, or a folder of such files; each is grounded on the"
                                + " validation split.")
        private Path weights;
    }

    @Mixin
    private WeightOptions weightOptions;

    @Option(
            names = "--thresholds",
            split = ",",
            converter = DecimalNumber.class,
            paramLabel = "IOU",
            description = "IoU above which a window is a hit; separate several by commas (default: 0.3,0.5).")
    private List<Double> thresholds;

    @Option(
            names = {"-k", "--top-k"},
            split = ",",
            converter = WholeNumber.Positive.class,
            paramLabel = "K",
            description = "How many windows of a query count; separate several by commas (default: 1,5,10).")
    private List<Integer> ranks;

    @Option(names = "--json", paramLabel = "FILE", description = "Also write the figures as JSON.")
    private Path json;

    @Option(names = "--resume", description = "Continue a killed run of the same command with --weights and --json.")
    private boolean resume;

    @Override
    public Integer call() {
        requireTable();
        OsgnetConfig loaded = config.load();
        Path truthFile = loaded.dataset().groundTruth();
        if (json != null) {
            Path read = subject.weights == null ? subject.predictions : subject.weights;
            FileReplacement.requireNoInput(json, read, config.file(), truthFile);
            Outputs.prepare(json, ".json");
        }
        if (subject.weights != null) {
            weights(loaded);
            return 0;
        }
        GroundTruth truth = GroundTruth.read(truthFile, loaded.track());
        Predictions submission = Predictions.read(subject.predictions);
        RecallTable table = evaluate(submission, truth, truthFile);
        print(table, truth);
        if (json != null) {
            Outputs.writeJson(json, json(table));
        }
        return 0;
    }

    private void requireTable() {
        try {
            new Recall(table().thresholds(), table().ranks());
        } catch (PostprocessException e) {
            throw usage("--thresholds, --top-k: " + e.getMessage());
        }
        if (subject.weights == null && weightOptions.given()) {
            throw usage("--ema goes with --weights; predictions are what they are");
        }
        if (resume && (subject.weights == null || json == null)) {
            throw usage("--resume goes with --weights and --json, beside which answers are kept");
        }
    }

    private Evaluation.Table table() {
        return new Evaluation.Table(
                thresholds == null ? Recall.THRESHOLDS : thresholds, ranks == null ? Recall.RANKS : ranks);
    }

    private void weights(OsgnetConfig loaded) {
        List<Path> files = CheckpointFiles.of(subject.weights);
        if (json == null) {
            ofThisRun(loaded, files);
        } else {
            kept(loaded, files);
        }
    }

    /** Answers without an output to keep them for go with the run. */
    private void ofThisRun(OsgnetConfig loaded, List<Path> files) {
        try {
            Path folder = Files.createTempDirectory("osgnet-eval");
            try (CheckpointJournals journals = CheckpointJournals.ofThisRun(folder.resolve("answers"))) {
                requireAll(
                        files,
                        ground(loaded, files, new ArrayList<>(), annotations -> new JobIdentity(), journals),
                        Optional.empty());
            } finally {
                Outputs.delete(folder);
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Answers are kept beside the output until that is written, for all files that could be asked. */
    private void kept(OsgnetConfig loaded, List<Path> files) {
        List<CheckpointRecall.Row> rows = new ArrayList<>();
        Path folder = Journal.of(json);
        CheckpointJournals journals = CheckpointJournals.lasting(folder, resume);
        Interruption interruption = Interruption.say(() -> quiet() ? Optional.empty() : Optional.of(journals.kept()));
        try (journals;
                interruption) {
            List<CheckpointRecall.Bad> bad = ground(
                    loaded,
                    files,
                    rows,
                    annotations -> GroundingIdentity.withScan(
                            new GroundingIdentity(loaded, config.root(), annotations, Split.VAL, config.overrides())
                                    .data()
                                    .with("osgnet", Osgnet.version()),
                            NativeScan.isHere(true)),
                    journals);
            if (!rows.isEmpty()) {
                Outputs.writeJson(json, json(rows, bad));
            }
            boolean again = bad.stream().anyMatch(CheckpointRecall.Bad::later) && journals.hasAnswers();
            if (!again && !rows.isEmpty()) {
                journals.delete();
            }
            requireAll(files, bad, again ? Optional.of(folder) : Optional.empty());
        }
    }

    private static void requireAll(List<Path> files, List<CheckpointRecall.Bad> bad, Optional<Path> kept) {
        if (bad.isEmpty()) {
            return;
        }
        List<String> details = new ArrayList<>();
        bad.forEach(b -> details.add(Printable.line("  " + b.file() + ": " + b.reason())));
        kept.ifPresent(folder -> details.add(Printable.line(
                folder + " keeps the answers; go on with the same command and --resume, or delete it if that is all")));
        throw new CommandException(
                "of " + files.size() + " files with weights, " + bad.size() + " cannot be evaluated:", details);
    }

    private List<CheckpointRecall.Bad> ground(
            OsgnetConfig loaded,
            List<Path> files,
            List<CheckpointRecall.Row> rows,
            Function<Path, JobIdentity> data,
            CheckpointJournals journals) {
        CheckpointTable columns = new CheckpointTable(files, table().thresholds(), table().ranks());
        return new CheckpointRecall(loaded, weightOptions, table(), quiet(), err(), journals).each(files, data, row -> {
            if (rows.isEmpty()) {
                out().println(columns.heading());
            }
            rows.add(row);
            out().println(columns.line(row));
            out().flush();
        });
    }

    private ObjectNode json(List<CheckpointRecall.Row> rows, List<CheckpointRecall.Bad> bad) {
        ObjectNode root = heading();
        ArrayNode list = root.putArray("weights");
        rows.forEach(row -> {
            ObjectNode node = list.addObject().put("file", row.file().toString());
            row.epoch().ifPresent(epoch -> node.put("epoch", epoch));
            figures(node, row.table());
        });
        if (!bad.isEmpty()) {
            ArrayNode failed = root.putArray("failed");
            bad.forEach(b -> failed.addObject().put("file", b.file().toString()).put("reason", b.reason()));
        }
        return root;
    }

    private RecallTable evaluate(Predictions submission, GroundTruth truth, Path truthFile) {
        if (submission.predictions().isEmpty()) {
            throw new CommandException(subject.predictions + " holds no predictions");
        }
        int most = submission.predictions().stream()
                .mapToInt(p -> p.windows().size())
                .max()
                .orElseThrow();
        List<Integer> beyond = ranks == null
                ? List.of()
                : ranks.stream().filter(rank -> rank > most).toList();
        if (!beyond.isEmpty()) {
            LOG.warn(
                    "No query of {} has more than {} windows: recall at {} counts no further ones; 'osgnet ground --top-k'"
                            + " writes more",
                    subject.predictions,
                    most,
                    beyond);
        }
        return Evaluation.recall(submission.predictions(), subject.predictions, truth, truthFile, table());
    }

    private void print(RecallTable table, GroundTruth truth) {
        if (table.queries() < truth.queries()) {
            LOG.warn(
                    "{} of {} queries of the ground truth have no prediction",
                    truth.queries() - table.queries(),
                    truth.queries());
        }
        print("Evaluated: %d / %d instances%n", table.queries(), truth.queries());
        table.toText().lines().forEach(out()::println);
        print("Mean IoU of the first window: %.2f%%%n", 100 * table.meanIou());
    }

    private JsonNode json(RecallTable table) {
        return figures(heading(), table);
    }

    private ObjectNode heading() {
        ObjectMapper mapper = new ObjectMapper();
        ObjectNode root = mapper.createObjectNode();
        root.set("thresholds", mapper.valueToTree(table().thresholds()));
        root.set("topK", mapper.valueToTree(table().ranks()));
        return root;
    }

    private static ObjectNode figures(ObjectNode node, RecallTable table) {
        node.set("recall_percent", new ObjectMapper().valueToTree(table.percent()));
        return node.put("mean_iou", table.meanIou()).put("instances", table.queries());
    }
}
