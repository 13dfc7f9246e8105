package io.github.osgnet4j.train;

import io.github.osgnet4j.postprocess.Recall;
import io.github.osgnet4j.postprocess.RecallTable;
import io.github.osgnet4j.train.TrainingListener.StepReport;
import io.github.osgnet4j.train.TrainingListener.ValidationReport;
import io.github.osgnet4j.train.Validator.Findings;
import java.util.LinkedHashMap;
import java.util.Map;

/** The numbers of a run, a line of {@code metrics.jsonl} for each step and validation, and the same for TensorBoard. */
final class RunLog implements AutoCloseable {

    private final MetricsFile metrics;
    private final EventFile events;

    /**
     * Goes on with a run's numbers.
     *
     * @param firstStep the first step that is still to be done
     * @param validate whether the validation before that step will be done again
     */
    RunLog(RunFolder folder, long firstStep, boolean validate) {
        metrics = MetricsFile.open(folder.metrics(), firstStep, validate);
        try {
            events = EventFile.create(folder.path(), System.currentTimeMillis());
        } catch (RuntimeException e) {
            metrics.close();
            throw e;
        }
    }

    void add(StepReport r) {
        Line line = new Line("step", r.step(), r.epoch());
        line.put("final_loss", "train/final_loss", r.total());
        line.put("cls_loss", "train/cls_loss", r.classification());
        line.put("reg_loss", "train/reg_loss", r.regression());
        line.putIfComputed("vtm_loss", "train/vtm_loss", r.shots());
        line.put("lr", "train/learning_rate", r.learningRate());
        line.put("grad_norm", "train/grad_norm", r.gradientNorm());
        line.put("loss_normalizer", "train/loss_normalizer", r.normalizer());
        line.values.put("samples_per_second", r.samplesPerSecond());
        line.values.put("load_seconds", r.loadSeconds());
        line.values.put("forward_seconds", r.forwardSeconds());
        line.values.put("backward_seconds", r.backwardSeconds());
        line.values.put("optimizer_seconds", r.optimizerSeconds());
        metrics.add(line.values);
    }

    void add(ValidationReport r, Findings trained, Findings average) {
        Line line = new Line("validation", r.step(), r.epoch());
        line.putIfComputed("final_loss", "val/final_loss", r.loss());
        line.put("trained", r.trained());
        line.put("ema", r.average());
        line.share("trained_same_windows", trained.dependence());
        line.share("ema_same_windows", average.dependence());
        metrics.add(line.values);
    }

    /** Makes sure that all lines survive the machine. */
    void force() {
        metrics.force();
    }

    @Override
    public void close() {
        try (metrics) {
            events.close();
        }
    }

    /** A line in the making. TensorBoard is not told of a NaN. */
    private final class Line {

        private final Map<String, Object> values = new LinkedHashMap<>();
        private final long step;

        Line(String kind, long step, long epoch) {
            this.step = step;
            values.put("kind", kind);
            values.put("step", step);
            values.put("epoch", epoch);
        }

        void put(String name, String tag, double value) {
            values.put(name, value);
            if (!Double.isNaN(value)) {
                events.scalar(tag, value, step, System.currentTimeMillis());
            }
        }

        /** Leaves out what is NaN because nothing computed it. */
        void putIfComputed(String name, String tag, double value) {
            if (!Double.isNaN(value)) {
                put(name, tag, value);
            }
        }

        void put(String weights, RecallTable table) {
            for (int rank : Recall.RANKS) {
                for (double threshold : Recall.THRESHOLDS) {
                    String name = "r" + rank + "_iou" + threshold;
                    put(weights + "_" + name, "val/" + weights + "/" + name, table.percent(rank, threshold));
                }
            }
        }

        void share(String name, QueryDependence dependence) {
            if (!Double.isNaN(dependence.sameShare())) {
                values.put(name, dependence.sameShare());
            }
        }
    }
}
