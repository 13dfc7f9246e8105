package io.github.osgnet4j.report;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.github.osgnet4j.data.annotation.AnnotatedQuery;
import io.github.osgnet4j.data.annotation.GroundTruth;
import io.github.osgnet4j.data.annotation.Segment;
import io.github.osgnet4j.data.config.Track;
import io.github.osgnet4j.data.submission.Prediction;
import io.github.osgnet4j.data.submission.Predictions;
import io.github.osgnet4j.postprocess.Window;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class SplitReportTest {

    private static final String TEMPLATE = "Place: Where did I put X?";

    private static AnnotatedQuery query(int index, Segment... truth) {
        return new AnnotatedQuery("a_" + index, "query " + index, 100, "clip", "nlq", List.of(truth), List.of());
    }

    private static Prediction prediction(int index, double start, double score) {
        return new Prediction(index, "a", "clip", List.of(new Window(start, start + 10, score)));
    }

    private static Predictions predictions(Prediction... all) {
        return new Predictions(Track.NLQ, true, List.of(all));
    }

    private static final List<AnnotatedQuery> QUERIES = List.of(
            query(0, new Segment(10, 20)), query(1, new Segment(10, 20)), query(2, new Segment(10, 20)), query(3));

    private static SplitReport report(Prediction... all) {
        return SplitReport.of(predictions(all), GroundTruth.of(QUERIES), QUERIES);
    }

    private static List<String> ids(List<QueryOutcome> outcomes) {
        return outcomes.stream().map(o -> o.query().queryId()).toList();
    }

    @Test
    void theBestOverlapMostAndTheWorstLeastAndOfEqualsTheSurerIsFirst() {
        SplitReport report = report(prediction(0, 12, 0.5), prediction(1, 50, 0.2), prediction(2, 60, 0.9));
        assertEquals(List.of("a_0", "a_2"), ids(report.best(2)));
        assertEquals(List.of("a_2", "a_1"), ids(report.worst(2)));
        assertEquals(List.of(2, 0, 0, 0, 0, 0, 1, 0, 0, 0), report.firstIous());
    }

    @Test
    void aPredictedQueryNeedsAnAnnotationAndAnAnswer() {
        ReportException none = assertThrows(ReportException.class, SplitReportTest::report);
        assertTrue(none.getMessage().contains("no predictions"), none.getMessage());
        ReportException foreign = assertThrows(ReportException.class, () -> report(prediction(7, 0, 1)));
        assertTrue(foreign.getMessage().contains("a_7 of clip clip"), foreign.getMessage());
        ReportException unanswered =
                assertThrows(ReportException.class, () -> report(prediction(0, 0, 1), prediction(3, 0, 1)));
        assertTrue(unanswered.getMessage().contains("test split"), unanswered.getMessage());
    }

    @Test
    void whereNobodyKnowsAnAnswerTheReportHasNoRecall() {
        SplitReport report = report(prediction(3, 5, 0.25));
        assertFalse(report.answered());
        assertEquals(List.of(), report.breakdowns());
        assertEquals(List.of("a_3"), ids(report.surest(2)));
        assertFalse(new SplitPage("title", report, List.of(), "1", 1).html().contains("Recall"));
    }

    @Test
    void aTemplateIsTheKindWhereTheGroundTruthHasTemplates() {
        GroundTruth.Key first = new GroundTruth.Key("clip", "a", 0);
        GroundTruth.Key second = new GroundTruth.Key("clip", "a", 1);
        List<Segment> answer = List.of(new Segment(10, 20));
        GroundTruth truth = new GroundTruth(Track.NLQ, Map.of(first, answer, second, answer), Map.of(first, TEMPLATE));
        SplitReport report = SplitReport.of(predictions(prediction(0, 1, 1), prediction(1, 1, 1)), truth, QUERIES);
        assertEquals(
                List.of(TEMPLATE, "no template"),
                report.outcomes().stream().map(QueryOutcome::kind).toList());
        assertEquals("nlq", report(prediction(0, 1, 1)).outcomes().get(0).kind());
    }

    @Test
    void withoutScoresThereIsNoCalibration() {
        Predictions unscored = new Predictions(Track.NLQ, false, List.of(prediction(0, 12, Double.NaN)));
        SplitReport report = SplitReport.of(unscored, GroundTruth.of(QUERIES), QUERIES);
        assertEquals(Optional.empty(), report.calibration());
        String page = new SplitPage("title", report, List.of(), "1", 1).html();
        assertTrue(page.contains("The predictions have no scores."));
        assertFalse(page.contains(">NaN<"), "a score that is not there is not written");
    }
}
