package io.github.osgnet4j.postprocess;

/**
 * Moves selected segments to the mean of the candidates that almost coincide with them, weighted by score times IoU
 * ({@code seg_voting} of the official code, box voting in object detection).
 */
final class ScoreVoting {

    private ScoreVoting() {}

    /**
     * The selected segments after the vote, scores and labels as before. A segment nobody can vote on (its votes weigh
     * nothing, or it has no length) stays where it is; there the official code divides zero by zero. The means are taken in
     * float64 and rounded; the official ones are float32 sums in the order of a BLAS, some units in the last place apart.
     *
     * @param threshold IoU from which a candidate votes
     */
    static Candidates refine(Candidates selected, Candidates voters, float threshold) {
        float[] refined = selected.segments().clone();
        for (int i = 0; i < selected.size(); i++) {
            double start = 0;
            double end = 0;
            double total = 0;
            for (int j = 0; j < voters.size(); j++) {
                float iou = iou(selected, i, voters, j);
                if (iou >= threshold) {
                    float weight = voters.scores()[j] * iou;
                    total += weight;
                    start += (double) weight * voters.start(j);
                    end += (double) weight * voters.end(j);
                }
            }
            if (total > 0) {
                refined[2 * i] = (float) (start / total);
                refined[2 * i + 1] = (float) (end / total);
            }
        }
        return new Candidates(refined, selected.scores(), selected.labels());
    }

    private static float iou(Candidates a, int i, Candidates b, int j) {
        float overlap = Math.max(0f, Math.min(a.end(i), b.end(j)) - Math.max(a.start(i), b.start(j)));
        return overlap / ((a.end(i) - a.start(i)) + (b.end(j) - b.start(j)) - overlap);
    }
}
