package io.github.osgnet4j.runtime;

import io.github.osgnet4j.postprocess.ClipTiming;
import io.github.osgnet4j.postprocess.LevelScores;
import io.github.osgnet4j.postprocess.OrderPrior;
import io.github.osgnet4j.postprocess.PostprocessException;
import io.github.osgnet4j.postprocess.Ranking;
import io.github.osgnet4j.postprocess.RankingOptions;
import io.github.osgnet4j.postprocess.Window;
import io.github.osgnet4j.runtime.bundle.Bundle;
import io.github.osgnet4j.runtime.bundle.BundleVerification.TensorError;
import io.github.osgnet4j.runtime.bundle.Manifest;
import io.github.osgnet4j.runtime.error.BundleException;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * Ranks the expected scores of a bundle's samples by the manifest's settings: the result must be the windows that its
 * exporter expected. It runs no graph, so it is independent of precision and provider.
 */
final class SampleRanking {

    /** The last bits of exponentials may differ from one Java runtime to another, no setting's digit is as small. */
    static final double TOLERANCE = 1e-6;

    private final Bundle bundle;
    private final RankingOptions options;

    SampleRanking(Bundle bundle) {
        this.bundle = bundle;
        this.options = bundle.manifest().ranking();
    }

    /** Whether a sample has scores that no network gave, and no inputs. */
    static boolean only(SampleTensors tensors) {
        return tensors.sample().name().equals(Manifest.RANKING_SAMPLE);
    }

    /**
     * Compares the windows of all samples.
     *
     * @throws BundleException naming the first sample whose windows are others
     */
    void require() {
        for (List<TensorError> sample : SampleTensors.each(bundle, this::errors)) {
            for (TensorError e : sample) {
                if (!e.passed()) {
                    throw new BundleException(
                            bundle.folder().resolve(Manifest.FILE),
                            "ranks the scores of sample '" + e.sample() + "' to other windows than its exporter did,"
                                    + " off by " + (float) e.maxError()
                                    + "; its ranking or preprocessing was changed, export the bundle again");
                }
            }
        }
    }

    /** How far the windows of one sample are from the expected ones; infinite where there are more or fewer. */
    List<TensorError> errors(SampleTensors tensors) throws IOException {
        List<LevelScores> levels = levels(tensors);
        List<TensorError> errors = new ArrayList<>();
        errors.add(error(tensors, Manifest.WINDOWS, levels, options));
        if (only(tensors)) {
            errors.add(error(tensors, Manifest.ALL_WINDOWS, levels, options.withMaxWindows(Integer.MAX_VALUE)));
        }
        return errors;
    }

    private TensorError error(
            SampleTensors tensors, String name, List<LevelScores> levels, RankingOptions rankingOptions)
            throws IOException {
        float[] expected = tensors.floats(name);
        Optional<OrderPrior> prior = tensors.find(Manifest.ORDER).isPresent()
                ? Optional.of(prior(tensors.longs(Manifest.ORDER), tensors))
                : Optional.empty();
        List<Window> found;
        try {
            found = new Ranking(rankingOptions).rank(levels, timing(tensors), prior);
        } catch (PostprocessException e) {
            throw tensors.broken("cannot be ranked: " + e.getMessage(), e);
        }
        return new TensorError(tensors.sample().name(), name, maxError(expected, found), TOLERANCE);
    }

    private static OrderPrior prior(long[] order, SampleTensors tensors) {
        if (order.length != 2 || order[0] < 1 || order[1] < order[0] || order[1] > Integer.MAX_VALUE) {
            throw tensors.broken("has no place among queries in '" + Manifest.ORDER + "', expected number and count");
        }
        return new OrderPrior((int) order[0], (int) order[1]);
    }

    private ClipTiming timing(SampleTensors tensors) throws IOException {
        float[] duration = tensors.floats(Manifest.DURATION);
        if (duration.length != 1) {
            throw tensors.broken("has " + duration.length + " numbers in '" + Manifest.DURATION + "', expected 1");
        }
        return bundle.manifest().preprocessing().timing(duration[0]);
    }

    private List<LevelScores> levels(SampleTensors tensors) throws IOException {
        Manifest.Dimensions d = bundle.manifest().dimensions();
        int steps = only(tensors) ? Integer.MAX_VALUE - d.paddingMultiple() : tensors.rows("features");
        List<LevelScores> levels = new ArrayList<>();
        for (int i = 0; i < d.strides().size(); i++) {
            int stride = d.strides().get(i);
            float[] logits = tensors.floats("cls_logits_" + i);
            int valid = Math.min(logits.length / d.classes(), (steps + stride - 1) / stride);
            try {
                levels.add(new LevelScores(stride, valid, d.classes(), logits, tensors.floats("offsets_" + i)));
            } catch (PostprocessException e) {
                throw tensors.broken("has scores that do not fit on level " + i + ": " + e.getMessage(), e);
            }
        }
        return levels;
    }

    private static double maxError(float[] expected, List<Window> found) {
        if (expected.length != 3 * found.size()) {
            return Double.POSITIVE_INFINITY;
        }
        double error = 0;
        for (int i = 0; i < found.size(); i++) {
            Window window = found.get(i);
            double[] values = {window.start(), window.end(), window.score()};
            for (int j = 0; j < values.length; j++) {
                double b = expected[3 * i + j];
                error = Math.max(error, Math.abs(values[j] - b) / (1 + Math.abs(b)));
            }
        }
        return error;
    }
}
