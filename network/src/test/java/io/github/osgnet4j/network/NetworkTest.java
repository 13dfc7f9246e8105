package io.github.osgnet4j.network;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.github.osgnet4j.network.Network.Level;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.random.RandomGenerator;
import java.util.random.RandomGeneratorFactory;
import org.junit.jupiter.api.Test;

class NetworkTest {

    private static final NetworkSpec SPEC = Specs.of(12, 10, 8, 16, 2, 3, 64);

    private final FloatOps op = new FloatOps();
    private final RandomGenerator random =
            RandomGeneratorFactory.of("L64X128MixRandom").create(11);
    private final Network<FloatTensor> network = new Network<>(op, weights(SPEC), SPEC, TextPadding.INERT);

    /** Initial weights, with the scales that start near 0 moved so far that no branch hides. */
    private Params<FloatTensor> weights(NetworkSpec spec) {
        Map<String, FloatTensor> tensors = new HashMap<>();
        WeightInitializer.initialize(spec, 3).forEach((name, t) -> {
            FloatTensor x = FloatTensor.of(t);
            if (name.endsWith(".scale")) {
                Arrays.fill(x.values(), 0.8f);
            } else if (name.contains("norm") || name.contains("ln")) {
                for (int i = 0; i < x.values().length; i++) {
                    x.values()[i] += (float) (0.3 * random.nextGaussian());
                }
            }
            tensors.put(name, x);
        });
        tensors.put(Positions.TABLE, FloatTensor.of(Positions.table(spec)));
        return Params.of(name -> Optional.ofNullable(tensors.get(name)));
    }

    private FloatTensor random(int... shape) {
        FloatTensor t = FloatTensor.zeros(shape);
        for (int i = 0; i < t.values().length; i++) {
            t.values()[i] = (float) random.nextGaussian();
        }
        return t;
    }

    private static Lengths<FloatTensor> lengths(float... n) {
        return Lengths.of(new FloatTensor(new int[] {n.length}, n));
    }

    private Network.Objects<FloatTensor> objects(int batch, int steps) {
        FloatTensor index = FloatTensor.zeros(batch, steps, 2);
        for (int i = 0; i < index.values().length; i++) {
            index.values()[i] = random.nextInt(4) - 1;
        }
        return new Network.Objects<>(network.projectObjects(random(3, 8)), index, FloatTensor.zeros(16));
    }

    private List<Level<FloatTensor>> ground(
            FloatTensor features, Lengths<FloatTensor> n, FloatTensor tokens, Network.Objects<FloatTensor> objects) {
        FloatTensor video = network.encodeVideo(features, n, false);
        FloatTensor text = network.encodeText(tokens, Lengths.full());
        return network.ground(video, n, text, Lengths.full(), Optional.of(objects));
    }

    private static FloatTensor steps(FloatTensor x, int steps) {
        FloatTensor y = FloatTensor.zeros(x.withSteps(steps));
        System.arraycopy(x.values(), 0, y.values(), 0, Math.min(x.values().length, y.values().length));
        return y;
    }

    private static void assertSame(List<Level<FloatTensor>> a, List<Level<FloatTensor>> b, int steps) {
        for (int i = 0; i < a.size(); i++) {
            int valid = (steps + (1 << i) - 1) >> i;
            assertClose(a.get(i).logits(), b.get(i).logits(), valid);
            assertClose(a.get(i).offsets(), b.get(i).offsets(), 2 * valid);
        }
    }

    private static void assertClose(FloatTensor a, FloatTensor b, int values) {
        for (int i = 0; i < values; i++) {
            assertEquals(a.values()[i], b.values()[i], 1e-5f);
        }
    }

    @Test
    void everyLevelCoversThePaddedLength() {
        int steps = 21;
        List<Level<FloatTensor>> levels =
                ground(random(1, steps + 1, 12), lengths(steps), random(1, 5, 10), objects(1, steps + 1));
        assertEquals(32, SPEC.paddingMultiple());
        List<Integer> sizes = new ArrayList<>();
        levels.forEach(level -> sizes.add(level.logits().dim(1)));
        assertEquals(List.of(32, 16, 8), sizes);
    }

    @Test
    void onePaddedStepTellsAsMuchAsAllOfThem() {
        int steps = 21;
        FloatTensor features = steps(steps(random(1, steps, 12), steps), 32);
        FloatTensor tokens = random(1, 5, 10);
        Network.Objects<FloatTensor> some = objects(1, 32);
        for (int i = steps * 2; i < 64; i++) {
            some.index().values()[i] = -1;
        }
        Network.Objects<FloatTensor> fewer =
                new Network.Objects<>(some.table(), steps(some.index(), steps + 1), some.zero());
        assertSame(
                ground(features, lengths(steps), tokens, some),
                ground(steps(features, steps + 1), lengths(steps), tokens, fewer),
                steps);
    }

    @Test
    void theFullPaddingIsNeededOnlyWhereTheGateStandsAlone() {
        assertTrue(Network.needsPadding(SPEC, false));
        int steps = 21;
        FloatTensor features = steps(random(1, steps, 12), 32);
        FloatTensor tokens = random(1, 5, 10);
        List<List<Level<FloatTensor>>> results = new ArrayList<>();
        for (boolean keep : new boolean[] {true, false}) {
            FloatTensor video = network.encodeVideo(features, lengths(steps), keep);
            FloatTensor text = network.encodeText(tokens, Lengths.full());
            results.add(network.ground(video, lengths(steps), text, Lengths.full(), Optional.empty()));
        }
        int last = steps - 1;
        float kept = results.get(0).get(0).logits().values()[last];
        float dropped = results.get(1).get(0).logits().values()[last];
        assertTrue(Math.abs(kept - dropped) > 1e-4, "the padding should be seen: " + kept + " against " + dropped);
    }

    @Test
    void aQueryDoesNotDependOnTheBatchItIsIn() {
        int steps = 13;
        FloatTensor features = steps(random(1, steps, 12), steps + 1);
        FloatTensor shortTokens = random(1, 3, 10);
        FloatTensor longTokens = random(1, 6, 10);
        Network.Objects<FloatTensor> both = objects(2, steps + 1);
        FloatTensor video = network.encodeVideo(features, lengths(steps), false);
        FloatTensor tokens = FloatTensor.zeros(2, 6, 10);
        System.arraycopy(shortTokens.values(), 0, tokens.values(), 0, 30);
        System.arraycopy(longTokens.values(), 0, tokens.values(), 60, 60);
        Lengths<FloatTensor> counts = lengths(3, 6);
        FloatTensor text = network.encodeText(tokens, counts);
        List<Level<FloatTensor>> batch = network.ground(video, Lengths.full(), text, counts, Optional.of(both));

        FloatTensor first = new FloatTensor(
                new int[] {1, steps + 1, 2}, Arrays.copyOf(both.index().values(), (steps + 1) * 2));
        List<Level<FloatTensor>> alone =
                ground(features, lengths(steps), shortTokens, new Network.Objects<>(both.table(), first, both.zero()));
        assertSame(alone, batch, steps);
    }

    @Test
    void aMissingParameterIsNamed() {
        Params<FloatTensor> none = Params.of(name -> Optional.empty());
        NetworkException e = assertThrows(
                NetworkException.class,
                () -> new Network<>(op, none, SPEC, TextPadding.INERT).encodeText(random(1, 2, 10), Lengths.full()));
        assertTrue(e.getMessage().contains("text_encoder.0.0.convs.0.conv.weight"), e.getMessage());
    }
}
