package io.github.osgnet4j.postprocess;

import java.util.stream.IntStream;

/** Greedy NMS of the official {@code nms_cpu.cpp}: the best first, whatever overlaps one already kept is dropped. */
final class HardNms {

    private HardNms() {}

    /**
     * The candidates kept, best first, scores unchanged; none if no score exceeds a positive minimum.
     *
     * @param count how many at most
     */
    static Candidates select(Candidates candidates, RankingOptions options, int count) {
        Candidates eligible = aboveMinimum(candidates, (float) options.minScore());
        float iouThreshold = (float) options.iouThreshold();
        int[] kept = new int[Math.min(count, eligible.size())];
        int size = 0;
        for (int i : ScoreOrder.descending(eligible.scores())) {
            if (size == kept.length) {
                break;
            }
            if (!overlapsOne(eligible, i, kept, size, iouThreshold)) {
                kept[size++] = i;
            }
        }
        return eligible.pick(kept, size);
    }

    private static Candidates aboveMinimum(Candidates candidates, float minScore) {
        if (minScore <= 0) {
            return candidates;
        }
        int[] places = IntStream.range(0, candidates.size())
                .filter(i -> candidates.scores()[i] > minScore)
                .toArray();
        return candidates.pick(places, places.length);
    }

    private static boolean overlapsOne(Candidates candidates, int i, int[] kept, int size, float iouThreshold) {
        for (int k = 0; k < size; k++) {
            if (iou(candidates, kept[k], i) >= iouThreshold) {
                return true;
            }
        }
        return false;
    }

    private static float iou(Candidates candidates, int a, int b) {
        float lengthA = candidates.end(a) - candidates.start(a) + SoftNms.LENGTH_EPSILON;
        float lengthB = candidates.end(b) - candidates.start(b) + SoftNms.LENGTH_EPSILON;
        float left = Math.max(candidates.start(a), candidates.start(b));
        float right = Math.min(candidates.end(a), candidates.end(b));
        float overlap = Math.max(0f, right - left);
        return overlap / (lengthA + lengthB - overlap);
    }
}
