package io.github.osgnet4j.train;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;

import io.github.osgnet4j.data.config.OsgnetConfig;
import io.github.osgnet4j.network.FloatOps;
import io.github.osgnet4j.network.FloatTensor;
import io.github.osgnet4j.network.Lengths;
import io.github.osgnet4j.network.NamedTensor;
import io.github.osgnet4j.network.Network;
import io.github.osgnet4j.network.Network.Level;
import io.github.osgnet4j.network.NetworkSpec;
import io.github.osgnet4j.network.Positions;
import io.github.osgnet4j.network.WeightInitializer;
import io.github.osgnet4j.postprocess.LevelScores;
import java.nio.FloatBuffer;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The network as the official code computes it, against the plain interpreter. */
class OfficialNetworkTest {

    private static final Path CONFIG =
            Path.of(System.getProperty("osgnet.root"), "src/test/resources/golden/nlq_modes/config.yaml");
    private static final int STEPS = 70;
    private static final int TOKENS = 6;

    private final NetworkSpec spec = OsgnetConfig.load(CONFIG, Optional.empty()).network();
    private final Map<String, NamedTensor> values = WeightInitializer.initialize(spec, 4);

    @BeforeAll
    static void useOneThread() {
        TorchEngine.setThreads(1);
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
        int padded = spec.paddedLength(STEPS);
        float[] embeddings = new float[padded * objectDim];
        boolean[] present = new boolean[padded];
        for (int t = 0; t < STEPS; t++) {
            int row = random.nextInt(-1, 3);
            if (row >= 0) {
                present[t] = true;
                System.arraycopy(table, row * objectDim, embeddings, t * objectDim, objectDim);
            }
        }
        OfficialNetwork.Query query = new OfficialNetwork.Query(
                features, STEPS, tokens, TOKENS, Optional.of(new OfficialNetwork.Objects(1, embeddings, present)));
        List<Level<FloatTensor>> expected = plain(query);
        try (OfficialNetwork network = new OfficialNetwork(spec, values);
                OfficialNetwork.Caller caller =
                        network.new Caller(brought ? Optional.of(OfficialNetworkTest::plainScan) : Optional.empty())) {
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

    private List<Level<FloatTensor>> plain(OfficialNetwork.Query query) {
        Map<String, NamedTensor> all = new HashMap<>(values);
        all.put(Positions.TABLE, Positions.table(spec));
        Network<FloatTensor> network = FloatOps.network(spec, all);
        Lengths<FloatTensor> length = Lengths.of(new FloatTensor(new int[] {1}, new float[] {STEPS}));
        FloatTensor video = network.encodeVideo(rows(query.video(), STEPS + 1), length, false);
        FloatTensor text = network.encodeText(rows(query.tokens(), TOKENS), Lengths.full());
        OfficialNetwork.Objects seen = query.objects().orElseThrow();
        float[] index = new float[STEPS + 1];
        for (int t = 0; t < index.length; t++) {
            index[t] = seen.present()[t] ? t : -1;
        }
        int places = seen.present().length;
        int objectDim = seen.embeddings().length / places;
        Network.Objects<FloatTensor> objects = new Network.Objects<>(
                network.projectObjects(new FloatTensor(new int[] {places, objectDim}, seen.embeddings())),
                new FloatTensor(new int[] {1, STEPS + 1, 1}, index),
                FloatTensor.zeros(spec.channels()));
        return network.ground(video, length, text, Lengths.full(), Optional.of(objects));
    }

    private static FloatTensor rows(float[] values, int steps) {
        return new FloatTensor(new int[] {1, steps, values.length / steps}, values);
    }

    private static float[] normal(Random random, int size) {
        float[] values = new float[size];
        for (int i = 0; i < size; i++) {
            values[i] = (float) random.nextGaussian();
        }
        return values;
    }
}
