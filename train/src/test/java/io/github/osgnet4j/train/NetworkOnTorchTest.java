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
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import org.junit.jupiter.api.Test;

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
