package io.github.osgnet4j.serve;

import io.github.osgnet4j.encoders.VideoFeatures;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;

/** Features of videos by the hash of their files, least recently used out first. For any number of threads. */
final class FeatureCache {

    private final long capacity;
    private final Map<String, VideoFeatures> features = new LinkedHashMap<>(16, 0.75f, true);
    private long bytes;

    /**
     * A cache.
     *
     * @param capacity bytes of features
     */
    FeatureCache(long capacity) {
        this.capacity = capacity;
    }

    long capacity() {
        return capacity;
    }

    synchronized Optional<VideoFeatures> get(String hash) {
        return Optional.ofNullable(features.get(hash));
    }

    synchronized void put(String hash, VideoFeatures added) {
        VideoFeatures before = features.put(hash, added);
        bytes += size(added) - (before == null ? 0 : size(before));
        Iterator<VideoFeatures> oldest = features.values().iterator();
        while (bytes > capacity && features.size() > 1) {
            bytes -= size(oldest.next());
            oldest.remove();
        }
    }

    synchronized long bytes() {
        return bytes;
    }

    private static long size(VideoFeatures features) {
        return (long) features.values().length * Float.BYTES;
    }
}
