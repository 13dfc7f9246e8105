package io.github.osgnet4j.data.sample;

import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * The objects of one query on one video: a table of object features and, for each frame, rows of it. Scores are not
 * used.
 *
 * @param channels Do
 * @param table float32 (K, Do), row-major; shared between samples where it is the class embeddings: not to be changed
 * @param frames rows of the table a feature frame shows, in the official order; the list is as long as the store's
 *     record, which may be shorter or longer than the video, and empty where nothing is known
 */
public record ObjectFrames(int channels, float[] table, List<int[]> frames) {

    /** Rows of the table, K. */
    public int rows() {
        return table.length / channels;
    }

    /** The most objects a frame shows, at least 1: the width O of {@link #index}. */
    public int width() {
        return Math.max(1, frames.stream().mapToInt(frame -> frame.length).max().orElse(1));
    }

    /**
     * The rows as a rectangle: int64 (positions, {@link #width}), row-major, -1 where there is no object. Frames beyond
     * the positions are left out.
     *
     * @param positions S
     */
    public long[] index(int positions) {
        int width = width();
        long[] index = new long[Math.multiplyExact(positions, width)];
        Arrays.fill(index, -1);
        for (int t = 0; t < Math.min(positions, frames.size()); t++) {
            int[] rows = frames.get(t);
            for (int o = 0; o < rows.length; o++) {
                index[t * width + o] = rows[o];
            }
        }
        return index;
    }

    /** The same objects over a table of just the rows in use, in the order of first use; one row of zeros if none is. */
    public ObjectFrames compact() {
        Map<Integer, Integer> rows = new LinkedHashMap<>();
        List<int[]> renumbered = frames.stream()
                .map(frame -> Arrays.stream(frame)
                        .map(row -> rows.computeIfAbsent(row, r -> rows.size()))
                        .toArray())
                .toList();
        float[] used = new float[Math.max(1, rows.size()) * channels];
        rows.forEach((from, to) -> System.arraycopy(table, from * channels, used, to * channels, channels));
        return new ObjectFrames(channels, used, renumbered);
    }
}
