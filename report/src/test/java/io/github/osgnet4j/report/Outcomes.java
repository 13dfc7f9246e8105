package io.github.osgnet4j.report;

import io.github.osgnet4j.data.annotation.AnnotatedQuery;
import io.github.osgnet4j.data.annotation.Label;
import io.github.osgnet4j.data.annotation.Segment;
import io.github.osgnet4j.postprocess.Window;
import java.util.Collections;
import java.util.List;

/** Queries made up by tests. */
final class Outcomes {

    static final double DURATION = 100;

    private Outcomes() {}

    /** A query whose answer is one window of a clip of 100 s. */
    static QueryOutcome of(double start, double end, Window... windows) {
        return of("nlq", 0, start, end, windows);
    }

    static QueryOutcome of(String kind, int objects, double start, double end, Window... windows) {
        AnnotatedQuery query = new AnnotatedQuery(
                "annotation_0",
                "Where was it?",
                DURATION,
                "clip",
                "nlq",
                List.of(new Segment(start, end)),
                Collections.nCopies(objects, new Label(List.of(1), "pan", 1, "pan")));
        return new QueryOutcome(query, kind, List.of(windows), List.of(new Window(start, end, 1)));
    }
}
