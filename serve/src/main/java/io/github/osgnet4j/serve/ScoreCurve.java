package io.github.osgnet4j.serve;

import io.github.osgnet4j.postprocess.LevelScores;
import io.github.osgnet4j.runtime.bundle.Manifest;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * The scores of a level over time.
 *
 * @param level 0 for the finest
 * @param stride feature steps between two positions
 * @param times of the points in seconds
 * @param scores probabilities, of several classes the highest
 */
record ScoreCurve(int level, int stride, float[] times, float[] scores) {

    /** Compares content. */
    @Override
    public boolean equals(@Nullable Object o) {
        return o instanceof ScoreCurve c
                && level == c.level
                && stride == c.stride
                && Arrays.equals(times, c.times)
                && Arrays.equals(scores, c.scores);
    }

    @Override
    public int hashCode() {
        return Arrays.hashCode(scores) * 31 + level;
    }

    /**
     * The curve of a level. Where there are more positions than points, each point is the highest of its stretch.
     *
     * @param points at most
     */
    static ScoreCurve of(int level, LevelScores scores, Manifest.Preprocessing timing, int points) {
        int count = Math.min(points, scores.valid());
        float[] times = new float[count];
        float[] values = new float[count];
        for (int i = 0; i < count; i++) {
            int from = (int) ((long) i * scores.valid() / count);
            int to = (int) ((i + 1L) * scores.valid() / count);
            int best = from;
            for (int position = from + 1; position < to; position++) {
                if (logit(scores, position) > logit(scores, best)) {
                    best = position;
                }
            }
            times[i] = (float)
                    ((best * (double) scores.stride() * timing.featStride() + 0.5 * timing.numFrames()) / timing.fps());
            values[i] = (float) (1 / (1 + Math.exp(-logit(scores, best))));
        }
        return new ScoreCurve(level, scores.stride(), times, values);
    }

    private static float logit(LevelScores scores, int position) {
        float highest = Float.NEGATIVE_INFINITY;
        for (int c = 0; c < scores.classes(); c++) {
            highest = Math.max(highest, scores.logits()[position * scores.classes() + c]);
        }
        return highest;
    }
}
