package io.github.osgnet4j.train;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDArrays;
import ai.djl.ndarray.NDList;
import java.util.List;
import java.util.Optional;

/**
 * The shots and queries of all batches of a step in one similarity matrix, as in the official code after its
 * all-gather: gradients flow only to the vectors of the batch itself. Every batch computes the loss of the whole
 * matrix, so each counts with a fraction of it.
 *
 * @param parts of every batch that has shots, in order; the own one's vectors are not used
 * @param own which is one's own
 * @param batches of the step, those without shots too: the loss is divided by their number
 * @param labels (all queries, all shots), 0 between batches
 */
record SharedShots(List<Part> parts, int own, int batches, float[] labels) {

    /**
     * What a batch brings.
     *
     * @param queries (N, C)
     * @param shots (S, C)
     * @param labels (N, S)
     */
    record Part(float[] queries, float[] shots, float[] labels, TrainingBatch.ShotBatch batch) {

        int queryCount() {
            return batch.textLengths().length;
        }

        int shotCount() {
            return batch.shotLengths().length;
        }
    }

    /** A batch that is compared with itself alone. */
    static SharedShots alone(TrainingBatch.ShotBatch batch, boolean soft) {
        float[] labels = ShotLabels.of(batch, soft);
        return new SharedShots(List.of(new Part(new float[0], new float[0], labels, batch)), 0, 1, labels);
    }

    /**
     * What one of several batches is compared with.
     *
     * @param each what each batch of the step brings; empty for one without shots
     * @param own which is one's own; not one without shots
     */
    static SharedShots of(List<Optional<Part>> each, int own) {
        List<Part> parts = each.stream().flatMap(Optional::stream).toList();
        int queries = parts.stream().mapToInt(Part::queryCount).sum();
        int shots = parts.stream().mapToInt(Part::shotCount).sum();
        float[] labels = new float[queries * shots];
        int row = 0;
        int column = 0;
        for (Part part : parts) {
            for (int i = 0; i < part.queryCount(); i++) {
                System.arraycopy(
                        part.labels(), i * part.shotCount(), labels, (row + i) * shots + column, part.shotCount());
            }
            row += part.queryCount();
            column += part.shotCount();
        }
        int before = Math.toIntExact(
                each.subList(0, own).stream().filter(Optional::isPresent).count());
        return new SharedShots(parts, before, each.size(), labels);
    }

    /** The own queries, (N, 1, C), among those of the others. */
    NDArray queriesAround(PassConstants constants, NDArray live) {
        return around(constants, live, parts.stream().map(Part::queries).toList());
    }

    /** The own shots, (S, 1, C), among those of the others. */
    NDArray shotsAround(PassConstants constants, NDArray live) {
        return around(constants, live, parts.stream().map(Part::shots).toList());
    }

    private NDArray around(PassConstants constants, NDArray live, List<float[]> vectors) {
        if (parts.size() == 1) {
            return live;
        }
        int channels = Math.toIntExact(live.getShape().get(2));
        NDList all = new NDList();
        for (int i = 0; i < parts.size(); i++) {
            float[] other = vectors.get(i);
            all.add(i == own ? live : constants.floats(other, other.length / channels, 1, channels));
        }
        return NDArrays.concat(all);
    }
}
