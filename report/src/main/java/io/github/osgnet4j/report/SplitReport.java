package io.github.osgnet4j.report;

import io.github.osgnet4j.data.annotation.AnnotatedQuery;
import io.github.osgnet4j.data.annotation.GroundTruth;
import io.github.osgnet4j.data.annotation.Segment;
import io.github.osgnet4j.data.submission.Prediction;
import io.github.osgnet4j.data.submission.Predictions;
import io.github.osgnet4j.postprocess.RecallTable;
import io.github.osgnet4j.postprocess.Window;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * The figures of a split.
 *
 * @param outcomes every query that has a prediction, in the order of the predictions
 * @param annotated how many queries the ground truth has, predicted or not
 * @param recall of all queries, as {@code osgnet eval} has it
 * @param breakdowns recall by length, position, kind of question and objects
 * @param calibration of the scores; absent where the predictions have none
 */
public record SplitReport(
        List<QueryOutcome> outcomes,
        int annotated,
        RecallTable recall,
        List<Breakdown> breakdowns,
        Optional<Calibration> calibration) {

    private static final String NO_TEMPLATE = "no template";

    public SplitReport {
        outcomes = List.copyOf(outcomes);
        breakdowns = List.copyOf(breakdowns);
    }

    /**
     * Compares predictions with the ground truth.
     *
     * @param annotations with the words, the length of the clip and the objects of every predicted query
     * @throws ReportException if there is no prediction, or a predicted query has no annotation or no answer
     */
    public static SplitReport of(Predictions predictions, GroundTruth truth, List<AnnotatedQuery> annotations) {
        if (predictions.predictions().isEmpty()) {
            throw new ReportException("The file holds no predictions");
        }
        Map<List<String>, AnnotatedQuery> queries = new HashMap<>();
        annotations.forEach(query -> queries.put(List.of(query.videoId(), query.queryId()), query));
        List<QueryOutcome> outcomes = new ArrayList<>();
        for (Prediction prediction : predictions.predictions()) {
            AnnotatedQuery query = queries.get(List.of(prediction.clipUid(), prediction.queryId()));
            if (query == null) {
                throw new ReportException(
                        name(prediction) + " is not in the annotations; are they those of the split?");
            }
            outcomes.add(outcome(prediction, query, truth));
        }
        return new SplitReport(
                outcomes,
                truth.queries(),
                Breakdown.recall(outcomes),
                List.of(
                        Breakdown.byLength(outcomes),
                        Breakdown.byPosition(outcomes),
                        Breakdown.byKind(outcomes),
                        Breakdown.byObjects(outcomes)),
                predictions.scored() ? Optional.of(Calibration.of(outcomes)) : Optional.empty());
    }

    private static QueryOutcome outcome(Prediction prediction, AnnotatedQuery query, GroundTruth truth) {
        List<Segment> answers = truth.of(prediction.clipUid(), prediction.annotationUid(), prediction.queryIdx())
                .orElseThrow(() -> new ReportException(
                        name(prediction) + " is not in the ground truth; is it the split's ground truth?"));
        if (answers.isEmpty()) {
            throw new ReportException("The ground truth has no answer for " + name(prediction)
                    + ": it is a test split, whose answers only the challenge server knows");
        }
        String kind = truth.template(prediction.clipUid(), prediction.annotationUid(), prediction.queryIdx())
                .orElse(truth.templates().isEmpty() ? query.queryType() : NO_TEMPLATE);
        List<Window> right =
                answers.stream().map(s -> new Window(s.start(), s.end(), 1)).toList();
        return new QueryOutcome(query, kind, prediction.windows(), right);
    }

    private static String name(Prediction prediction) {
        return "query " + prediction.queryId() + " of clip " + prediction.clipUid();
    }

    /** The queries whose first window is nearest to an annotated one, of equals the surer first. */
    public List<QueryOutcome> best(int count) {
        return outcomes.stream()
                .sorted(Comparator.comparingDouble((QueryOutcome o) -> -o.firstIou())
                        .thenComparing(Comparator.comparingDouble((QueryOutcome o) -> -o.firstScore())))
                .limit(count)
                .toList();
    }

    /** The queries whose first window is farthest from any annotated one, of equals the surer first. */
    public List<QueryOutcome> worst(int count) {
        return outcomes.stream()
                .sorted(Comparator.comparingDouble(QueryOutcome::firstIou)
                        .thenComparing(Comparator.comparingDouble((QueryOutcome o) -> -o.firstScore())))
                .limit(count)
                .toList();
    }

    /** How many clips the queries belong to. */
    public long clips() {
        return outcomes.stream().map(o -> o.query().videoId()).distinct().count();
    }

    /** How often the IoU of the first window lies in each tenth from 0 to 1. */
    public List<Integer> firstIous() {
        int[] counts = new int[10];
        outcomes.forEach(o -> counts[Math.min(counts.length - 1, (int) (o.firstIou() * counts.length))]++);
        return Arrays.stream(counts).boxed().toList();
    }
}
