package io.github.osgnet4j.report;

import io.github.osgnet4j.data.annotation.AnnotatedQuery;
import io.github.osgnet4j.data.annotation.GroundTruth;
import io.github.osgnet4j.data.annotation.Segment;
import io.github.osgnet4j.postprocess.Window;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** The annotated windows of all queries of a split, clip by clip. */
final class ClipTruth {

    /** Of nothing. */
    static final ClipTruth NONE = new ClipTruth();

    private final Map<String, Map<String, List<Window>>> clips = new HashMap<>();

    private ClipTruth() {}

    /** Those of all annotated queries; one without an answer adds nothing. */
    ClipTruth(List<AnnotatedQuery> annotations, GroundTruth truth) {
        for (AnnotatedQuery query : annotations) {
            List<Window> windows = windows(query, truth);
            if (!windows.isEmpty()) {
                clips.computeIfAbsent(query.videoId(), id -> new LinkedHashMap<>())
                        .put(query.queryId(), windows);
            }
        }
    }

    private static List<Window> windows(AnnotatedQuery query, GroundTruth truth) {
        return truth.of(query).orElse(List.of()).stream().map(Segment::window).toList();
    }

    /** The windows of all queries of a query's clip but its own. */
    List<Window> besides(AnnotatedQuery query) {
        List<Window> others = new ArrayList<>();
        clips.getOrDefault(query.videoId(), Map.of()).forEach((id, windows) -> {
            if (!id.equals(query.queryId())) {
                others.addAll(windows);
            }
        });
        return others;
    }
}
