package io.github.osgnet4j.cli;

import io.github.osgnet4j.data.annotation.Annotations;
import io.github.osgnet4j.data.config.OsgnetConfig;
import io.github.osgnet4j.data.io.FileReplacement;
import io.github.osgnet4j.data.submission.Prediction;
import io.github.osgnet4j.data.submission.Predictions;
import io.github.osgnet4j.data.submission.StepOrder;
import io.github.osgnet4j.postprocess.SequenceDecoder;
import io.github.osgnet4j.postprocess.SequenceOptions;
import io.github.osgnet4j.postprocess.Window;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.stream.IntStream;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** Predictions of steps, ordered by what all steps of a video say together. */
@Command(
        name = "sequence",
        description = {
            "Reorders the windows of each step by looking at all steps of its video together: steps follow one"
                    + " another, as in GoalStep. The windows and their scores do not change.",
            "The right window is often not among the first five: ground with --top-k 10 first, then keep five with"
                    + " --top-k 5 here.",
            "The order of the steps is that of the annotations, which need no answers. With --tune the options are"
                    + " chosen on a split with answers, and cross-validation over its videos says what they gain."
                    + " --tune does not vary --back-tolerance, --gap-cap and --skipped-seconds, and takes no options"
                    + " that lose right windows among the first five. It chooses the defaults if nothing gains over"
                    + " them in the folds; if they lose such windows too, it chooses none and the order stays."
        },
        mixinStandardHelpOptions = true,
        footer = {
            "",
            "Examples:",
            "  osgnet ground --model bundle --config goalstep.yaml --top-k 10 --output predictions.json",
            "  osgnet sequence --config goalstep.yaml --predictions predictions.json --top-k 5 \\",
            "      --output sequence.json",
            "  osgnet sequence --config goalstep.yaml --split test --annotations test.jsonl \\",
            "      --predictions test.json --output submission.zip",
            "  osgnet sequence --config goalstep.yaml --predictions predictions.json --tune"
        })
final class SequenceCommand extends JobCommand {

    private static final Logger LOG = LoggerFactory.getLogger(SequenceCommand.class);

    @Mixin
    private ConfigOptions config;

    @Mixin
    private SplitOptions data;

    @Option(
            names = {"-p", "--predictions"},
            required = true,
            paramLabel = "FILE",
            description = "Submission with scores that 'osgnet ground' or the official code wrote.")
    private Path predictions;

    @Option(
            names = {"-o", "--output"},
            paramLabel = "FILE",
            description = "Submission to write; with --tune it may be left out.")
    private Path output;

    @Option(
            names = {"-k", "--top-k"},
            converter = WholeNumber.Positive.class,
            paramLabel = "K",
            description = "Maximum number of windows to write per query, the first in the new order (default: all).")
    private Integer topK;

    @Mixin
    private SubmissionFormat format;

    @Option(
            names = "--scores",
            defaultValue = "keep",
            description =
                    "keep: each window keeps its score, so that scores need no longer descend, and the file says so;"
                            + " falling: the windows of a query get its scores in descending order, for tools that"
                            + " sort by them, as 'osgnet ensemble' does (default: ${DEFAULT-VALUE}).")
    private StepScores scores;

    @Mixin
    private LeakageOption leakage;

    @Mixin
    private SequenceParameters parameters;

    @Option(
            names = "--tune",
            description =
                    "Choose the options on these predictions, whose answers are in the config's json_file, and print"
                            + " what they gain in each fold of a cross-validation over videos.")
    private boolean tune;

    @Mixin
    private FoldsOption folds;

    @Override
    public Integer call() {
        check();
        OsgnetConfig loaded = config.load();
        Path annotations = data.file(loaded);
        prepare(loaded, annotations);
        Predictions submission = read(loaded);
        StepOrder order = leakage.order(annotations, Annotations.read(annotations), loaded.track());
        report(order.size() - submission.predictions().size());
        Optional<SequenceOptions> options = tune
                ? new SequenceTuning(order, submission.predictions(), predictions)
                        .run(loaded, folds.count(), out(), !quiet())
                : Optional.of(parameters.options());
        if (output != null) {
            write(submission, order, options.map(SequenceDecoder::new));
        }
        out().flush();
        return 0;
    }

    private void check() {
        data.check();
        if (output == null && !tune) {
            throw usage("Missing required option: '--output=FILE'; only --tune can do without");
        }
        if (tune && parameters.given()) {
            throw usage("--tune chooses what the other options of a sequence say; give either");
        }
        if (!tune && folds.given()) {
            throw usage("--folds goes with --tune");
        }
        parameters.options();
    }

    private void prepare(OsgnetConfig loaded, Path annotations) {
        if (output == null) {
            return;
        }
        for (Path file : format.files(output, loaded.track())) {
            FileReplacement.requireNoInput(
                    file,
                    predictions,
                    config.file(),
                    annotations,
                    loaded.dataset().groundTruth());
        }
        format.prepare(output, loaded.track());
    }

    private Predictions read(OsgnetConfig loaded) {
        Predictions submission = Predictions.read(predictions);
        if (submission.track() != loaded.track()) {
            throw new CommandException(
                    predictions + " answers " + submission.track().challenge() + ", but config " + config.file()
                            + " is of " + loaded.track().challenge() + "; name the config they were made with");
        }
        if (submission.predictions().isEmpty()) {
            throw new CommandException(predictions + " holds no predictions");
        }
        if (!submission.scored()) {
            throw new CommandException(
                    predictions + " has no scores; a sequence needs the file with scores, not the _noscore one");
        }
        return submission;
    }

    private static void report(int missing) {
        if (missing > 0) {
            LOG.warn("{} queries of the annotations have no prediction; sequences go on without them", missing);
        }
    }

    private void write(Predictions submission, StepOrder order, Optional<SequenceDecoder> decoder) {
        List<Prediction> before = submission.predictions();
        int most = topK == null ? Integer.MAX_VALUE : topK;
        List<Prediction> after = decoder
                .map(d -> order.decode(before, d, most))
                .orElseGet(() -> before.stream().map(p -> first(p, most)).toList())
                .stream()
                .map(scores::of)
                .toList();
        format.write(output, submission.track(), scores.order(), after);
        long changed = IntStream.range(0, after.size())
                .filter(i -> !sameFirst(before.get(i), after.get(i)))
                .count();
        print("%s: %d queries, %d of them with another first window%n", output, after.size(), changed);
    }

    private static Prediction first(Prediction p, int most) {
        List<Window> windows = p.windows().stream().limit(most).toList();
        return new Prediction(p.queryIdx(), p.annotationUid(), p.clipUid(), windows);
    }

    private static boolean sameFirst(Prediction before, Prediction after) {
        Window a = before.windows().get(0);
        Window b = after.windows().get(0);
        return a.start() == b.start() && a.end() == b.end();
    }
}
