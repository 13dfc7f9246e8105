package io.github.osgnet4j.cli;

import io.github.osgnet4j.data.annotation.GroundTruth;
import io.github.osgnet4j.data.annotation.Segment;
import io.github.osgnet4j.data.submission.Prediction;
import io.github.osgnet4j.postprocess.Recall;
import io.github.osgnet4j.postprocess.RecallTable;
import io.github.osgnet4j.postprocess.Window;
import java.util.List;

/** Predictions held against the ground truth. */
public final class Evaluation {

    private Evaluation() {}

    /** What is counted: IoU thresholds, and how many windows of a query are looked at. */
    record Table(List<Double> thresholds, List<Integer> ranks) {

        /** As the official evaluation counts. */
        static final Table OFFICIAL = new Table(Recall.THRESHOLDS, Recall.RANKS);
    }

    /**
     * Their recall.
     *
     * @param predictions at least one
     * @param from where the predictions are from, for messages
     * @param truthFile where the truth is from, for messages
     * @throws CommandException if a query is not in the ground truth, or has no answer there
     */
    static RecallTable recall(List<Prediction> predictions, Object from, GroundTruth truth, Object truthFile) {
        return recall(predictions, from, truth, truthFile, Table.OFFICIAL);
    }

    /** The same for other thresholds and ranks. */
    static RecallTable recall(
            List<Prediction> predictions, Object from, GroundTruth truth, Object truthFile, Table table) {
        Recall recall = new Recall(table.thresholds(), table.ranks());
        for (Prediction p : predictions) {
            recall.add(p.windows(), answers(p, from, truth, truthFile));
        }
        return recall.table();
    }

    /**
     * The annotated windows of a prediction's query, at least one.
     *
     * @param from where the prediction is from, for messages
     * @param truthFile where the truth is from, for messages
     * @throws CommandException as {@link #recall}
     */
    public static List<Window> answers(Prediction p, Object from, GroundTruth truth, Object truthFile) {
        List<Segment> answers = truth.of(p.clipUid(), p.annotationUid(), p.queryIdx())
                .orElseThrow(() -> new CommandException(from + ": query " + p.queryId() + " of clip " + p.clipUid()
                        + " is not in " + truthFile + "; is it the split's ground truth?"));
        if (answers.isEmpty()) {
            throw new CommandException(truthFile + " has no answer for query " + p.queryId()
                    + ": it is a test split, whose answers only the challenge server knows");
        }
        return answers.stream().map(Segment::window).toList();
    }
}
