package io.github.osgnet4j.postprocess;

import static io.github.osgnet4j.postprocess.PostprocessException.require;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * Turns the scores of all levels into candidate segments, level by level in float32 ({@code inference_single_video} of
 * the official code). Immutable.
 */
public final class Decoder {

    private final float threshold;
    private final int topK;
    private final float minLength;

    /** A decoder with the thresholds of the given options. */
    public Decoder(RankingOptions options) {
        threshold = (float) options.preNmsThreshold();
        topK = options.preNmsTopK();
        minLength = (float) options.durationThreshold();
    }

    /**
     * The candidates of a query: level after level, within a level by descending score, equal scores as PyTorch
     * sorts them on a CPU. There is at least one a level.
     *
     * @param levels from the finest on
     * @param prior multiplied into the probabilities where present, whatever {@link RankingOptions#orderPrior} says
     * @throws PostprocessException if there is no level, no valid position, or a valid position has a NaN logit or an
     *     offset that is negative or not finite
     */
    public Candidates decode(List<LevelScores> levels, Optional<OrderPrior> prior) {
        require(!levels.isEmpty(), "number of levels", 0, "1 or more");
        require(levels.get(0).valid() > 0, "valid of level 0", 0, "1 or more: a clip without features has no windows");
        List<float[]> weights = prior.map(present -> present.weights(levels)).orElse(List.of());
        List<Candidates> parts = new ArrayList<>();
        for (int i = 0; i < levels.size(); i++) {
            LevelScores level = levels.get(i);
            requireNumbers(level, i);
            float[] probabilities = probabilities(level);
            if (!weights.isEmpty()) {
                weigh(probabilities, weights.get(i), level);
            }
            parts.add(longEnough(segments(level, mostProbable(probabilities), probabilities)));
        }
        return Candidates.concat(parts);
    }

    private static void requireNumbers(LevelScores level, int index) {
        for (int i = 0; i < level.valid() * level.classes(); i++) {
            if (Float.isNaN(level.logits()[i])) {
                throw broken(level, index, i / level.classes(), "logit", Float.NaN, "a number");
            }
        }
        for (int i = 0; i < 2 * level.valid(); i++) {
            float offset = level.offsets()[i];
            if (!(offset >= 0 && offset < Float.POSITIVE_INFINITY)) {
                throw broken(level, index, i / 2, "offset", offset, "a finite number, 0 or more");
            }
        }
    }

    private static PostprocessException broken(
            LevelScores level, int index, int position, String name, float found, String expected) {
        return new PostprocessException("level " + index + " (stride " + level.stride() + "), position " + position
                + ": " + name + " is " + found
                + ", expected " + expected + "; the network's output is unusable, check its weights and input"
                + " features");
    }

    private static float[] probabilities(LevelScores level) {
        float[] probabilities = new float[level.logits().length];
        for (int i = 0; i < level.valid() * level.classes(); i++) {
            probabilities[i] = Sigmoid.of(level.logits()[i]);
        }
        return probabilities;
    }

    private static void weigh(float[] probabilities, float[] weights, LevelScores level) {
        for (int i = 0; i < level.valid() * level.classes(); i++) {
            probabilities[i] = OrderPrior.apply(probabilities[i], weights[i / level.classes()]);
        }
    }

    /** Flat indices (position * classes + class) above the threshold or equal to the maximum: the best, best first. */
    private int[] mostProbable(float[] probabilities) {
        float highest = max(probabilities);
        int[] kept = new int[probabilities.length];
        float[] scores = new float[probabilities.length];
        int count = 0;
        for (int i = 0; i < probabilities.length; i++) {
            if (probabilities[i] > threshold || probabilities[i] == highest) {
                kept[count] = i;
                scores[count++] = probabilities[i];
            }
        }
        int[] order = ScoreOrder.descending(scores, count);
        int[] best = new int[Math.min(topK, count)];
        for (int i = 0; i < best.length; i++) {
            best[i] = kept[order[i]];
        }
        return best;
    }

    private static Candidates segments(LevelScores level, int[] indices, float[] probabilities) {
        float[] segments = new float[2 * indices.length];
        float[] scores = new float[indices.length];
        int[] labels = new int[indices.length];
        float stride = level.stride();
        for (int i = 0; i < indices.length; i++) {
            int position = indices[i] / level.classes();
            float point = position * stride;
            segments[2 * i] = point - level.offsets()[2 * position] * stride;
            segments[2 * i + 1] = point + level.offsets()[2 * position + 1] * stride;
            scores[i] = probabilities[indices[i]];
            labels[i] = indices[i] % level.classes();
        }
        return new Candidates(segments, scores, labels);
    }

    private Candidates longEnough(Candidates candidates) {
        float[] lengths = new float[candidates.size()];
        for (int i = 0; i < lengths.length; i++) {
            lengths[i] = candidates.end(i) - candidates.start(i);
        }
        float longest = max(lengths);
        int[] kept = new int[lengths.length];
        int count = 0;
        for (int i = 0; i < lengths.length; i++) {
            if (lengths[i] > minLength || lengths[i] == longest) {
                kept[count++] = i;
            }
        }
        return candidates.pick(kept, count);
    }

    private static float max(float[] values) {
        float max = Float.NEGATIVE_INFINITY;
        for (float value : values) {
            max = Math.max(max, value);
        }
        return max;
    }
}
