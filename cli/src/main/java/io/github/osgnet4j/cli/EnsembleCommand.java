package io.github.osgnet4j.cli;

import io.github.osgnet4j.cli.ensemble.ModelAnswers;
import io.github.osgnet4j.cli.ensemble.TuningReport;
import io.github.osgnet4j.cli.ensemble.ValidationAnswers;
import io.github.osgnet4j.data.config.OsgnetConfig;
import io.github.osgnet4j.data.io.FileReplacement;
import io.github.osgnet4j.data.submission.Prediction;
import io.github.osgnet4j.postprocess.EnsembleMethod;
import io.github.osgnet4j.postprocess.EnsembleOptions;
import io.github.osgnet4j.postprocess.EnsembleSetting;
import io.github.osgnet4j.postprocess.EnsembleTuning;
import io.github.osgnet4j.postprocess.PostprocessException;
import io.github.osgnet4j.postprocess.ScoreScale;
import io.github.osgnet4j.postprocess.Window;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicInteger;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import picocli.CommandLine.ArgGroup;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** Several models' predictions as one. */
@Command(
        name = "ensemble",
        description = {
            "Merges the predictions of several models, query by query, into five windows a query.",
            "--method nms pools all windows; temporal NMS at 0.5, then 0.7, then 0.9 picks five of them. wbf fuses"
                    + " windows that overlap into their mean, weighted by scores. official is the recipe of"
                    + " GroundNLQ, the entry of 2023: the first windows of all models, clustered by their centres,"
                    + " propose common ones, which join the first four of each model before NMS.",
            "A query that some models did not answer is answered by the others; the number of such queries is"
                    + " reported.",
            "--tune searches method, unit of scores and weights on the validation split, and says by cross-validation"
                    + " over videos what they gain; the options it prints are for the test split."
        },
        mixinStandardHelpOptions = true,
        footer = {
            "",
            "Examples:",
            "  osgnet ensemble internvideo.json egovideo.json --output ensemble.json",
            "  osgnet ensemble val-1.json val-2.json --tune --config nlq.yaml",
            "  osgnet ensemble test-1.json test-2.json --method wbf --weights 2,1 --scores quantile --output"
                    + " ensemble.zip"
        })
final class EnsembleCommand extends JobCommand {

    private static final Logger LOG = LoggerFactory.getLogger(EnsembleCommand.class);

    @Parameters(arity = "1..*", paramLabel = "FILE", description = "Predictions with scores, one file per model.")
    private List<Path> files;

    @Option(
            names = {"-o", "--output"},
            paramLabel = "FILE",
            description = "File to write; for JSON, FILE_noscore.json is written beside it. Not needed with --tune.")
    private Path output;

    @Option(names = "--method", paramLabel = "METHOD", description = "${COMPLETION-CANDIDATES} (default: NMS).")
    private EnsembleMethod method;

    @Option(
            names = "--weights",
            paramLabel = "W",
            split = ",",
            converter = DecimalNumber.class,
            description = "How much each model counts, from 0, in the order of the files (default: all the same).")
    private List<Double> weights;

    @Option(
            names = "--scores",
            paramLabel = "UNIT",
            description =
                    "In which unit scores of different models are compared: ${COMPLETION-CANDIDATES} (default: RAW)."
                            + " quantile is the share of the model's scores that are lower; rank is 1 / rank within the"
                            + " query.")
    private ScoreScale.Unit scores;

    @Option(
            names = "--iou",
            paramLabel = "IOU",
            converter = DecimalNumber.class,
            description = "Overlap above which wbf fuses windows (default: " + EnsembleOptions.FUSION_IOU + ").")
    private Double iou;

    @Option(names = "--tune", description = "Choose method, unit and weights; needs --config and known answers.")
    private boolean tune;

    @Mixin
    private FoldsOption folds;

    @ArgGroup(exclusive = false)
    private ConfigOptions config;

    @Mixin
    private SubmissionFormat format;

    @Override
    public Integer call() {
        requireSense();
        Optional<OsgnetConfig> loaded = tune ? Optional.of(config.load()) : Optional.empty();
        ModelAnswers answers = ModelAnswers.read(files);
        if (answers.queries().isEmpty()) {
            throw new CommandException(files.get(0) + " holds no predictions");
        }
        if (output != null) {
            for (Path file : format.files(output, answers.track())) {
                FileReplacement.requireNoInput(file, files.toArray(Path[]::new));
                loaded.ifPresent(c -> FileReplacement.requireNoInput(
                        file, config.file(), c.dataset().groundTruth()));
            }
            format.prepare(output, answers.track());
        }
        answers.missing().forEach(out()::println);
        EnsembleSetting setting = loaded.map(c -> tuned(answers, c)).orElseGet(this::given);
        requireFusible(answers, setting.options());
        if (output != null) {
            List<Prediction> merged = merge(answers, setting);
            format.write(output, answers.track(), merged);
            print("%s: %d queries from %d files%n", output, merged.size(), files.size());
        }
        return 0;
    }

    private void requireSense() {
        if (!tune && output == null) {
            throw usage("Missing required option: '--output=FILE'");
        }
        if (tune && config == null) {
            throw usage("--tune needs --config, whose ground truth it counts against");
        }
        if (!tune && config != null) {
            throw usage("--config goes with --tune");
        }
        if (tune && (method != null || weights != null || scores != null || iou != null)) {
            throw usage("--tune chooses --method, --weights, --scores and --iou; leave them out");
        }
        if (!tune && folds.given()) {
            throw usage("--folds goes with --tune");
        }
        if (iou != null && (method != EnsembleMethod.WBF || iou < 0 || iou > 1)) {
            throw usage("--iou: expected 0 to 1, with --method wbf");
        }
        if (weights != null && weights.size() != files.size()) {
            throw usage("--weights: expected one for each of " + files.size() + " files, found " + weights.size());
        }
        if (weights != null
                && (weights.stream().anyMatch(weight -> weight < 0)
                        || weights.stream().noneMatch(weight -> weight > 0))) {
            throw usage("--weights: expected numbers from 0, at least one above it, found " + weights);
        }
    }

    private static void requireFusible(ModelAnswers answers, EnsembleOptions options) {
        if (options.method() != EnsembleMethod.WBF || options.scores() != ScoreScale.Unit.RAW) {
            return;
        }
        for (ModelAnswers.Query query : answers.queries()) {
            for (int model = 0; model < answers.files().size(); model++) {
                for (Window window : query.answers().get(model)) {
                    if (window.score() < 0) {
                        throw new CommandException(answers.files().get(model) + ": query "
                                + query.asked().queryId() + " has the negative score " + window.score()
                                + ", by which --method wbf cannot weight; use --scores quantile");
                    }
                }
            }
        }
    }

    private EnsembleSetting given() {
        EnsembleOptions options = new EnsembleOptions(
                method == null ? EnsembleMethod.NMS : method,
                scores == null ? ScoreScale.Unit.RAW : scores,
                iou == null ? EnsembleOptions.FUSION_IOU : iou);
        EnsembleSetting equal = EnsembleSetting.equal(files.size());
        return new EnsembleSetting(options, weights == null ? equal.weights() : weights);
    }

    private EnsembleSetting tuned(ModelAnswers answers, OsgnetConfig loaded) {
        try {
            EnsembleTuning tuning = new EnsembleTuning(files.size(), ValidationAnswers.of(answers, loaded));
            AtomicInteger searches = new AtomicInteger();
            EnsembleTuning.Choice choice = tuning.tune(
                    folds.count(),
                    () -> LOG.info(
                            "{} searches of weights, methods and units of scores done, of {} at most",
                            searches.incrementAndGet(),
                            folds.count() + 1));
            TuningReport.lines(files, tuning, choice).forEach(out()::println);
            return choice.setting();
        } catch (PostprocessException e) {
            throw new CommandException("--tune: " + e.getMessage(), e);
        }
    }

    private static List<Prediction> merge(ModelAnswers answers, EnsembleSetting setting) {
        return answers.in(setting.options().scores()).queries().stream()
                .map(query -> new Prediction(
                        query.asked().queryIdx(),
                        query.asked().annotationUid(),
                        query.asked().clipUid(),
                        setting.merge(query.answers()).windows()))
                .toList();
    }
}
