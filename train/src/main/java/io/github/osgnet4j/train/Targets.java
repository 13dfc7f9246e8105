package io.github.osgnet4j.train;

import io.github.osgnet4j.data.config.RegressionRange;
import io.github.osgnet4j.train.TrainingSample.Interval;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The targets of the heads for one sample, level by level.
 *
 * @param positive whether a point lies in the centre of an answer its level is responsible for
 * @param offsets distances to that answer's start and end in strides, two a point; of no meaning elsewhere
 */
record Targets(boolean[] positive, float[] offsets) {

    /** A level of the pyramid: its stride in feature steps, its number of points, the distances it is responsible for. */
    record Level(int stride, int points, RegressionRange range) {}

    /**
     * Assigns points to answers ({@code label_points_single_video}): a point is positive within {@code radius} strides
     * of an answer's middle, inside the answer, and with the farther end in its level's range; of several answers the
     * shortest counts.
     */
    static Targets assign(List<Level> levels, List<Interval> answers, double radius) {
        int points = levels.stream().mapToInt(Level::points).sum();
        boolean[] positive = new boolean[points];
        float[] offsets = new float[2 * points];
        int at = 0;
        for (Level level : levels) {
            for (int i = 0; i < level.points(); i++, at++) {
                double t = (double) i * level.stride();
                Interval answer = shortest(level, t, answers, radius);
                positive[at] = answer != null;
                if (answer != null) {
                    offsets[2 * at] = (float) ((t - answer.start()) / level.stride());
                    offsets[2 * at + 1] = (float) ((answer.end() - t) / level.stride());
                }
            }
        }
        return new Targets(positive, offsets);
    }

    private static @Nullable Interval shortest(Level level, double t, List<Interval> answers, double radius) {
        Interval best = null;
        for (Interval answer : answers) {
            double length = answer.end() - answer.start();
            if (claims(level, t, answer, radius) && (best == null || length < best.end() - best.start())) {
                best = answer;
            }
        }
        return best;
    }

    private static boolean claims(Level level, double t, Interval answer, double radius) {
        double centre = 0.5 * (answer.start() + answer.end());
        double reach = level.stride() * radius;
        double left = t - Math.max(centre - reach, answer.start());
        double right = Math.min(centre + reach, answer.end()) - t;
        double farther = Math.max(t - answer.start(), answer.end() - t);
        return Math.min(left, right) > 0
                && farther >= level.range().min()
                && farther <= level.range().max();
    }
}
