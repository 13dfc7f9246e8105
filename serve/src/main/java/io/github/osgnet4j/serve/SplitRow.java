package io.github.osgnet4j.serve;

import io.github.osgnet4j.data.DataException;
import io.github.osgnet4j.data.annotation.AnnotatedQuery;
import io.github.osgnet4j.data.annotation.GroundTruth;
import io.github.osgnet4j.data.annotation.Segment;
import io.github.osgnet4j.postprocess.Window;
import java.util.List;
import java.util.Optional;

/**
 * A query of the configured split and what is right.
 *
 * @param clip that it asks
 * @param query the annotation
 * @param truth the annotated windows; none where nobody knows them
 * @param kind the challenge's template of the question, or the annotation's type where there are no templates
 */
record SplitRow(Clip clip, AnnotatedQuery query, List<Window> truth, String kind) {

    private static final String NO_TEMPLATE = "no template";

    /** A query as its annotation has it. */
    static SplitRow of(Clip clip, AnnotatedQuery query) {
        return new SplitRow(clip, query, windows(query.timestamps()), query.queryType());
    }

    /** A query as an evaluation knows it; as its annotation has it where the evaluation does not. */
    static SplitRow of(Clip clip, AnnotatedQuery query, GroundTruth known) {
        SplitRow annotated = of(clip, query);
        String annotation;
        int index;
        try {
            annotation = query.annotationUid();
            index = query.queryIndex();
        } catch (DataException e) {
            // No submission can name it.
            return annotated;
        }
        Optional<List<Window>> right =
                known.of(clip.id(), annotation, index).map(SplitRow::windows).filter(windows -> !windows.isEmpty());
        String otherwise = known.templates().isEmpty() ? query.queryType() : NO_TEMPLATE;
        return new SplitRow(
                clip,
                query,
                right.orElse(annotated.truth()),
                known.template(clip.id(), annotation, index).orElse(otherwise));
    }

    private static List<Window> windows(List<Segment> segments) {
        return segments.stream().map(Segment::window).toList();
    }
}
