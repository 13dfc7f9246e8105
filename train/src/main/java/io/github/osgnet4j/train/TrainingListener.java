package io.github.osgnet4j.train;

import io.github.osgnet4j.postprocess.RecallTable;
import java.nio.file.Path;

/** Receives the progress of a run; all methods are called on the training thread. */
public interface TrainingListener {

    /** Training starts or continues at a step. */
    default void started(long step, long totalSteps) {}

    /** A step was done. */
    default void stepped(StepReport report) {}

    /** A validation was done. */
    default void validated(ValidationReport report) {}

    /** A checkpoint can be resumed from. */
    default void saved(Path checkpoint) {}

    /** A listener that does nothing. */
    static TrainingListener silent() {
        return new TrainingListener() {};
    }

    /**
     * One step.
     *
     * @param step counted from 0
     * @param totalSteps of the run
     * @param epoch counted from 0
     * @param total the loss that is minimised
     * @param classification focal loss
     * @param regression DIoU loss
     * @param shots loss of the shot branch, unweighted; NaN without it
     * @param learningRate of this step
     * @param gradientNorm before clipping
     * @param normalizer the losses' running normaliser
     * @param samplesPerSecond of this step, waiting for data included
     * @param loadSeconds waiting for data
     * @param forwardSeconds forward passes, summed over the batches
     * @param backwardSeconds backward passes, likewise
     * @param optimizerSeconds clipping, optimizer and moving average
     */
    record StepReport(
            long step,
            long totalSteps,
            long epoch,
            double total,
            double classification,
            double regression,
            double shots,
            double learningRate,
            double gradientNorm,
            double normalizer,
            double samplesPerSecond,
            double loadSeconds,
            double forwardSeconds,
            double backwardSeconds,
            double optimizerSeconds) {}

    /**
     * One validation.
     *
     * @param step steps done before it
     * @param epoch counted from 0
     * @param trained recall of the weights that learn
     * @param average recall of their moving average
     * @param loss loss on the split; NaN if not asked for
     */
    record ValidationReport(long step, long epoch, RecallTable trained, RecallTable average, double loss) {}
}
