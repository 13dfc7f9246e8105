package io.github.osgnet4j.export;

import io.github.osgnet4j.network.NamedTensor;
import io.github.osgnet4j.network.NetworkSpec;
import io.github.osgnet4j.network.NetworkSpec.Activation;
import io.github.osgnet4j.network.NetworkSpec.Head;
import io.github.osgnet4j.network.NetworkSpec.Multiscale;
import io.github.osgnet4j.network.NetworkSpec.ObjectEncoder;
import io.github.osgnet4j.network.NetworkSpec.Projection;
import io.github.osgnet4j.network.NetworkSpec.TextEncoder;
import io.github.osgnet4j.network.NetworkSpec.Transformer;
import io.github.osgnet4j.network.NetworkSpec.VideoEncoder;
import io.github.osgnet4j.network.WeightInitializer;
import io.github.osgnet4j.postprocess.RankingOptions;
import io.github.osgnet4j.runtime.bundle.Manifest.ObjectSource;
import io.github.osgnet4j.runtime.bundle.Manifest.Preprocessing;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.Random;

/** Small networks of every kind, with weights under which no branch hides. */
final class Networks {

    private Networks() {}

    /** The knobs that change a network's kind. */
    record Kind(
            int channels,
            int blocks,
            int levels,
            int window,
            int maxSeqLen,
            boolean objectBranch,
            boolean textPositions,
            boolean norm,
            double dropPath,
            ObjectSource objects) {

        static final Kind USUAL = new Kind(16, 2, 3, 9, 96, true, false, true, 0.1, ObjectSource.LABELS);

        NetworkSpec spec() {
            int c = channels;
            Projection text = new Projection(1, 2, 7, 9, c, 1, Activation.RELU, true);
            Projection object = new Projection(1, 2, 6, 5, c, 1, Activation.RELU, true);
            Projection video = new Projection(1, 2, 10, c, c, 3, Activation.RELU, true);
            return new NetworkSpec(
                    maxSeqLen,
                    1,
                    new TextEncoder(text, new Transformer(blocks, c, 4, 2 * c, 1, -1, dropPath), textPositions),
                    new ObjectEncoder(object, blocks, c, 4, 2 * c, dropPath),
                    new VideoEncoder(video, blocks, c, 4, 3 * c, objectBranch, dropPath),
                    new Multiscale(new Transformer(levels - 1, c, 4, 2 * c, 2, window, dropPath), norm),
                    new Head(3, c, c, 3, norm),
                    new Head(3, c, c, 3, norm),
                    Optional.empty());
        }
    }

    /** Initial weights, every one moved off its first value. */
    static Map<String, NamedTensor> weights(NetworkSpec spec) {
        Random random = new Random(17);
        Map<String, NamedTensor> weights = new LinkedHashMap<>();
        WeightInitializer.initialize(spec, 3).forEach((name, t) -> {
            float[] values = t.values().clone();
            boolean scale = name.contains("drop_path");
            for (int i = 0; i < values.length; i++) {
                values[i] = scale ? 0.5f + random.nextFloat() : (float) (1.5 * values[i] + 0.1 * random.nextGaussian());
            }
            weights.put(name, new NamedTensor(name, t.shape(), values));
        });
        return weights;
    }

    static ExportSettings settings(ObjectSource objects) {
        return new ExportSettings(
                new Preprocessing(16, 16, 30, false, objects),
                RankingOptions.official(),
                objects == ObjectSource.LABELS
                        ? Optional.of(new ExportSettings.ClassEmbeddings(3, 6, new float[18]))
                        : Optional.empty(),
                Map.of("weights", "random", "config", "test"));
    }
}
