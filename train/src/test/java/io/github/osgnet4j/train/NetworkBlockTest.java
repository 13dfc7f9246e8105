package io.github.osgnet4j.train;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;

import ai.djl.Device;
import ai.djl.ndarray.NDList;
import ai.djl.ndarray.types.Shape;
import ai.djl.pytorch.engine.PtNDManager;
import ai.djl.training.ParameterStore;
import io.github.osgnet4j.network.FloatOps;
import io.github.osgnet4j.network.FloatTensor;
import io.github.osgnet4j.network.Initializer;
import io.github.osgnet4j.network.Lengths;
import io.github.osgnet4j.network.NamedTensor;
import io.github.osgnet4j.network.Network;
import io.github.osgnet4j.network.Network.Level;
import io.github.osgnet4j.network.NetworkSpec;
import io.github.osgnet4j.network.Parameter;
import io.github.osgnet4j.network.Parameters;
import io.github.osgnet4j.network.Params;
import io.github.osgnet4j.network.Positions;
import io.github.osgnet4j.network.TextPadding;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import org.junit.jupiter.api.Test;

class NetworkBlockTest {

    private static final int STEPS = 70;
    private static final int TOKENS = 6;

    private final NetworkSpec spec = Runs.config().network();
    private final Map<String, NamedTensor> values = Initializer.initialize(spec, 4);

    @Test
    void itHoldsTheParametersUnderPyTorchsNames() {
        try (PtNDManager manager = TorchEngine.newManager(Device.cpu());
                TorchFunctions functions = TorchFunctions.load(manager)) {
            NetworkBlock block = new NetworkBlock(Weights.fixed(manager, WeightsLayout.of(spec), values), functions);
            List<String> names =
                    Parameters.of(spec).stream().map(Parameter::name).sorted().toList();
            assertEquals(names, block.getParameters().keys().stream().sorted().toList());
        }
    }

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
            NetworkBlock block = new NetworkBlock(Weights.fixed(manager, WeightsLayout.of(spec), values), functions);
            long[] rows = Arrays.stream(index).asLongStream().toArray();
            NDList outputs = block.forward(
                    new ParameterStore(manager, false),
                    new NDList(
                            manager.create(features, new Shape(1, STEPS + 1, videoDim)),
                            manager.create(new long[] {STEPS}),
                            manager.create(tokens, new Shape(1, TOKENS, textDim)),
                            manager.create(table, new Shape(3, objectDim)),
                            manager.create(rows, new Shape(1, STEPS + 1, 1))),
                    false);
            for (int i = 0; i < expected.size(); i++) {
                assertArrayEquals(
                        expected.get(i).logits().values(), outputs.get(2 * i).toFloatArray(), 1e-4f);
                assertArrayEquals(
                        expected.get(i).offsets().values(),
                        outputs.get(2 * i + 1).toFloatArray(),
                        1e-4f);
            }
        }
    }

    private List<Level<FloatTensor>> plain(float[] features, float[] tokens, float[] table, int[] index) {
        FloatOps op = new FloatOps();
        Map<String, NamedTensor> all = new HashMap<>(values);
        all.put(Positions.TABLE, Positions.table(spec));
        Params<FloatTensor> w =
                Params.of(name -> Optional.ofNullable(all.get(name)).map(FloatTensor::of));
        Lengths<FloatTensor> length = Lengths.of(new FloatTensor(new int[] {1}, new float[] {STEPS}));
        int videoDim = spec.video().projection().in();
        FloatTensor video = Network.encodeVideo(
                op, w, spec, new FloatTensor(new int[] {1, STEPS + 1, videoDim}, features), length, false);
        int textDim = spec.text().projection().in();
        FloatTensor text = Network.encodeText(
                op,
                w,
                spec,
                new FloatTensor(new int[] {1, TOKENS, textDim}, tokens),
                Lengths.full(),
                TextPadding.INERT);
        float[] rows = new float[index.length];
        for (int i = 0; i < rows.length; i++) {
            rows[i] = index[i];
        }
        Network.Objects<FloatTensor> objects = new Network.Objects<>(
                Network.projectObjects(op, w, spec, new FloatTensor(new int[] {3, table.length / 3}, table)),
                new FloatTensor(new int[] {1, STEPS + 1, 1}, rows),
                FloatTensor.zeros(spec.channels()));
        return Network.ground(
                op, w, spec, video, length, text, Lengths.full(), Optional.of(objects), TextPadding.INERT);
    }

    private static float[] normal(Random random, int size) {
        float[] values = new float[size];
        for (int i = 0; i < size; i++) {
            values[i] = (float) random.nextGaussian();
        }
        return values;
    }
}
