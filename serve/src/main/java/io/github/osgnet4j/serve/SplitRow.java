package io.github.osgnet4j.serve;

import io.github.osgnet4j.data.annotation.AnnotatedQuery;
import io.github.osgnet4j.data.annotation.GroundTruth;
import io.github.osgnet4j.data.annotation.Segment;
import io.github.osgnet4j.postprocess.Window;
import java.util.List;

/**
 * A query of the configured split with its ground truth.
 *
 * @param clip that it asks
 * @param query the annotation
 * @param truth the annotated windows; empty if they are not known
 * @param kind the challenge's template of the question, or the annotation's type where there are no templates
 */
record SplitRow(Clip clip, AnnotatedQuery query, List<Window> truth, String kind) {

    /** A query as its annotation has it. */
    static SplitRow of(Clip clip, AnnotatedQuery query) {
        return new SplitRow(clip, query, windows(query.timestamps()), query.queryType());
    }

    /** A query as an evaluation counts it; one that the evaluation does not know counts by its annotation. */
    static SplitRow of(Clip clip, AnnotatedQuery query, GroundTruth known) {
        List<Segment> right =
                known.of(query).filter(segments -> !segments.isEmpty()).orElse(query.timestamps());
        return new SplitRow(clip, query, windows(right), known.kind(query));
    }

    private static List<Window> windows(List<Segment> segments) {
        return segments.stream().map(Segment::window).toList();
    }
}
