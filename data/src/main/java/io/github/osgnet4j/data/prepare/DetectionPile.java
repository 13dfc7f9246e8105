package io.github.osgnet4j.data.prepare;

import io.github.osgnet4j.data.DataException;
import io.github.osgnet4j.data.io.NamelessFile;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * Detections, put down in any order and taken up video by video. Of millions some are in memory, 16 bytes each, and the others in a file
 * that has no name any more and goes with the process. Not safe for threads.
 */
final class DetectionPile implements AutoCloseable {
    private static final int BYTES = Integer.BYTES + Integer.BYTES + Double.BYTES;
    private static final int FIRST = 16;

    private final Path folder;
    private final long most;
    private final SortedMap<String, Video> videos = new TreeMap<>();
    private @Nullable FileChannel file;
    private long inMemory;

    /** A detection of a video. */
    @FunctionalInterface
    interface Taker {
        void accept(int step, int classId, double score);
    }

    /** A part of the file. */
    private record Chunk(long position, int bytes) {}

    private static final class Video {
        private final List<Chunk> chunks = new ArrayList<>();
        private ByteBuffer latest = ByteBuffer.allocate(0);
        private int last;
    }

    /**
     * Nothing so far.
     *
     * @param folder where the file is made, once one is needed
     * @param most bytes in memory
     */
    DetectionPile(Path folder, long most) {
        this.folder = folder;
        this.most = most;
    }

    void add(String videoId, int step, int classId, double score) {
        Video video = videos.computeIfAbsent(videoId, id -> new Video());
        if (video.latest.remaining() < BYTES) {
            grow(video);
        }
        video.latest.putInt(step).putInt(classId).putDouble(score);
        video.last = Math.max(video.last, step);
    }

    private void grow(Video video) {
        int before = video.latest.capacity();
        if (inMemory + Math.max(before, FIRST * BYTES) > most) {
            putAside();
            before = 0;
        }
        ByteBuffer larger = ByteBuffer.allocate(Math.max(FIRST * BYTES, Math.multiplyExact(before, 2)));
        larger.put(video.latest.flip());
        inMemory += larger.capacity() - before;
        video.latest = larger;
    }

    /** Writes all that is in memory to the file. */
    private void putAside() {
        try {
            if (file == null) {
                file = NamelessFile.open(folder);
            }
            for (Video video : videos.values()) {
                ByteBuffer rows = video.latest.flip();
                if (rows.hasRemaining()) {
                    video.chunks.add(new Chunk(file.size(), rows.remaining()));
                    while (rows.hasRemaining()) {
                        file.write(rows, file.size());
                    }
                }
                video.latest = ByteBuffer.allocate(0);
            }
            inMemory = 0;
        } catch (IOException e) {
            throw new DataException(
                    folder + ": detections cannot be put aside: " + DataException.reason(e) + "; free some space there",
                    e);
        }
    }

    /** The videos, in order. */
    Set<String> videos() {
        return Collections.unmodifiableSet(videos.keySet());
    }

    /** The last step of a video that has a detection. */
    int last(String videoId) {
        return videos.get(videoId).last;
    }

    /** Hands out the detections of a video, in the order in which they came; none, if there is no such video. */
    void forEach(String videoId, Taker taker) {
        Video video = videos.getOrDefault(videoId, new Video());
        try {
            for (Chunk chunk : video.chunks) {
                ByteBuffer rows = ByteBuffer.allocate(chunk.bytes);
                while (rows.hasRemaining() && file.read(rows, chunk.position + rows.position()) >= 0) {
                    // Until all of it is there.
                }
                take(rows, taker);
            }
        } catch (IOException e) {
            throw DataException.unreadable(folder, e);
        }
        take(video.latest.duplicate(), taker);
    }

    private static void take(ByteBuffer written, Taker taker) {
        for (ByteBuffer rows = written.flip(); rows.hasRemaining(); ) {
            taker.accept(rows.getInt(), rows.getInt(), rows.getDouble());
        }
    }

    @Override
    public void close() {
        try {
            if (file != null) {
                file.close();
            }
        } catch (IOException e) {
            throw DataException.unreadable(folder, e);
        }
    }
}
