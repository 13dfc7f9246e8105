package io.github.osgnet4j.postprocess;

import java.util.Arrays;

/**
 * Soft-NMS with the selection of the official {@code nms_cpu.cpp}: the best remaining candidate changes places with the
 * first remaining one, and a candidate whose score falls below the minimum is overwritten by the last one. Both change
 * the order in which equal scores are met, so the places are part of the result.
 *
 * <p>Selections once made are never touched again. The official code selects every candidate and then keeps the first
 * few; stopping after those gives the same in O(n) each.
 */
final class SoftNms {

    /** Added to every length, so that segments of no length have an IoU. */
    static final float LENGTH_EPSILON = 1e-6f;

    private final NmsMethod method;
    private final float iouThreshold;
    private final float sigma;
    private final float minScore;

    private final float[] starts;
    private final float[] ends;
    private final float[] scores;
    private final float[] lengths;
    private final int[] places;
    private int remaining;

    private SoftNms(Candidates candidates, RankingOptions options) {
        method = options.method();
        iouThreshold = (float) options.iouThreshold();
        sigma = (float) options.sigma();
        minScore = (float) options.minScore();
        remaining = candidates.size();
        starts = new float[remaining];
        ends = new float[remaining];
        lengths = new float[remaining];
        places = new int[remaining];
        scores = candidates.scores().clone();
        for (int i = 0; i < remaining; i++) {
            starts[i] = candidates.start(i);
            ends[i] = candidates.end(i);
            lengths[i] = ends[i] - starts[i] + LENGTH_EPSILON;
            places[i] = i;
        }
    }

    /**
     * The first selections, best first, with their scores after all decay they have suffered. The best candidate is
     * selected even if its score is below the minimum.
     *
     * @param count how many at most
     */
    static Candidates select(Candidates candidates, RankingOptions options, int count) {
        SoftNms nms = new SoftNms(candidates, options);
        int selected = 0;
        while (selected < count && selected < nms.remaining) {
            nms.swap(selected, nms.best(selected));
            if (selected + 1 < count) {
                nms.decayAfter(selected);
            }
            selected++;
        }
        return nms.selection(candidates, selected);
    }

    private int best(int from) {
        int best = from;
        for (int i = from + 1; i < remaining; i++) {
            if (scores[best] < scores[i]) {
                best = i;
            }
        }
        return best;
    }

    private void decayAfter(int selected) {
        int i = selected + 1;
        while (i < remaining) {
            scores[i] *= weight(iou(selected, i));
            if (scores[i] < minScore) {
                remaining--;
                move(remaining, i);
            } else {
                i++;
            }
        }
    }

    private float iou(int a, int b) {
        float overlap = Math.max(0f, Math.min(ends[a], ends[b]) - Math.max(starts[a], starts[b]));
        return overlap / (lengths[a] + lengths[b] - overlap);
    }

    private float weight(float iou) {
        if (method == NmsMethod.GAUSSIAN) {
            // exp(0) is 1, and most candidates overlap nothing.
            return iou == 0 ? 1 : (float) Math.exp(-(iou * iou) / sigma);
        }
        if (iou < iouThreshold) {
            return 1;
        }
        return method == NmsMethod.LINEAR ? 1 - iou : 0;
    }

    private void swap(int a, int b) {
        float start = starts[a];
        float end = ends[a];
        float score = scores[a];
        float length = lengths[a];
        int place = places[a];
        move(b, a);
        starts[b] = start;
        ends[b] = end;
        scores[b] = score;
        lengths[b] = length;
        places[b] = place;
    }

    private void move(int from, int to) {
        starts[to] = starts[from];
        ends[to] = ends[from];
        scores[to] = scores[from];
        lengths[to] = lengths[from];
        places[to] = places[from];
    }

    private Candidates selection(Candidates candidates, int count) {
        Candidates selection = candidates.pick(places, count);
        return new Candidates(selection.segments(), Arrays.copyOf(scores, count), selection.labels());
    }
}
