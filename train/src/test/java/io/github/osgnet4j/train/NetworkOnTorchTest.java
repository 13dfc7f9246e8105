package io.github.osgnet4j.train;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;

import ai.djl.Device;
import ai.djl.ndarray.NDArray;
import ai.djl.pytorch.engine.PtNDManager;
import io.github.osgnet4j.network.FloatOps;
import io.github.osgnet4j.network.FloatTensor;
import io.github.osgnet4j.network.Lengths;
import io.github.osgnet4j.network.NamedTensor;
import io.github.osgnet4j.network.Network;
import io.github.osgnet4j.network.Network.Level;
import io.github.osgnet4j.network.NetworkSpec;
import io.github.osgnet4j.network.Positions;
import io.github.osgnet4j.network.TextPadding;
import io.github.osgnet4j.network.WeightInitializer;
import io.github.osgnet4j.postprocess.LevelScores;
import java.nio.FloatBuffer;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** All of the network on PyTorch, against the plain interpreter. */
class NetworkOnTorchTest {

    private static final int STEPS = 70;
    private static final int TOKENS = 6;

    private final NetworkSpec spec = GoldenBatches.config().network();
    private final Map<String, NamedTensor> values = WeightInitializer.initialize(spec, 4);

    @Test
    void itPredictsWhatThePlainInterpreterPredicts() {
        Random random = new Random(8);
        int videoDim = spec.video().projection().in();
        int textDim = spec.text().projection().in();
        int objectDim = spec.objects().projection().in();
        float[] features = normal(random, (STEPS + 1) * videoDim);
        Arrays.fill(features, STEPS * videoDim, features.length, 0);
        float[] tokens = normal(random, TOKENS * textDim);
        float[] table = normal(random, 3 * objectDim);
        int[] index = random.ints(STEPS + 1, -1, 3).toArray();
        List<Level<FloatTensor>> expected = plain(features, tokens, table, index);
        try (PtNDManager manager = TorchEngine.newManager(Device.cpu());
                TorchFunctions functions = TorchFunctions.load(manager)) {
            ArrayOps op = ArrayOps.predicting(manager, functions);
            DeviceWeights weights = DeviceWeights.fixed(manager, WeightsLayout.of(spec), values);
            Network<NDArray> network = new Network<>(op, weights.params(), spec, TextPadding.INERT);
            PassConstants constants = op.constants();
            Lengths<NDArray> length = Lengths.of(constants.integers(new int[] {STEPS}, 1));
            NDArray video = network.encodeVideo(constants.floats(features, 1, STEPS + 1, videoDim), length, false);
            NDArray text = network.encodeText(constants.floats(tokens, 1, TOKENS, textDim), Lengths.full());
            Network.Objects<NDArray> objects = new Network.Objects<>(
                    network.projectObjects(constants.floats(table, 3, objectDim)),
                    constants.integers(index, 1, STEPS + 1, 1),
                    constants.floats(new float[spec.channels()], spec.channels()));
            List<Level<NDArray>> actual = network.ground(video, length, text, Lengths.full(), Optional.of(objects));
            for (int i = 0; i < expected.size(); i++) {
                assertArrayEquals(
                        expected.get(i).logits().values(),
                        actual.get(i).logits().toFloatArray(),
                        1e-4f);
                assertArrayEquals(
                        expected.get(i).offsets().values(),
                        actual.get(i).offsets().toFloatArray(),
                        1e-4f);
            }
        }
    }

    /** The scan that others bring is that of the plain interpreter here. */
    private static void plainScan(GatedScan.Inputs in, FloatBuffer y) {
        int channels = in.d().remaining();
        int states = in.a().remaining() / channels;
        float[] aLog = new float[channels * states];
        for (int i = 0; i < aLog.length; i++) {
            aLog[i] = (float) Math.log(-in.a().get(i % states * channels + i / states));
        }
        FloatTensor result = new FloatOps()
                .gatedScan(
                        tensor(in.u(), channels),
                        tensor(in.step(), channels),
                        new FloatTensor(new int[] {channels, states}, aLog),
                        tensor(in.b(), states),
                        tensor(in.c(), states),
                        new FloatTensor(new int[] {channels}, array(in.d())),
                        tensor(in.gate(), channels));
        y.put(result.values());
    }

    private static FloatTensor tensor(FloatBuffer values, int channels) {
        return new FloatTensor(new int[] {1, values.remaining() / channels, channels}, array(values));
    }

    private static float[] array(FloatBuffer values) {
        float[] array = new float[values.remaining()];
        values.get(0, array);
        return array;
    }

    /** The first query is watched, and of the second one arrays go when they are needed no more. */
    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    void theOfficialWayPredictsTheSame(boolean brought) {
        Random random = new Random(9);
        int objectDim = spec.objects().projection().in();
        float[] features =
                normal(random, (STEPS + 1) * spec.video().projection().in());
        Arrays.fill(features, STEPS * spec.video().projection().in(), features.length, 0);
        float[] tokens = normal(random, TOKENS * spec.text().projection().in());
        float[] table = normal(random, 3 * objectDim);
        int[] index = random.ints(STEPS + 1, -1, 3).toArray();
        index[STEPS] = -1;
        int padded = spec.paddedLength(STEPS);
        float[] embeddings = new float[padded * objectDim];
        boolean[] present = new boolean[padded];
        for (int t = 0; t < STEPS; t++) {
            if (index[t] >= 0) {
                present[t] = true;
                System.arraycopy(table, index[t] * objectDim, embeddings, t * objectDim, objectDim);
            }
        }
        OfficialNetwork.Query query = new OfficialNetwork.Query(
                features, STEPS, tokens, TOKENS, Optional.of(new OfficialNetwork.Objects(1, embeddings, present)));
        List<Level<FloatTensor>> expected = plain(features, tokens, table, index);
        try (OfficialNetwork network = new OfficialNetwork(spec, values);
                OfficialNetwork.Caller caller =
                        network.new Caller(brought ? Optional.of(NetworkOnTorchTest::plainScan) : Optional.empty())) {
            for (int times = 0; times < 3; times++) {
                List<LevelScores> actual = caller.score(query);
                for (int i = 0; i < expected.size(); i++) {
                    assertArrayEquals(
                            expected.get(i).logits().values(), actual.get(i).logits(), 1e-4f);
                    assertArrayEquals(
                            expected.get(i).offsets().values(), actual.get(i).offsets(), 1e-4f);
                }
            }
        }
    }

    private List<Level<FloatTensor>> plain(float[] features, float[] tokens, float[] table, int[] index) {
        Map<String, NamedTensor> all = new HashMap<>(values);
        all.put(Positions.TABLE, Positions.table(spec));
        Network<FloatTensor> network = FloatOps.network(spec, all);
        Lengths<FloatTensor> length = Lengths.of(new FloatTensor(new int[] {1}, new float[] {STEPS}));
        int videoDim = spec.video().projection().in();
        FloatTensor video =
                network.encodeVideo(new FloatTensor(new int[] {1, STEPS + 1, videoDim}, features), length, false);
        int textDim = spec.text().projection().in();
        FloatTensor text = network.encodeText(new FloatTensor(new int[] {1, TOKENS, textDim}, tokens), Lengths.full());
        float[] rows = new float[index.length];
        for (int i = 0; i < rows.length; i++) {
            rows[i] = index[i];
        }
        Network.Objects<FloatTensor> objects = new Network.Objects<>(
                network.projectObjects(new FloatTensor(new int[] {3, table.length / 3}, table)),
                new FloatTensor(new int[] {1, STEPS + 1, 1}, rows),
                FloatTensor.zeros(spec.channels()));
        return network.ground(video, length, text, Lengths.full(), Optional.of(objects));
    }

    private static float[] normal(Random random, int size) {
        float[] values = new float[size];
        for (int i = 0; i < size; i++) {
            values[i] = (float) random.nextGaussian();
        }
        return values;
    }
}
