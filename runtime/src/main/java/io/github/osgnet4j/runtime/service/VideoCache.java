package io.github.osgnet4j.runtime.service;

import io.github.osgnet4j.runtime.EncodedVideo;
import io.github.osgnet4j.runtime.error.UnknownVideoException;
import java.util.HashMap;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;

/**
 * Encoded videos of one graph, least recently used out first, and those being encoded: several requests for one video
 * encode it once.
 */
final class VideoCache {

    private final long capacity;
    private final LinkedHashMap<String, Cached> videos = new LinkedHashMap<>(16, 0.75f, true);
    private final Map<Key, Encoding> encodings = new HashMap<>();
    private String graph;
    private long bytes;
    private long begun;

    /** A cache for encodings of {@code graph}. */
    VideoCache(long capacity, String graph) {
        this.capacity = capacity;
        this.graph = graph;
    }

    /** What an encoding depends on. */
    record Key(String id, long version, String graph) {}

    /**
     * An encoded video.
     *
     * @param number of its encoding
     */
    private record Cached(long number, long version, EncodedVideo video) {}

    /** What is known of a video. */
    sealed interface Found {}

    /** It is here. */
    record Hit(EncodedVideo video) implements Found {}

    /** Somebody is encoding it. */
    record Wait(Encoding encoding) implements Found {}

    /** It is up to the caller to encode it, and to say how that ended. */
    record Miss(Encoding encoding) implements Found {}

    /**
     * A video being encoded; completed without a value where that failed.
     *
     * @param number counts encodings in the order in which they began
     */
    record Encoding(long number, Key key, CompletableFuture<Optional<EncodedVideo>> result) {}

    /** Looks for a version of a video. After a miss, the caller must call {@link #done} or {@link #failed}. */
    synchronized Found find(Key key) {
        Cached cached = key.graph().equals(graph) ? videos.get(key.id()) : null;
        if (cached != null && cached.version() == key.version()) {
            return new Hit(cached.video());
        }
        Encoding running = encodings.get(key);
        if (running != null) {
            return new Wait(running);
        }
        Encoding encoding = new Encoding(begun++, key, new CompletableFuture<>());
        encodings.put(key, encoding);
        return new Miss(encoding);
    }

    /**
     * Looks for any version of a video, be it here or being encoded.
     *
     * @throws UnknownVideoException if there is none
     */
    synchronized Found findAny(String id, String wanted) {
        if (wanted.equals(graph) && videos.containsKey(id)) {
            return new Hit(videos.get(id).video());
        }
        return encodings.values().stream()
                .filter(e -> e.key().id().equals(id) && e.key().graph().equals(wanted))
                .findFirst()
                .map(Wait::new)
                .orElseThrow(() -> new UnknownVideoException(id));
    }

    /** Keeps an encoding if it is still wanted, fits and is the newest, and passes it to waiting requests. */
    void done(Encoding encoding, EncodedVideo video) {
        synchronized (this) {
            boolean wanted = encodings.remove(encoding.key(), encoding);
            if (wanted && encoding.key().graph().equals(graph) && video.bytes() <= capacity && isNewest(encoding)) {
                remove(encoding.key().id());
                videos.put(
                        encoding.key().id(),
                        new Cached(encoding.number(), encoding.key().version(), video));
                bytes += video.bytes();
                evict();
            }
        }
        encoding.result().complete(Optional.of(video));
    }

    /** Lets waiting requests try themselves. */
    void failed(Encoding encoding) {
        synchronized (this) {
            encodings.remove(encoding.key(), encoding);
        }
        encoding.result().complete(Optional.empty());
    }

    /** Removes a video; an encoding in progress is still passed to the requests that wait for it, but to no others. */
    synchronized void invalidate(String id) {
        remove(id);
        encodings.keySet().removeIf(key -> key.id().equals(id));
    }

    /**
     * Removes all videos; encodings in progress are still passed to the requests that wait for them, but to no others.
     */
    synchronized void clear() {
        videos.clear();
        bytes = 0;
        encodings.clear();
    }

    /** Keeps only encodings of this graph from now on; those of another are removed. */
    synchronized void keep(String graph) {
        if (!this.graph.equals(graph)) {
            videos.clear();
            bytes = 0;
            this.graph = graph;
        }
    }

    synchronized int size() {
        return videos.size();
    }

    synchronized long bytes() {
        return bytes;
    }

    long capacity() {
        return capacity;
    }

    /**
     * Whether the cached encoding of the video, if any, is older: a long encoding may end after one that began later.
     */
    private boolean isNewest(Encoding encoding) {
        Cached cached = videos.get(encoding.key().id());
        return cached == null || cached.number() < encoding.number();
    }

    private void remove(String id) {
        Cached cached = videos.remove(id);
        if (cached != null) {
            bytes -= cached.video().bytes();
        }
    }

    private void evict() {
        Iterator<Cached> oldest = videos.values().iterator();
        while (bytes > capacity) {
            bytes -= oldest.next().video().bytes();
            oldest.remove();
        }
    }
}
