package io.github.osgnet4j.report;

import io.github.osgnet4j.data.annotation.AnnotatedQuery;
import io.github.osgnet4j.postprocess.TemporalIou;
import io.github.osgnet4j.postprocess.Window;
import java.util.List;

/**
 * A query, what was predicted and what is right.
 *
 * @param query the annotation
 * @param kind the challenge's template of the question, or the annotation's type where there is none
 * @param windows in seconds, best first; scores are NaN where the predictions have none
 * @param truth the annotated windows; none where nobody knows them
 * @param others the annotated windows of all other queries of the clip
 */
public record QueryOutcome(
        AnnotatedQuery query, String kind, List<Window> windows, List<Window> truth, List<Window> others) {

    public QueryOutcome {
        windows = List.copyOf(windows);
        truth = List.copyOf(truth);
        others = List.copyOf(others);
    }

    /** A query that is alone in its clip. */
    public QueryOutcome(AnnotatedQuery query, String kind, List<Window> windows, List<Window> truth) {
        this(query, kind, windows, truth, List.of());
    }

    /** The IoU of a window with the annotated window it overlaps most, 0 to 1; 0 where none is known. */
    public double iou(Window window) {
        return truth.stream()
                .mapToDouble(right -> TemporalIou.of(window, right))
                .max()
                .orElse(0);
    }

    /** The IoU of the first window; 0 if there is no window. */
    public double firstIou() {
        return windows.isEmpty() ? 0 : iou(windows.get(0));
    }

    /** The score of the first window; 0 if there is no window. */
    public double firstScore() {
        return windows.isEmpty() ? 0 : windows.get(0).score();
    }

    /** Seconds of the first annotated window. */
    public double length() {
        return truth.get(0).length();
    }

    /** Where the middle of the first annotated window lies: 0 at the start of the clip, 1 at its end, or beyond. */
    public double position() {
        return (truth.get(0).start() + truth.get(0).end()) / 2 / query.duration();
    }
}
