package io.github.osgnet4j.data.sample;

import io.github.osgnet4j.data.annotation.AnnotatedQuery;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * The queries of each video as the official loader groups them: consecutive lines of one video are a group, and of
 * several groups the last counts.
 */
final class VideoQueries {
    private final Map<String, List<AnnotatedQuery>> groups = new LinkedHashMap<>();
    private List<AnnotatedQuery> open = new ArrayList<>();

    void add(AnnotatedQuery query) {
        if (open.isEmpty() || !open.get(0).videoId().equals(query.videoId())) {
            open = new ArrayList<>();
            groups.put(query.videoId(), open);
        }
        open.add(query);
    }

    /** Ends the group, so that another file's queries start one of their own. */
    void endFile() {
        open = new ArrayList<>();
    }

    List<AnnotatedQuery> of(String videoId) {
        return List.copyOf(groups.getOrDefault(videoId, List.of()));
    }
}
