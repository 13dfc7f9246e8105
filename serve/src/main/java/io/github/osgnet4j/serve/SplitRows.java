package io.github.osgnet4j.serve;

import io.github.osgnet4j.data.annotation.GroundTruth;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;

/** All queries of the configured split, clip by clip, in the order of the annotations. */
final class SplitRows {

    /** A query by the ids that a submission names it by. */
    private record Key(String clip, String query) {}

    private final List<Clip> clips;
    private final List<SplitRow> rows = new ArrayList<>();
    private final Map<Key, Integer> places = new HashMap<>();

    /**
     * The queries of some clips.
     *
     * @param known what an evaluation counts against, if there is a file of it
     */
    SplitRows(List<Clip> clips, Optional<GroundTruth> known) {
        this.clips = List.copyOf(clips);
        for (Clip clip : clips) {
            clip.queries().forEach((id, query) -> {
                places.put(new Key(clip.id(), id), rows.size());
                rows.add(known.map(truth -> SplitRow.of(clip, query, truth)).orElseGet(() -> SplitRow.of(clip, query)));
            });
        }
    }

    List<Clip> clips() {
        return clips;
    }

    int size() {
        return rows.size();
    }

    SplitRow get(int place) {
        return rows.get(place);
    }

    /** Where a query is. */
    OptionalInt place(String clip, String query) {
        Integer place = places.get(new Key(clip, query));
        return place == null ? OptionalInt.empty() : OptionalInt.of(place);
    }
}
