package io.github.osgnet4j.cli;

import io.github.osgnet4j.data.annotation.ClipVideos;
import io.github.osgnet4j.data.annotation.GroundTruth;
import io.github.osgnet4j.data.config.OsgnetConfig;
import io.github.osgnet4j.data.submission.Prediction;
import io.github.osgnet4j.data.submission.StepOrder;
import io.github.osgnet4j.postprocess.HitCounts;
import io.github.osgnet4j.postprocess.PostprocessException;
import io.github.osgnet4j.postprocess.SequenceOptions;
import io.github.osgnet4j.postprocess.SequenceTuner;
import io.github.osgnet4j.postprocess.SequenceTuner.Fold;
import io.github.osgnet4j.postprocess.SequenceTuner.Tuning;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.function.Function;
import java.util.function.ToDoubleFunction;
import java.util.stream.DoubleStream;

/** The options of a sequence chosen on predictions whose answers are known, and a table of what that gains. */
final class SequenceTuning {

    /** Sets of options that are tried, about; some folds try the same. */
    private static final int USUAL_TRIALS = 200;

    private final StepOrder order;
    private final List<Prediction> predictions;
    private final Path from;

    /**
     * Tuning on predictions.
     *
     * @param from the file they are from, for messages
     */
    SequenceTuning(StepOrder order, List<Prediction> predictions, Path from) {
        this.order = order;
        this.predictions = predictions;
        this.from = from;
    }

    /**
     * Prints the table and the options.
     *
     * @return the options, as they are printed; none if the order should stay
     * @throws CommandException if there is no answer to a query, or there are fewer videos than folds
     */
    Optional<SequenceOptions> run(OsgnetConfig config, int folds, PrintWriter out, boolean visible) {
        Path truthFile = config.dataset().groundTruth();
        GroundTruth truth = GroundTruth.read(truthFile, config.track());
        ClipVideos clips = ClipVideos.read(truthFile, config.track());
        List<SequenceTuner.Video> videos = order.sequences(predictions).stream()
                .map(steps -> new SequenceTuner.Video(
                        clips.of(steps.get(0).clipUid()),
                        steps.stream().map(Prediction::windows).toList(),
                        steps.stream()
                                .map(p -> Evaluation.answers(p, from, truth, truthFile))
                                .toList()))
                .toList();
        try (Progress progress = Progress.start("Tuning", "trials", USUAL_TRIALS, 0, visible)) {
            Tuning tuning = new SequenceTuner(videos, folds, progress::step).tune();
            print(tuning, out);
            return tuning.options();
        } catch (PostprocessException e) {
            throw new CommandException(from + ": " + e.getMessage(), e);
        }
    }

    private static void print(Tuning tuning, PrintWriter out) {
        out.println("Recall as predicted, with the defaults, and with options chosen on the other folds:");
        for (int rank : HitCounts.RANKS) {
            for (double threshold : HitCounts.THRESHOLDS) {
                print(tuning, rank, threshold, out);
            }
        }
        out.println("Chosen on all videos:");
        out.println("  "
                + tuning.options()
                        .map(SequenceParameters::line)
                        .orElse(
                                "none: with the defaults and with what was tried fewer steps have a right window among the"
                                        + " first five, or no more first windows are right; the order stays as it is"));
    }

    private static void print(Tuning tuning, int rank, double threshold, PrintWriter out) {
        ToDoubleFunction<HitCounts> percent = counts -> counts.percent(rank, threshold);
        out.println("R@" + rank + ", IoU " + threshold);
        List<Fold> folds = tuning.folds();
        for (int i = 0; i < folds.size(); i++) {
            Fold fold = folds.get(i);
            out.printf(
                    Locale.ROOT,
                    "  fold %d, %d videos, %d steps: %6.2f %6.2f %6.2f%n",
                    i + 1,
                    fold.videos(),
                    fold.before().queries(),
                    percent.applyAsDouble(fold.before()),
                    percent.applyAsDouble(fold.usual()),
                    percent.applyAsDouble(fold.tuned()));
        }
        gain("gain of the defaults", tuning, percent, Fold::before, Fold::usual, out);
        gain("gain of the chosen options", tuning, percent, Fold::before, Fold::tuned, out);
        gain("chosen options over defaults", tuning, percent, Fold::usual, Fold::tuned, out);
    }

    /** The gain of all folds together, which decides, and the standard deviation of those of single folds. */
    private static void gain(
            String what,
            Tuning tuning,
            ToDoubleFunction<HitCounts> percent,
            Function<Fold, HitCounts> before,
            Function<Fold, HitCounts> after,
            PrintWriter out) {
        double[] gains = tuning.folds().stream()
                .mapToDouble(
                        fold -> percent.applyAsDouble(after.apply(fold)) - percent.applyAsDouble(before.apply(fold)))
                .toArray();
        double mean = DoubleStream.of(gains).average().orElseThrow();
        double squares =
                DoubleStream.of(gains).map(gain -> Math.pow(gain - mean, 2)).sum();
        out.printf(
                Locale.ROOT,
                "  %s: %+.2f, spread over folds %.2f%n",
                what,
                percent.applyAsDouble(tuning.all(after)) - percent.applyAsDouble(tuning.all(before)),
                Math.sqrt(squares / (gains.length - 1)));
    }
}
