package io.github.osgnet4j.report;

import io.github.osgnet4j.data.annotation.AnnotatedQuery;
import io.github.osgnet4j.data.annotation.GroundTruth;
import io.github.osgnet4j.data.annotation.Segment;
import io.github.osgnet4j.data.submission.Prediction;
import io.github.osgnet4j.data.submission.Predictions;
import io.github.osgnet4j.postprocess.Recall;
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
 * @param recall of all queries, as {@code osgnet eval} has it; absent where nobody knows the answers, as of a test split
 * @param breakdowns recall by length, position, kind of question and objects; none without answers
 * @param errors the kinds of errors of the first and of the first {@link #MANY} windows at both thresholds; none without
 *     answers
 * @param calibration of the scores; absent where the predictions have none
 */
public record SplitReport(
        List<QueryOutcome> outcomes,
        int annotated,
        Optional<RecallTable> recall,
        List<Breakdown> breakdowns,
        List<ErrorAnalysis> errors,
        Optional<Calibration> calibration) {

    /** Windows of a query whose errors are counted, besides the first alone. */
    public static final int MANY = 5;

    public SplitReport {
        outcomes = List.copyOf(outcomes);
        breakdowns = List.copyOf(breakdowns);
        errors = List.copyOf(errors);
    }

    /** Whether the answers are known. */
    public boolean answered() {
        return recall.isPresent();
    }

    /**
     * Compares predictions with the ground truth. If it has an answer to none of the predicted queries, as that of a test
     * split, the report says what was predicted alone.
     *
     * @param annotations with the words, the length of the clip and the objects of every predicted query
     * @throws ReportException if there is no prediction, or a predicted query has no annotation, or no answer where
     *     others have
     */
    public static SplitReport of(Predictions predictions, GroundTruth truth, List<AnnotatedQuery> annotations) {
        if (predictions.predictions().isEmpty()) {
            throw new ReportException("The file contains no predictions");
        }
        Map<List<String>, AnnotatedQuery> queries = new HashMap<>();
        annotations.forEach(query -> queries.put(List.of(query.videoId(), query.queryId()), query));
        boolean answered = predictions.predictions().stream()
                .anyMatch(p -> truth.of(p.clipUid(), p.annotationUid(), p.queryIdx())
                        .filter(answers -> !answers.isEmpty())
                        .isPresent());
        ClipTruth clips = answered ? new ClipTruth(annotations, truth) : ClipTruth.NONE;
        List<QueryOutcome> outcomes = new ArrayList<>();
        for (Prediction prediction : predictions.predictions()) {
            AnnotatedQuery query = queries.get(List.of(prediction.clipUid(), prediction.queryId()));
            if (query == null) {
                throw new ReportException(
                        name(prediction) + " is not in the annotations; are they those of the split?");
            }
            outcomes.add(
                    answered
                            ? outcome(prediction, query, truth, clips)
                            : new QueryOutcome(query, query.queryType(), prediction.windows(), List.of()));
        }
        if (!answered) {
            return new SplitReport(outcomes, truth.queries(), Optional.empty(), List.of(), List.of(), Optional.empty());
        }
        return new SplitReport(
                outcomes,
                truth.queries(),
                Optional.of(Breakdown.recall(outcomes)),
                List.of(
                        Breakdown.byLength(outcomes),
                        Breakdown.byPosition(outcomes),
                        Breakdown.byKind(outcomes),
                        Breakdown.byObjects(outcomes)),
                errors(outcomes),
                predictions.scored() ? Optional.of(Calibration.of(outcomes)) : Optional.empty());
    }

    private static List<ErrorAnalysis> errors(List<QueryOutcome> outcomes) {
        List<ErrorAnalysis> errors = new ArrayList<>();
        for (int ranks : List.of(1, MANY)) {
            Recall.THRESHOLDS.forEach(threshold -> errors.add(ErrorAnalysis.of(outcomes, threshold, ranks)));
        }
        return errors;
    }

    private static QueryOutcome outcome(
            Prediction prediction, AnnotatedQuery query, GroundTruth truth, ClipTruth clips) {
        List<Segment> answers = truth.of(prediction.clipUid(), prediction.annotationUid(), prediction.queryIdx())
                .orElseThrow(() -> new ReportException(
                        name(prediction) + " is not in the ground truth; is it the split's ground truth?"));
        if (answers.isEmpty()) {
            throw new ReportException("The ground truth has no answer for " + name(prediction)
                    + ": it is a test split, whose answers only the challenge server knows");
        }
        List<Window> right = answers.stream().map(Segment::window).toList();
        return new QueryOutcome(query, truth.kind(query), prediction.windows(), right, clips.besides(query));
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

    /** The queries of whose first window the network was surest. */
    public List<QueryOutcome> surest(int count) {
        return outcomes.stream()
                .sorted(Comparator.comparingDouble((QueryOutcome o) -> -o.firstScore()))
                .limit(count)
                .toList();
    }

    /** The queries of whose first window the network was least sure. */
    public List<QueryOutcome> leastSure(int count) {
        return outcomes.stream()
                .sorted(Comparator.comparingDouble(QueryOutcome::firstScore))
                .limit(count)
                .toList();
    }

    /** How often the IoU of the first window lies in each tenth from 0 to 1. */
    public List<Integer> firstIous() {
        int[] counts = new int[10];
        outcomes.forEach(o -> counts[Math.min(counts.length - 1, (int) (o.firstIou() * counts.length))]++);
        return Arrays.stream(counts).boxed().toList();
    }
}
