package io.github.osgnet4j.export;

import io.github.osgnet4j.network.FloatTensor;
import io.github.osgnet4j.network.NetworkSpec;
import io.github.osgnet4j.postprocess.LevelScores;
import io.github.osgnet4j.postprocess.OrderPrior;
import io.github.osgnet4j.runtime.bundle.Manifest;
import io.github.osgnet4j.runtime.bundle.SampleTensor;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.random.RandomGenerator;
import java.util.random.RandomGeneratorFactory;

/**
 * Synthetic scores whose windows depend on every setting of ranking and timing. The scores of a network may not: on
 * random inputs they may all be so low that nothing is left to rank.
 */
final class RankingSample {

    private static final long SEED = 20250613;
    private static final int STEPS = 192;
    /** The clip ends before its last windows, so that its length counts too. */
    private static final double CLIP_STEPS = 0.9 * STEPS;
    /** Second of three queries. */
    private static final OrderPrior ORDER = new OrderPrior(2, 3);

    private final NetworkSpec spec;

    RankingSample(NetworkSpec spec) {
        this.spec = spec;
    }

    /** Writes scores, place of the query and windows. */
    List<SampleTensor> write(TensorWriter writer, ExpectedWindows windows) throws IOException {
        List<LevelScores> levels = levels();
        FloatTensor order = new FloatTensor(new int[] {2}, new float[] {ORDER.number(), ORDER.count()});
        List<SampleTensor> tensors = new ArrayList<>(Samples.scores(writer, levels));
        tensors.add(writer.integers(Manifest.ORDER, order));
        tensors.addAll(windows.write(writer, levels, CLIP_STEPS, Optional.of(ORDER)));
        tensors.add(windows.writeAll(writer, levels, CLIP_STEPS, Optional.of(ORDER)));
        return tensors;
    }

    /** Logits and logarithms of offsets spread evenly around the thresholds of the official settings. */
    private List<LevelScores> levels() {
        RandomGenerator random = RandomGeneratorFactory.of("L64X128MixRandom").create(SEED);
        List<LevelScores> levels = new ArrayList<>();
        for (int stride : spec.strides()) {
            int positions = (STEPS + stride - 1) / stride;
            float[] logits = new float[positions * spec.classes()];
            float[] offsets = new float[2 * positions];
            for (int i = 0; i < logits.length; i++) {
                logits[i] = (float) random.nextDouble(-9, 5);
            }
            for (int i = 0; i < offsets.length; i++) {
                offsets[i] = (float) Math.pow(10, random.nextDouble(-4, 1));
            }
            levels.add(new LevelScores(stride, positions, spec.classes(), logits, offsets));
        }
        return levels;
    }
}
