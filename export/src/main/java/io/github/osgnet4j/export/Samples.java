package io.github.osgnet4j.export;

import io.github.osgnet4j.network.FloatTensor;
import io.github.osgnet4j.network.Network;
import io.github.osgnet4j.network.NetworkSpec;
import io.github.osgnet4j.postprocess.LevelScores;
import io.github.osgnet4j.runtime.bundle.Manifest;
import io.github.osgnet4j.runtime.bundle.SampleTensor;
import java.io.BufferedOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.random.RandomGenerator;
import java.util.random.RandomGeneratorFactory;

/** The inputs a bundle is verified on, and their file. */
final class Samples {

    private static final long SEED = 20250611;
    /** Multiply-adds that the plain interpreter may spend on a sample that is not indispensable. */
    private static final double AFFORDABLE = 4e9;

    private Samples() {}

    /**
     * A video shorter than its padding and one of a single step; where the network is small enough for the plain
     * interpreter, also one that fills its padding and one longer than the position table.
     */
    static List<Sample> of(NetworkGraphs graphs) {
        NetworkSpec spec = graphs.spec();
        RandomGenerator random = RandomGeneratorFactory.of("L64X128MixRandom").create(SEED);
        List<Sample> samples = new ArrayList<>();
        samples.add(Sample.random(random, graphs, "short", 21, 7, 5, 3));
        samples.add(Sample.random(random, graphs, "one step", 1, 1, 1, 1));
        if (affordable(spec, spec.paddingMultiple())) {
            samples.add(Sample.random(random, graphs, "no padding", spec.paddingMultiple(), 4, 3, 2));
        }
        if (affordable(spec, spec.maxSeqLen() + spec.paddingMultiple())) {
            samples.add(Sample.random(random, graphs, "stretched positions", spec.maxSeqLen() + 3, 5, 4, 2));
        }
        return samples;
    }

    private static boolean affordable(NetworkSpec spec, int steps) {
        double perStep = 50.0 * spec.channels() * spec.channels() * spec.video().blocks();
        return perStep * steps <= AFFORDABLE;
    }

    /**
     * Writes inputs and expected outputs of the samples, one tensor after the other, and says where they are. Last comes
     * {@link RankingSample}.
     *
     * @param windows makes windows of expected scores
     */
    static List<Manifest.Sample> write(Path file, NetworkGraphs graphs, List<Sample> samples, ExpectedWindows windows)
            throws IOException {
        List<Manifest.Sample> described = new ArrayList<>();
        try (OutputStream out = new BufferedOutputStream(Files.newOutputStream(file))) {
            TensorWriter writer = new TensorWriter(out);
            for (Sample sample : samples) {
                described.add(new Manifest.Sample(sample.name(), write(writer, graphs, sample, windows)));
            }
            described.add(new Manifest.Sample(
                    Manifest.RANKING_SAMPLE, new RankingSample(graphs.spec()).write(writer, windows)));
        }
        return described;
    }

    private static List<SampleTensor> write(
            TensorWriter writer, NetworkGraphs graphs, Sample sample, ExpectedWindows windows) throws IOException {
        List<SampleTensor> tensors = new ArrayList<>();
        tensors.add(writer.floats("features", sample.features()));
        tensors.add(writer.floats("tokens", sample.tokens()));
        if (sample.objects().isPresent()) {
            tensors.add(writer.floats("objects", sample.objects().get().table()));
            tensors.add(writer.integers("object_index", sample.objects().get().index()));
        }
        NetworkSpec spec = graphs.spec();
        List<LevelScores> levels = new ArrayList<>();
        for (Network.Level<FloatTensor> level : sample.expected(graphs)) {
            int stride = spec.strides().get(levels.size());
            int valid = (sample.steps() + stride - 1) / stride;
            float[] logits = level.logits().values();
            levels.add(new LevelScores(
                    stride, valid, spec.classes(), logits, level.offsets().values()));
        }
        tensors.addAll(scores(writer, levels));
        tensors.addAll(windows.write(writer, levels, sample.steps(), Optional.empty()));
        return tensors;
    }

    /** Writes the scores of all levels. */
    static List<SampleTensor> scores(TensorWriter writer, List<LevelScores> levels) throws IOException {
        List<SampleTensor> tensors = new ArrayList<>();
        for (int i = 0; i < levels.size(); i++) {
            LevelScores level = levels.get(i);
            tensors.add(writer.floats("cls_logits_" + i, level.logits(), level.positions(), level.classes()));
            tensors.add(writer.floats("offsets_" + i, level.offsets(), level.positions(), 2));
        }
        return tensors;
    }
}
