package io.github.osgnet4j.export;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.github.osgnet4j.export.Networks.Kind;
import io.github.osgnet4j.export.onnx.ElementType;
import io.github.osgnet4j.export.onnx.Runs;
import io.github.osgnet4j.export.onnx.Tensor;
import io.github.osgnet4j.network.FloatOps;
import io.github.osgnet4j.network.FloatTensor;
import io.github.osgnet4j.network.Lengths;
import io.github.osgnet4j.network.NamedTensor;
import io.github.osgnet4j.network.Network;
import io.github.osgnet4j.network.NetworkSpec;
import io.github.osgnet4j.network.Positions;
import io.github.osgnet4j.runtime.bundle.Manifest.ObjectSource;
import io.github.osgnet4j.runtime.bundle.Target;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The three graphs one after the other, on batches, against the plain float interpreter on the same batches. */
class NetworkGraphsTest {

    private static final double TOLERANCE = 2e-5;

    private final Random random = new Random(23);

    @ParameterizedTest
    @CsvSource({"1,3,LABELS", "3,3,LABELS", "1,3,NONE", "3,3,NONE"})
    void batches(int videos, int queries, ObjectSource source) {
        compare(videos, queries, source, Target.GPU, 37, 2, 0.7);
    }

    /** Without their padding; queries of such videos go to the query graph video by video. */
    @Test
    void videosOfSeveralLengths() {
        NetworkSpec spec = kind(ObjectSource.LABELS).spec();
        Map<String, NamedTensor> weights = weights(spec);
        Tensor lengths = lengths(3, 37, 2);
        Tensor features = features(lengths, 38);
        Tensor video = Runs.run(new NetworkGraphs(spec, weights, true, Target.GPU).video(), features, lengths)
                .get(0);
        FloatTensor expected =
                FloatOps.network(spec, weights).encodeVideo(floats(features), Lengths.of(floats(lengths)), false);
        compareRealSteps(expected, video, lengths);
    }

    /** Of three queries the first has no objects, the second at a fifth of all places, the third at a share of its own. */
    @ParameterizedTest
    @CsvSource({"1,37,1,1", "3,37,3,1", "1,32,2,0", "1,31,2,0.05", "1,1,1,1"})
    void batchesOfUnevenObjects(int videos, int longest, int slots, double share) {
        compare(videos, 3, ObjectSource.LABELS, Target.GPU, longest, slots, 0, share == 0 ? 0 : 0.2, share);
    }

    /** The graphs for one query at a time, which find their objects and scan in chunks. */
    @ParameterizedTest
    @CsvSource({
        "LABELS,37,1,0.2",
        "LABELS,37,3,0.7",
        "LABELS,37,2,0",
        "LABELS,37,2,1",
        "LABELS,31,2,0.1",
        "LABELS,32,2,0.5",
        "LABELS,1,1,1",
        "LABELS,1,1,0",
        "NONE,33,1,0"
    })
    void oneQueryAtATime(ObjectSource source, int steps, int slots, double share) {
        compare(1, 1, source, Target.CPU, steps, slots, share);
    }

    private void compare(
            int videos, int queries, ObjectSource source, Target target, int longest, int slots, double... shares) {
        NetworkSpec spec = kind(source).spec();
        Map<String, NamedTensor> weights = weights(spec);
        NetworkGraphs graphs = new NetworkGraphs(spec, weights, source != ObjectSource.NONE, target);
        Network<FloatTensor> plain = FloatOps.network(spec, weights);

        Tensor lengths = lengths(videos, longest, graphs.keepsPadding() ? 2 : 0);
        int given = graphs.keepsPadding() ? spec.paddedLength(longest) : longest + 1;
        Tensor features = features(lengths, given);
        List<Tensor> encodings = Runs.run(graphs.video(), features, lengths);
        Tensor video = encodings.get(0);
        Lengths<FloatTensor> real = Lengths.of(floats(lengths));
        FloatTensor expectedVideo = plain.encodeVideo(floats(features), real, graphs.keepsPadding());
        compareRealSteps(expectedVideo, video, lengths);

        Tensor counts = lengths(queries, 6, 2);
        Tensor tokens = Tensor.random(random, queries, 6, 7);
        Tensor text = Runs.run(graphs.text(), tokens, counts).get(0);
        Lengths<FloatTensor> words = Lengths.of(floats(counts));
        FloatTensor expectedText = plain.encodeText(floats(tokens), words);
        compareRealSteps(expectedText, text, counts);

        List<Tensor> inputs = new ArrayList<>(encodings);
        if (graphs.keepsPadding()) {
            inputs.add(lengths);
        }
        inputs.addAll(List.of(text, counts));
        Optional<Network.Objects<FloatTensor>> objects = Optional.empty();
        if (graphs.takesObjects()) {
            Tensor table = Tensor.random(random, 4, 6);
            Tensor index = objectIndex(queries, Math.min(longest + 1, spec.paddedLength(longest)), slots, 4, shares);
            inputs.add(Runs.run(graphs.objects(), table).get(0));
            inputs.addAll(graphs.takesObjectRows() ? PlacedObjects.of(index, 4, longest) : List.of(index));
            objects = Optional.of(
                    new Network.Objects<>(plain.projectObjects(floats(table)), floats(index), FloatTensor.zeros(16)));
        }
        List<Tensor> scores = Runs.run(graphs.query(), inputs.toArray(Tensor[]::new));
        List<Network.Level<FloatTensor>> expected = plain.ground(
                floats(video), graphs.keepsPadding() ? real : Lengths.full(), floats(text), words, objects);
        for (int i = 0; i < expected.size(); i++) {
            compare(expected.get(i).logits(), scores.get(2 * i));
            compare(expected.get(i).offsets(), scores.get(2 * i + 1));
        }
    }

    private static Kind kind(ObjectSource source) {
        return new Kind(16, 2, 3, 9, 50, true, true, true, 0.1, source);
    }

    private static Map<String, NamedTensor> weights(NetworkSpec spec) {
        Map<String, NamedTensor> weights = Networks.weights(spec);
        weights.put(Positions.TABLE, Positions.table(spec));
        return weights;
    }

    private static Tensor lengths(int samples, int longest, long shorter) {
        long[] lengths = new long[samples];
        for (int i = 0; i < samples; i++) {
            lengths[i] = longest - shorter * i;
        }
        return Tensor.integers(lengths);
    }

    private Tensor features(Tensor lengths, int given) {
        Tensor features = Tensor.random(random, lengths.values().length, given, 10);
        clearPadding(features, lengths);
        return features;
    }

    private static void clearPadding(Tensor x, Tensor lengths) {
        int perSample = x.values().length / lengths.values().length;
        int channels = (int) x.shape()[2];
        for (int b = 0; b < lengths.values().length; b++) {
            Arrays.fill(x.values(), b * perSample + (int) lengths.values()[b] * channels, (b + 1) * perSample, 0);
        }
    }

    /** Objects at a share of all places, one for each sample or for all. */
    private Tensor objectIndex(int batch, int steps, int slots, int rows, double... shares) {
        float[] index = new float[batch * steps * slots];
        for (int i = 0; i < index.length; i++) {
            double share = shares[i / (steps * slots) % shares.length];
            index[i] = random.nextDouble() < share ? random.nextInt(rows) : -1;
        }
        return new Tensor(ElementType.INT64, new long[] {batch, steps, slots}, index);
    }

    private static FloatTensor floats(Tensor t) {
        return new FloatTensor(
                Arrays.stream(t.shape()).mapToInt(Math::toIntExact).toArray(), t.values());
    }

    private static void compareRealSteps(FloatTensor expected, Tensor actual, Tensor lengths) {
        int channels = expected.dim(2);
        for (int b = 0; b < expected.dim(0); b++) {
            for (int i = 0; i < lengths.values()[b] * channels; i++) {
                int at = b * expected.dim(1) * channels + i;
                compare(expected.values()[at], actual.values()[at]);
            }
        }
    }

    private static void compare(FloatTensor expected, Tensor actual) {
        assertEquals(expected.values().length, actual.values().length);
        for (int i = 0; i < expected.values().length; i++) {
            compare(expected.values()[i], actual.values()[i]);
        }
    }

    private static void compare(float expected, float actual) {
        double error = Math.abs(expected - actual) / (1 + Math.abs(expected));
        assertTrue(error <= TOLERANCE, () -> "expected " + expected + ", found " + actual);
    }
}
