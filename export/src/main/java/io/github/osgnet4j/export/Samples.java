package io.github.osgnet4j.export;

import io.github.osgnet4j.network.FloatTensor;
import io.github.osgnet4j.network.Network;
import io.github.osgnet4j.network.NetworkSpec;
import io.github.osgnet4j.runtime.Manifest;
import io.github.osgnet4j.runtime.Manifest.ElementType;
import io.github.osgnet4j.runtime.Manifest.SampleTensor;
import java.io.BufferedOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.random.RandomGenerator;
import java.util.random.RandomGeneratorFactory;

/** The inputs a bundle proves itself on, and their file. */
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

    /** Writes inputs and expected outputs of the samples, one tensor after the other, and says where they are. */
    static List<Manifest.Sample> write(Path file, NetworkGraphs graphs, List<Sample> samples) throws IOException {
        List<Manifest.Sample> described = new ArrayList<>();
        try (OutputStream out = new BufferedOutputStream(Files.newOutputStream(file))) {
            Writer writer = new Writer(out);
            for (Sample sample : samples) {
                described.add(new Manifest.Sample(sample.name(), write(writer, graphs, sample)));
            }
        }
        return described;
    }

    private static List<SampleTensor> write(Writer writer, NetworkGraphs graphs, Sample sample) throws IOException {
        List<SampleTensor> tensors = new ArrayList<>();
        tensors.add(writer.floats("features", sample.features()));
        tensors.add(writer.floats("tokens", sample.tokens()));
        if (sample.objects().isPresent()) {
            tensors.add(writer.floats("objects", sample.objects().get().table()));
            tensors.add(writer.integers("object_index", sample.objects().get().index()));
        }
        List<Network.Level<FloatTensor>> levels = sample.expected(graphs);
        for (int i = 0; i < levels.size(); i++) {
            tensors.add(writer.floats("cls_logits_" + i, unbatched(levels.get(i).logits())));
            tensors.add(writer.floats("offsets_" + i, unbatched(levels.get(i).offsets())));
        }
        return tensors;
    }

    private static FloatTensor unbatched(FloatTensor t) {
        return new FloatTensor(new int[] {t.dim(1), t.dim(2)}, t.values());
    }

    /** Appends raw little-endian tensors. */
    private static final class Writer {

        private final OutputStream out;
        private long offset;

        Writer(OutputStream out) {
            this.out = out;
        }

        SampleTensor floats(String name, FloatTensor t) throws IOException {
            ByteBuffer bytes = buffer(t, ElementType.FLOAT32);
            for (float v : t.values()) {
                bytes.putFloat(v);
            }
            return append(name, ElementType.FLOAT32, t, bytes);
        }

        SampleTensor integers(String name, FloatTensor t) throws IOException {
            ByteBuffer bytes = buffer(t, ElementType.INT64);
            for (float v : t.values()) {
                bytes.putLong((long) v);
            }
            return append(name, ElementType.INT64, t, bytes);
        }

        private static ByteBuffer buffer(FloatTensor t, ElementType type) {
            return ByteBuffer.allocate(t.values().length * type.bytes()).order(ByteOrder.LITTLE_ENDIAN);
        }

        private SampleTensor append(String name, ElementType type, FloatTensor t, ByteBuffer bytes) throws IOException {
            out.write(bytes.array());
            List<Long> shape = Arrays.stream(t.shape()).asLongStream().boxed().toList();
            SampleTensor tensor = new SampleTensor(name, type, shape, offset);
            offset += bytes.capacity();
            return tensor;
        }
    }
}
