package io.github.osgnet4j.postprocess;

import static io.github.osgnet4j.postprocess.PostprocessException.require;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/**
 * A prior for queries that are asked in the order of their answers: a normal density over time around the query's
 * relative position in the video ({@code inference_bayesian} of the official code, {@code use_Bayesian} in its
 * configuration). Meant for GoalStep, whose steps follow each other.
 *
 * @param number place of the query among the queries of its video, from 1; the official code takes the number at the end
 *     of the query id plus one
 * @param count queries the video has
 */
public record OrderPrior(int number, int count) {

    private static final float HALF_LOG_TWO_PI = (float) Math.log(Math.sqrt(2 * Math.PI));
    private static final float EPSILON = 1e-9f;

    /**
     * Checks the numbers.
     *
     * @throws PostprocessException if one is not positive
     */
    public OrderPrior {
        require(number > 0, "number of the query", number, "1 or more");
        require(count > 0, "count of queries", count, "1 or more");
    }

    /** A probability under this prior: multiplied by the weight, on a round trip through the logit as official. */
    static float apply(float probability, float weight) {
        float product = EPSILON + probability * weight;
        return Sigmoid.of((float) Math.log(product / (1f - product)));
    }

    /** One weight per position and level; each level's weights are the nearest of the level below. */
    List<float[]> weights(List<LevelScores> levels) {
        LevelScores finest = levels.get(0);
        List<float[]> weights = new ArrayList<>();
        float[] current = density(finest.positions(), finest.valid());
        weights.add(current);
        for (LevelScores level : levels.subList(1, levels.size())) {
            current = nearest(current, level.positions());
            weights.add(current);
        }
        return weights;
    }

    private float[] density(int positions, int valid) {
        float mean = (float) (number / (double) count) * valid;
        float deviation = (float) Math.ceil(valid / 10f);
        float logDeviation = (float) Math.log(deviation);
        float twiceVariance = 2 * (deviation * deviation);
        float[] density = new float[positions];
        float highest = 0;
        for (int t = 0; t < positions; t++) {
            float distance = t - mean;
            float logDensity = -(distance * distance) / twiceVariance - logDeviation - HALF_LOG_TWO_PI;
            density[t] = (float) Math.exp(logDensity);
            highest = Math.max(highest, density[t]);
        }
        if (highest == 0) {
            // The mean is so far behind the clip that the density vanishes: the prior tells no position from another.
            Arrays.fill(density, 1);
            return density;
        }
        for (int t = 0; t < positions; t++) {
            density[t] /= highest;
        }
        return density;
    }

    private static float[] nearest(float[] values, int size) {
        float scale = (float) values.length / size;
        float[] resized = new float[size];
        for (int i = 0; i < size; i++) {
            resized[i] = values[Math.min((int) (i * scale), values.length - 1)];
        }
        return resized;
    }
}
