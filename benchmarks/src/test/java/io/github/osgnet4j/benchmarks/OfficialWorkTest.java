package io.github.osgnet4j.benchmarks;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import io.github.osgnet4j.data.config.OsgnetConfig;
import io.github.osgnet4j.network.Lengths;
import io.github.osgnet4j.network.NetworkException;
import io.github.osgnet4j.network.NetworkSpec;
import java.nio.file.Path;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/** What the official code computes for a query, against figures counted otherwise. */
class OfficialWorkTest {

    private static final double GIGA = 1e9;
    private static final int STEPS = 900;
    private static final int PADDED = 1024;
    private static final int TOKENS = 10;

    private static final NetworkSpec FULL = spec("configs/nlq_v2_internvideo.yaml");

    private static NetworkSpec spec(String config) {
        return OsgnetConfig.load(Path.of(System.getProperty("osgnet.root")).resolve(config), Optional.empty())
                .network();
    }

    private static Work full(int objects) {
        return new OfficialWork(FULL, true).query(STEPS, TOKENS, objects);
    }

    /** "About 155 GFLOP a query" of 480 seconds with one object a frame, in the measurements this project began with. */
    @Test
    void theFullNetworkTakesWhatWasMeasured() {
        assertEquals(155 * GIGA, full(1).total(), 0.01 * 155 * GIGA);
    }

    /** The same measurements by part: four video blocks 104, one object a frame 22, projection 9, heads and pyramid 19. */
    @Test
    void itsPartsTakeWhatWasMeasured() {
        Work work = full(1);
        assertEquals(104 * GIGA, work.of(NetworkPart.BLOCKS) + work.of(NetworkPart.SCAN), 0.02 * 104 * GIGA);
        assertEquals(22 * GIGA, work.of(NetworkPart.OBJECTS), 0.04 * 22 * GIGA);
        assertEquals(9 * GIGA, work.of(NetworkPart.PROJECTION), 0.05 * 9 * GIGA);
        assertEquals(19 * GIGA, work.of(NetworkPart.HEADS) + work.of(NetworkPart.MULTISCALE), 0.05 * 19 * GIGA);
    }

    /** Two heads of two convolutions C to C and one to their outputs, kernel 3, at every position of every level. */
    @Test
    void theHeadsTakeWhatTheirFiltersSay() {
        double positions = 0;
        for (int stride : FULL.strides()) {
            positions += (double) PADDED / stride;
        }
        double c = FULL.channels();
        double filters = 2 * (2 * c * c * 3) + c * 3 + 2 * c * 3;
        assertEquals(2 * positions * filters, full(1).of(NetworkPart.HEADS));
    }

    /** Projection, then per block three depthwise filters, q, k, v and output, all tokens by all, and the MLP. */
    @Test
    void theTextTakesWhatItsLayersSay() {
        double c = FULL.channels();
        double l = TOKENS;
        double block =
                l * (3 * 3 * c + 4 * c * c + 2 * c * FULL.text().transformer().hidden()) + 2 * l * l * c;
        double layers = FULL.text().projection().layers();
        double projection = l * c * (FULL.text().projection().in() + (layers - 1) * c);
        assertEquals(2 * (projection + FULL.text().transformer().blocks() * block), full(1).of(NetworkPart.TEXT));
    }

    @Test
    void aQueryWithoutObjectsStillCarriesOneAStep() {
        assertEquals(full(1).parts(), full(0).parts());
    }

    @Test
    void everyObjectOfAStepTakesTheObjectEncoderAgain() {
        // Keys and values of the text are there once, whatever the number of objects.
        double one = full(1).of(NetworkPart.OBJECTS);
        double two = full(2).of(NetworkPart.OBJECTS);
        double three = full(3).of(NetworkPart.OBJECTS);
        assertEquals(two - one, three - two, 1e-6 * one);
        assertEquals(one, two - one, 0.02 * one);
    }

    @Test
    void aNetworkWithoutObjectsEncodesNone() {
        NetworkSpec pretraining = spec("configs/nlq_v2_pretrain.yaml");
        assertEquals(
                0, new OfficialWork(pretraining, false).query(STEPS, TOKENS, 0).of(NetworkPart.OBJECTS));
    }

    @Test
    void operationsAreCountedAsByHand() {
        CountingOps op = new CountingOps();
        Extent x = new Extent(1, 10, 4);
        op.linear(x, new Extent(3, 4));
        op.conv1d(x, new Extent(5, 4, 3));
        op.depthwiseConv1d(x, new Extent(4, 1, 3), 2);
        op.causalConv1d(x, new Extent(4, 1, 4), new Extent(4));
        op.attention(x, new Extent(1, 7, 4), new Extent(1, 7, 4), 2, Lengths.full());
        op.objectAttention(x, new Extent(1, 2, 10, 4), new Extent(1, 2, 10, 4), 2, new Extent(1, 10, 2));
        double linear = 10 * 4 * 3;
        double convolution = 10 * 4 * 5 * 3;
        double strided = 5 * 4 * 3;
        double causal = 10 * 4 * 4;
        double attention = 2 * 10 * 7 * 4;
        double objects = 2 * 2 * 10 * 4;
        assertEquals(
                2 * (linear + convolution + strided + causal + attention + objects),
                op.work().total());
    }

    @Test
    void aWeightThatDoesNotFitIsNotCounted() {
        CountingOps op = new CountingOps();
        assertThrows(NetworkException.class, () -> op.linear(new Extent(1, 10, 4), new Extent(3, 5)));
    }
}
