package io.github.osgnet4j.train;

/** Which shots answer which queries ({@code get_shot_label}). */
final class ShotLabels {

    private ShotLabels() {}

    /**
     * @param soft whether a shot counts by its overlap, relative to the query's best shot, rather than all alike
     * @return (queries, shots), 0 for a shot that does not answer
     */
    static float[] of(TrainingBatch.ShotBatch batch, boolean soft) {
        int shots = batch.shotLengths().length;
        float[] labels = new float[batch.overlap().length];
        for (int query = 0; query < batch.textLengths().length; query++) {
            float best = 0;
            for (int shot = 0; shot < shots; shot++) {
                best = Math.max(best, batch.overlap()[query * shots + shot]);
            }
            for (int shot = 0; shot < shots; shot++) {
                float overlap = batch.overlap()[query * shots + shot];
                labels[query * shots + shot] = soft ? overlap / (best + 1e-4f) : overlap > 0 ? 1 : 0;
            }
        }
        return labels;
    }
}
