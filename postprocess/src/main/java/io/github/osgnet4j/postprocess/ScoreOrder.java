package io.github.osgnet4j.postprocess;

import java.util.Arrays;

/**
 * The stable descending order of scores. The official code calls PyTorch's sort without asking for stability, but on a
 * CPU gets it; equal scores are common where the sigmoid saturates, so the order of ties decides windows.
 */
final class ScoreOrder {

    private ScoreOrder() {}

    /** Indices of the scores, highest first, equal ones in their original order; NaN counts as highest. */
    static int[] descending(float[] scores) {
        return descending(scores, scores.length);
    }

    /** The same for the first {@code count} scores. */
    static int[] descending(float[] scores, int count) {
        long[] keys = new long[count];
        for (int i = 0; i < count; i++) {
            // Adding zero turns -0 into 0: the two are equal scores.
            int bits = Float.floatToIntBits(scores[i] + 0f);
            int ascending = bits ^ ((bits >> 31) & Integer.MAX_VALUE);
            keys[i] = ((long) ~ascending << 32) | i;
        }
        Arrays.sort(keys);
        int[] order = new int[count];
        for (int i = 0; i < count; i++) {
            order[i] = (int) keys[i];
        }
        return order;
    }
}
