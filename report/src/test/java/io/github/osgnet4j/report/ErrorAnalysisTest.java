package io.github.osgnet4j.report;

import static io.github.osgnet4j.report.ErrorKind.BACKGROUND;
import static io.github.osgnet4j.report.ErrorKind.CONFUSION;
import static io.github.osgnet4j.report.ErrorKind.DUPLICATE;
import static io.github.osgnet4j.report.ErrorKind.LOCALISATION;
import static io.github.osgnet4j.report.ErrorKind.RIGHT;
import static org.junit.jupiter.api.Assertions.assertEquals;

import io.github.osgnet4j.data.annotation.AnnotatedQuery;
import io.github.osgnet4j.data.annotation.GroundTruth;
import io.github.osgnet4j.data.annotation.Segment;
import io.github.osgnet4j.data.config.Track;
import io.github.osgnet4j.data.submission.Prediction;
import io.github.osgnet4j.data.submission.Predictions;
import io.github.osgnet4j.postprocess.Window;
import java.util.List;
import org.junit.jupiter.api.Test;

class ErrorAnalysisTest {

    private static final Window NEAR = new Window(10, 21, 0.9);
    private static final Window AGAIN = new Window(11, 20, 0.8);
    private static final Window HALF = new Window(15, 25, 0.7);
    private static final Window OTHER = new Window(55, 65, 0.6);
    private static final Window NOWHERE = new Window(80, 90, 0.5);

    private static QueryOutcome outcome(List<Window> truth, Window... windows) {
        AnnotatedQuery query = Outcomes.of(10, 20).query();
        return new QueryOutcome(query, "nlq", List.of(windows), truth, List.of(new Window(50, 60, 1)));
    }

    @Test
    void eachWindowIsOfTheFirstKindThatApplies() {
        List<Window> truth = List.of(new Window(10, 20, 1));
        assertEquals(
                List.of(RIGHT, DUPLICATE, LOCALISATION, CONFUSION, BACKGROUND),
                ErrorAnalysis.kinds(outcome(truth, NEAR, AGAIN, HALF, OTHER, NOWHERE), 0.5));
        // IoU 1/3 finds the answer at 0.3.
        assertEquals(List.of(RIGHT, DUPLICATE), ErrorAnalysis.kinds(outcome(truth, HALF, NEAR), 0.3));
    }

    @Test
    void aSecondAnnotatedWindowIsFoundOnItsOwn() {
        List<Window> truth = List.of(new Window(10, 20, 1), new Window(80, 90, 1));
        assertEquals(List.of(RIGHT, RIGHT, DUPLICATE), ErrorAnalysis.kinds(outcome(truth, NEAR, NOWHERE, AGAIN), 0.5));
    }

    @Test
    void sharesAreOfTheWindowsThatAreThere() {
        List<Window> truth = List.of(new Window(10, 20, 1));
        ErrorAnalysis first = ErrorAnalysis.of(List.of(outcome(truth, NEAR, AGAIN), outcome(truth, OTHER)), 0.5, 1);
        assertEquals(50, first.percent(RIGHT));
        assertEquals(50, first.percent(CONFUSION));
        assertEquals(0, first.percent(DUPLICATE));
        ErrorAnalysis five = ErrorAnalysis.of(List.of(outcome(truth, NEAR, AGAIN), outcome(truth, OTHER)), 0.5, 5);
        assertEquals(3, five.windows());
        assertEquals(100 / 3.0, five.percent(DUPLICATE), 1e-9);
        assertEquals(0, ErrorAnalysis.of(List.of(), 0.5, 1).percent(RIGHT));
    }

    @Test
    void theWindowsOfOtherQueriesOfTheClipAreThoseOfTheGroundTruth() {
        AnnotatedQuery one =
                new AnnotatedQuery("a_0", "one", 100, "clip", "nlq", List.of(new Segment(10, 20)), List.of());
        AnnotatedQuery two =
                new AnnotatedQuery("a_1", "two", 100, "clip", "nlq", List.of(new Segment(50, 60)), List.of());
        AnnotatedQuery far =
                new AnnotatedQuery("b_0", "far", 100, "elsewhere", "nlq", List.of(new Segment(30, 40)), List.of());
        List<AnnotatedQuery> all = List.of(one, two, far);
        Predictions predictions = new Predictions(
                Track.NLQ, true, List.of(new Prediction(0, "a", "clip", List.of(OTHER, new Window(30, 40, 0.1)))));
        SplitReport report = SplitReport.of(predictions, GroundTruth.of(all), all);
        assertEquals(
                List.of(CONFUSION, BACKGROUND),
                ErrorAnalysis.kinds(report.outcomes().get(0), 0.5));
        assertEquals(4, report.errors().size());
    }
}
