package io.github.osgnet4j.data.sample;

import io.github.osgnet4j.data.annotation.AnnotatedQuery;
import io.github.osgnet4j.data.annotation.Label;
import io.github.osgnet4j.data.io.ObjectRecords;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalInt;

/**
 * Objects that are classes: a store of the classes each frame shows, and an embedding per class
 * ({@code _get_object_class_feat} and {@code _get_class_score_feat} of the official loader).
 */
final class ClassObjects implements ObjectSource {
    private static final int CACHED_VIDEOS = 4;

    private final FeatureStore store;
    private final ClassEmbeddings embeddings;
    private final boolean labelsOnly;
    private final Map<String, List<int[]>> recent = new LinkedHashMap<>();

    /**
     * @param labelsOnly whether only classes of the query's labels count
     */
    ClassObjects(FeatureStore store, ClassEmbeddings embeddings, boolean labelsOnly) {
        this.store = store;
        this.embeddings = embeddings;
        this.labelsOnly = labelsOnly;
    }

    @Override
    public ObjectFrames objects(AnnotatedQuery query) {
        List<int[]> shown = frames(query.videoId());
        List<int[]> frames = labelsOnly
                ? shown.stream().map(frame -> labelled(query.labels(), frame)).toList()
                : shown;
        frames.forEach(frame -> Arrays.stream(frame).forEach(id -> embeddings.require(id, query.videoId())));
        return new ObjectFrames(embeddings.channels(), embeddings.values(), frames);
    }

    /** Of each label the first class the frame shows, in the order of a Python set. */
    private static int[] labelled(List<Label> labels, int[] frame) {
        return PythonSet.order(labels.stream()
                .map(label -> firstShown(label, frame))
                .flatMapToInt(OptionalInt::stream)
                .toArray());
    }

    private static OptionalInt firstShown(Label label, int[] frame) {
        return label.classIds().stream()
                .mapToInt(Integer::intValue)
                .filter(id -> Arrays.stream(frame).anyMatch(shown -> shown == id))
                .findFirst();
    }

    /** The classes of each frame. Queries of a video come one after the other, so its record is kept for a while. */
    private synchronized List<int[]> frames(String videoId) {
        List<int[]> frames = recent.remove(videoId);
        if (frames == null) {
            frames = store.read(videoId, ObjectRecords::frames).stream()
                    .map(frame ->
                            frame.keySet().stream().mapToInt(Integer::intValue).toArray())
                    .toList();
        }
        if (recent.size() == CACHED_VIDEOS) {
            recent.remove(recent.keySet().iterator().next());
        }
        recent.put(videoId, frames);
        return frames;
    }
}
