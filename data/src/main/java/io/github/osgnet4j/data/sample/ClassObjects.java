package io.github.osgnet4j.data.sample;

import io.github.osgnet4j.data.annotation.AnnotatedQuery;
import io.github.osgnet4j.data.io.ObjectRecords;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * Objects that are classes: a store of the classes each frame shows, and an embedding per class
 * ({@code _get_object_class_feat} and {@code _get_class_score_feat} of the official loader).
 */
final class ClassObjects implements ObjectReader {
    private static final int CACHED_VIDEOS = 64;
    private static final long CACHED_CLASSES = 8 << 20;

    private final FeatureStore store;
    private final ClassEmbeddings embeddings;
    private final boolean labelsOnly;
    private final Map<String, List<int[]>> recent = new LinkedHashMap<>(16, 0.75f, true);
    private long recentClasses;

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
        List<int[]> frames = labelsOnly ? LabelledClasses.select(query.labels(), shown) : shown;
        for (int[] frame : frames) {
            for (int id : frame) {
                embeddings.require(id, query.videoId());
            }
        }
        return new ObjectFrames(embeddings.channels(), embeddings.values(), frames);
    }

    /**
     * The classes of each frame. Queries of a video come close to each other, so what was read last is kept, up to a
     * number of videos and a number of classes in all.
     */
    List<int[]> frames(String videoId) {
        synchronized (recent) {
            List<int[]> kept = recent.get(videoId);
            if (kept != null) {
                return kept;
            }
        }
        List<int[]> frames = store.read(videoId, ObjectRecords::frames).stream()
                .map(frame ->
                        frame.keySet().stream().mapToInt(Integer::intValue).toArray())
                .toList();
        keep(videoId, frames);
        return frames;
    }

    private void keep(String videoId, List<int[]> frames) {
        synchronized (recent) {
            if (recent.put(videoId, frames) == null) {
                recentClasses += size(frames);
            }
            Iterator<List<int[]>> oldest = recent.values().iterator();
            while (recent.size() > 1 && (recent.size() > CACHED_VIDEOS || recentClasses > CACHED_CLASSES)) {
                recentClasses -= size(oldest.next());
                oldest.remove();
            }
        }
    }

    private static long size(List<int[]> frames) {
        return frames.stream().mapToLong(frame -> frame.length + 1).sum();
    }
}
