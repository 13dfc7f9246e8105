package io.github.osgnet4j.cli;

import io.github.osgnet4j.data.annotation.ClipVideos;
import io.github.osgnet4j.data.annotation.GroundTruth;
import io.github.osgnet4j.data.config.OsgnetConfig;
import io.github.osgnet4j.data.submission.Prediction;
import io.github.osgnet4j.data.submission.StepOrder;
import io.github.osgnet4j.postprocess.PostprocessException;
import io.github.osgnet4j.postprocess.SequenceHits;
import io.github.osgnet4j.postprocess.SequenceOptions;
import io.github.osgnet4j.postprocess.SequenceTuner;
import io.github.osgnet4j.postprocess.SequenceTuner.Fold;
import io.github.osgnet4j.postprocess.SequenceTuner.Tuning;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.function.ToDoubleFunction;

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
     * @return the options, as they are printed
     * @throws CommandException if there is no answer to a query, or there are fewer videos than folds
     */
    SequenceOptions run(OsgnetConfig config, int folds, PrintWriter out, boolean visible) {
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

    /** A column: a figure of hits. */
    private record Figure(String name, ToDoubleFunction<SequenceHits> percent) {}

    private static final List<Figure> FIGURES = List.of(
            new Figure("R@1, IoU 0.3", SequenceHits::firstPercent),
            new Figure("R@1, IoU 0.5", SequenceHits::firstWellPercent),
            new Figure("R@5, IoU 0.3", SequenceHits::fivePercent),
            new Figure("R@5, IoU 0.5", SequenceHits::fiveWellPercent));

    private static void print(Tuning tuning, PrintWriter out) {
        List<Fold> folds = tuning.folds();
        out.println("Recall as predicted, with the defaults, and with options chosen on the other folds:");
        for (Figure figure : FIGURES) {
            out.println(figure.name());
            for (int i = 0; i < folds.size(); i++) {
                Fold fold = folds.get(i);
                out.printf(
                        Locale.ROOT,
                        "  fold %d, %d videos, %d steps: %6.2f %6.2f %6.2f%n",
                        i + 1,
                        fold.videos(),
                        fold.before().steps(),
                        figure.percent().applyAsDouble(fold.before()),
                        figure.percent().applyAsDouble(fold.usual()),
                        figure.percent().applyAsDouble(fold.tuned()));
            }
            spread("gain of the defaults", folds, fold -> gain(figure, fold.usual(), fold.before()), out);
            spread("gain of the chosen options", folds, fold -> gain(figure, fold.tuned(), fold.before()), out);
            spread("chosen options over defaults", folds, fold -> gain(figure, fold.tuned(), fold.usual()), out);
        }
        out.println("Chosen on all videos:");
        out.println("  " + SequenceParameters.line(tuning.options()));
    }

    private static double gain(Figure figure, SequenceHits after, SequenceHits before) {
        return figure.percent().applyAsDouble(after) - figure.percent().applyAsDouble(before);
    }

    /** Mean and standard deviation over folds. */
    private static void spread(String what, List<Fold> folds, ToDoubleFunction<Fold> gain, PrintWriter out) {
        double mean = folds.stream().mapToDouble(gain).average().orElseThrow();
        double squares = folds.stream()
                .mapToDouble(fold -> Math.pow(gain.applyAsDouble(fold) - mean, 2))
                .sum();
        out.printf(
                Locale.ROOT,
                "  %s: %+.2f, spread over folds %.2f%n",
                what,
                mean,
                Math.sqrt(squares / (folds.size() - 1)));
    }
}
