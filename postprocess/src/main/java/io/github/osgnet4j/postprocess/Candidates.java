package io.github.osgnet4j.postprocess;

import static io.github.osgnet4j.postprocess.PostprocessException.require;

import java.util.List;

/**
 * Segments with scores and labels, in float32 as the official code keeps them. The arrays are not copied, so do not
 * change them afterwards. Arrays are compared by reference in equals.
 *
 * @param segments start and end in feature steps, row-major (N, 2)
 * @param scores one a segment (N)
 * @param labels class index of a segment (N)
 */
public record Candidates(float[] segments, float[] scores, int[] labels) {

    /**
     * Checks that the sizes fit together.
     *
     * @throws PostprocessException if they do not
     */
    public Candidates {
        int size = scores.length;
        require(segments.length == 2 * size, "length of segments", segments.length, "2 x " + size + " scores");
        require(labels.length == size, "length of labels", labels.length, size + " as many as scores");
    }

    /** Number of segments: N. */
    public int size() {
        return scores.length;
    }

    /** Start of segment i in feature steps. */
    public float start(int i) {
        return segments[2 * i];
    }

    /** End of segment i in feature steps. */
    public float end(int i) {
        return segments[2 * i + 1];
    }

    /**
     * The best candidates, highest score first; equal scores as PyTorch sorts them on a CPU.
     *
     * @param count how many at most
     */
    public Candidates best(int count) {
        return pick(ScoreOrder.descending(scores), Math.min(count, size()));
    }

    /** The candidates at the first {@code count} of the given places, in that order. */
    Candidates pick(int[] places, int count) {
        float[] pickedSegments = new float[2 * count];
        float[] pickedScores = new float[count];
        int[] pickedLabels = new int[count];
        for (int i = 0; i < count; i++) {
            pickedSegments[2 * i] = start(places[i]);
            pickedSegments[2 * i + 1] = end(places[i]);
            pickedScores[i] = scores[places[i]];
            pickedLabels[i] = labels[places[i]];
        }
        return new Candidates(pickedSegments, pickedScores, pickedLabels);
    }

    static Candidates concat(List<Candidates> parts) {
        int size = parts.stream().mapToInt(Candidates::size).sum();
        float[] segments = new float[2 * size];
        float[] scores = new float[size];
        int[] labels = new int[size];
        int at = 0;
        for (Candidates part : parts) {
            System.arraycopy(part.segments, 0, segments, 2 * at, 2 * part.size());
            System.arraycopy(part.scores, 0, scores, at, part.size());
            System.arraycopy(part.labels, 0, labels, at, part.size());
            at += part.size();
        }
        return new Candidates(segments, scores, labels);
    }
}
