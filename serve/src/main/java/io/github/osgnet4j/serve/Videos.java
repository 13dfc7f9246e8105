package io.github.osgnet4j.serve;

import java.security.SecureRandom;
import java.util.HexFormat;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;

/** Videos with a handle; the least recently used are evicted first. Their encodings are in the model's cache. */
final class Videos {

    private static final int HANDLE_BYTES = 16;
    private static final long MOST_NUMBERS = 16 << 20;

    private final int capacity;
    private final SecureRandom random = new SecureRandom();
    private final Map<String, StoredVideo> videos = new LinkedHashMap<>(16, 0.75f, true);
    private long numbers;

    Videos(int capacity) {
        this.capacity = capacity;
    }

    String newHandle() {
        byte[] bytes = new byte[HANDLE_BYTES];
        random.nextBytes(bytes);
        return HexFormat.of().formatHex(bytes);
    }

    synchronized void add(StoredVideo video) {
        videos.put(video.handle(), video);
        numbers += video.size();
        Iterator<StoredVideo> oldest = videos.values().iterator();
        while (videos.size() > 1 && (videos.size() > capacity || numbers > MOST_NUMBERS)) {
            StoredVideo dropped = oldest.next();
            oldest.remove();
            forget(dropped);
        }
    }

    /** A video by its handle. */
    synchronized StoredVideo get(String handle) {
        return Optional.ofNullable(videos.get(handle)).orElseThrow(() -> unknown(handle));
    }

    synchronized int size() {
        return videos.size();
    }

    /** Forgets a video and its encoding. */
    synchronized void remove(String handle) {
        StoredVideo removed = videos.remove(handle);
        if (removed == null) {
            throw unknown(handle);
        }
        forget(removed);
    }

    /** Forgets a video whose encoding is gone. */
    synchronized void expired(String handle) {
        if (videos.containsKey(handle)) {
            forget(videos.remove(handle));
        }
    }

    private void forget(StoredVideo video) {
        numbers -= video.size();
        video.model().service().invalidate(video.handle());
    }

    private static ProblemException unknown(String handle) {
        return new ProblemException(
                ProblemType.UNKNOWN_VIDEO,
                "There is no video " + Quoted.of(handle)
                        + ": it was never encoded here, or the cache needed its place; send it again to /api/videos");
    }
}
