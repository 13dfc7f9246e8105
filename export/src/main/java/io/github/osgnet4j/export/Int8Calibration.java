package io.github.osgnet4j.export;

import ai.onnxruntime.OrtException;
import io.github.osgnet4j.network.FloatTensor;
import io.github.osgnet4j.network.NetworkSpec;
import io.github.osgnet4j.runtime.QueryInput;
import io.github.osgnet4j.runtime.StepObjects;
import io.github.osgnet4j.runtime.VideoInput;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.random.RandomGenerator;
import java.util.random.RandomGeneratorFactory;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Chooses the layers to compute in 8 bits on a few short samples; their number depends on the size of the network. */
record Int8Calibration(NetworkGraphs graphs, Optional<ExportSettings.ClassEmbeddings> embeddings) {

    private static final Logger LOG = LoggerFactory.getLogger(Int8Calibration.class);

    private static final long SEED = 20250612;
    private static final int MOST_SAMPLES = 8;
    private static final int STEPS = 96;
    /** Multiply-adds that trying each layer by itself may take. */
    private static final double AFFORDABLE = 2e12;

    /**
     * Runs the search.
     *
     * @param scratch a folder with room for the weights in float32 and in 8 bits
     * @throws ExportException if ONNX Runtime does not run the graphs
     */
    Int8Choice choose(ExportPrecision.Int8 precision, Path scratch) throws IOException {
        NetworkSpec spec = graphs.spec();
        long large = (long) spec.channels() * spec.channels();
        try (SwitchedNetwork network =
                new SwitchedNetwork(graphs, new Int8Layers.Switched(large, precision.processors()), scratch)) {
            List<Sample> samples = samples(precision.samples());
            int few = affordable(network.layers().size(), samples.size());
            LOG.debug("Trying {} layers on {} samples", network.layers().size(), few);
            return new Int8Search(network, graphs, samples, few).search(precision);
        } catch (OrtException e) {
            throw new ExportException("ONNX Runtime does not run the graphs that int8 is tried on: " + e, e);
        }
    }

    /** How many of the samples each layer can be tried on by itself. */
    private int affordable(int layers, int samples) {
        return (int) Math.max(1, Math.min(samples, AFFORDABLE / (layers * multiplyAdds())));
    }

    private List<Sample> samples(List<CalibrationSample> given) {
        List<Sample> samples = new ArrayList<>();
        if (given.isEmpty()) {
            RandomGenerator random =
                    RandomGeneratorFactory.of("L64X128MixRandom").create(SEED);
            for (int i = 0; i < MOST_SAMPLES; i++) {
                samples.add(Sample.random(random, graphs, "synthetic " + (i + 1), STEPS - i, 9, 7, 2));
            }
            return samples;
        }
        int count = Math.min(MOST_SAMPLES, given.size());
        for (int i = 0; i < count; i++) {
            samples.add(sample(given.get(i * given.size() / count)));
        }
        return samples;
    }

    /** Roughly those of one sample: the blocks run on its steps, pyramid and heads on its padded steps. */
    private double multiplyAdds() {
        NetworkSpec spec = graphs.spec();
        double square = (double) spec.channels() * spec.channels();
        return square * (50.0 * spec.video().blocks() * STEPS + 40.0 * spec.paddedLength(STEPS));
    }

    /** A stretch from the middle of the clip. */
    private Sample sample(CalibrationSample given) {
        VideoInput video = given.video();
        QueryInput query = given.query();
        NetworkSpec spec = graphs.spec();
        int channels = spec.video().projection().in();
        int steps = Math.min(video.steps(), STEPS);
        int from = (video.steps() - steps) / 2;
        FloatTensor features = new FloatTensor(
                new int[] {steps, channels},
                Arrays.copyOfRange(video.features(), from * channels, (from + steps) * channels));
        FloatTensor tokens = new FloatTensor(
                new int[] {query.tokenCount(), spec.text().projection().in()}, query.tokens());
        Optional<Sample.Objects> objects =
                graphs.takesObjects() ? Optional.of(objects(query.objects(), from, steps)) : Optional.empty();
        return new Sample(query.id(), features, tokens, objects);
    }

    private Sample.Objects objects(StepObjects given, int from, int steps) {
        if (given instanceof StepObjects.Rows rows) {
            return objects(rows.table(), rows.steps(), from, steps);
        } else if (given instanceof StepObjects.Classes classes) {
            float[] table = embeddings
                    .map(ExportSettings.ClassEmbeddings::values)
                    .orElseThrow(() -> new ExportException(
                            "A calibration sample names classes, and the bundle has no class embeddings"));
            return objects(table, classes.steps(), from, steps);
        }
        return objects(new float[0], new int[0][], from, steps);
    }

    private Sample.Objects objects(float[] table, int[][] given, int from, int steps) {
        int columns = graphs.spec().objects().projection().in();
        Map<Integer, Integer> rows = new LinkedHashMap<>();
        int last = Math.min(given.length, from + steps);
        int slots = 1;
        for (int step = from; step < last; step++) {
            slots = Math.max(slots, given[step].length);
            Arrays.stream(given[step]).forEach(row -> rows.putIfAbsent(row, rows.size()));
        }
        FloatTensor used = FloatTensor.zeros(Math.max(1, rows.size()), columns);
        rows.forEach((row, place) -> System.arraycopy(table, row * columns, used.values(), place * columns, columns));
        FloatTensor index = FloatTensor.zeros(Math.min(steps + 1, graphs.spec().paddedLength(steps)), slots);
        Arrays.fill(index.values(), -1);
        for (int step = from; step < last; step++) {
            for (int slot = 0; slot < given[step].length; slot++) {
                index.values()[(step - from) * slots + slot] = rows.get(given[step][slot]);
            }
        }
        return new Sample.Objects(used, index);
    }
}
