package io.github.osgnet4j.network;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.random.RandomGenerator;
import java.util.random.RandomGeneratorFactory;
import org.junit.jupiter.api.Test;

/** The oracle, checked by hand on numbers small enough to follow; the official code judges it in the parity tests. */
class FloatOpsTest {

    private final FloatOps op = new FloatOps();
    private final RandomGenerator random =
            RandomGeneratorFactory.of("L64X128MixRandom").create(5);

    private static FloatTensor tensor(int[] shape, float... values) {
        return new FloatTensor(shape, values);
    }

    private static int[] shape(int... dims) {
        return dims;
    }

    private FloatTensor random(int... shape) {
        FloatTensor t = FloatTensor.zeros(shape);
        for (int i = 0; i < t.values().length; i++) {
            t.values()[i] = (float) random.nextGaussian();
        }
        return t;
    }

    private static Lengths<FloatTensor> lengths(float... n) {
        return Lengths.of(tensor(shape(n.length), n));
    }

    @Test
    void erfcAgreesWithItsTabulatedValues() {
        assertEquals(1, Erf.erfc(0), 1e-15);
        assertEquals(0.4795001221869535, Erf.erfc(0.5), 1e-15);
        assertEquals(0.15729920705028513, Erf.erfc(1), 1e-15);
        assertEquals(0.004677734981047266, Erf.erfc(2), 1e-16);
        assertEquals(2.209049699858544e-5, Erf.erfc(3), 1e-18);
        assertEquals(1.8427007929497148, Erf.erfc(-1), 1e-15);
    }

    @Test
    void geluIsTheExactForm() {
        FloatTensor y = op.gelu(tensor(shape(1, 1, 3), -1, 0, 2));
        assertArrayEquals(new float[] {-0.15865526f, 0, 1.9544997f}, y.values(), 1e-7f);
    }

    @Test
    void softplusNeitherOverflowsNorVanishes() {
        FloatTensor y = op.softplus(tensor(shape(1, 1, 3), -20, 0, 200));
        assertArrayEquals(new float[] {2.0611537e-9f, 0.6931472f, 200}, y.values(), 1e-7f);
        assertTrue(y.values()[0] > 0);
    }

    @Test
    void convolutionSeesZerosBeyondBothEnds() {
        FloatTensor x = tensor(shape(1, 4, 1), 1, 2, 3, 4);
        FloatTensor w = tensor(shape(1, 1, 3), 10, 1, 100);
        assertArrayEquals(new float[] {201, 312, 423, 34}, op.conv1d(x, w).values());
        assertArrayEquals(new float[] {201, 423}, op.depthwiseConv1d(x, w, 2).values());
    }

    @Test
    void causalConvolutionSeesNoLaterStep() {
        FloatTensor x = tensor(shape(1, 3, 1), 1, 2, 3);
        FloatTensor w = tensor(shape(1, 1, 4), 1000, 100, 10, 1);
        assertArrayEquals(
                new float[] {1.5f, 12.5f, 123.5f},
                op.causalConv1d(x, w, tensor(shape(1), 0.5f)).values());
    }

    @Test
    void poolingHalvesTheSteps() {
        FloatTensor x = tensor(shape(1, 6, 1), 1, 5, -2, -3, -4, -1);
        assertArrayEquals(new float[] {5, 5, -1}, op.maxPool1d(x, 3, 2).values());
    }

    @Test
    void onlyTheRealStepsAreReversed() {
        FloatTensor x = tensor(shape(2, 3, 1), 1, 2, 3, 4, 5, 6);
        assertArrayEquals(
                new float[] {2, 1, 3, 6, 5, 4}, op.reverse(x, lengths(2, 3)).values());
    }

    @Test
    void lengthsShrinkToTheStepsThatAStrideKeeps() {
        assertArrayEquals(
                new float[] {3, 2, 1}, op.strided(lengths(5, 4, 1), 2).values().values());
    }

    @Test
    void positionsBeyondTheTableAreInterpolated() {
        FloatTensor table = tensor(shape(2, 1), 0, 10);
        FloatTensor x = FloatTensor.zeros(1, 4, 1);
        assertArrayEquals(
                new float[] {0, 2.5f, 7.5f, 10}, op.positions(table, x, 2).values(), 1e-6f);
        assertArrayEquals(
                new float[] {0, 10},
                op.positions(table, FloatTensor.zeros(1, 2, 1), 2).values());
    }

    @Test
    void attentionOverOneKeyIsItsValue() {
        FloatTensor v = random(1, 1, 4);
        FloatTensor y = op.attention(random(1, 3, 4), random(1, 1, 4), v, 2, Lengths.full());
        for (int t = 0; t < 3; t++) {
            for (int c = 0; c < 4; c++) {
                assertEquals(v.values()[c], y.values()[t * 4 + c], 1e-6f);
            }
        }
    }

    @Test
    void aSampleWithoutKeysAttendsToNothing() {
        FloatTensor y = op.attention(random(1, 2, 4), random(1, 3, 4), random(1, 3, 4), 2, lengths(0));
        assertArrayEquals(new float[8], y.values());
    }

    @Test
    void aWindowAsWideAsTheSequenceIsFullAttention() {
        FloatTensor q = random(1, 8, 4);
        FloatTensor k = random(1, 8, 4);
        FloatTensor v = random(1, 8, 4);
        FloatTensor window = op.windowAttention(q, k, v, 2, 8, lengths(8));
        assertArrayEquals(op.attention(q, k, v, 2, Lengths.full()).values(), window.values(), 1e-6f);
    }

    @Test
    void aScanOfOneStateWithoutDecayIsARunningSum() {
        FloatTensor ones = tensor(shape(1, 3, 1), 1, 1, 1);
        FloatTensor u = tensor(shape(1, 3, 1), 1, 2, 3);
        FloatTensor aLog = tensor(shape(1, 1), -100);
        FloatTensor y = op.selectiveScan(u, ones, aLog, ones, ones, tensor(shape(1), 0.5f));
        assertArrayEquals(new float[] {1.5f, 4, 7.5f}, y.values(), 1e-6f);
    }

    @Test
    void aStepAttendsToItsOwnObjectsAlone() {
        FloatTensor index = tensor(shape(1, 2, 2), 0, -1, -1, -1);
        FloatTensor table = tensor(shape(1, 2), 3, 4);
        FloatTensor rows = op.objectRows(table, tensor(shape(2), 9, 9), index);
        assertArrayEquals(new float[] {3, 4, 9, 9, 9, 9, 9, 9}, rows.values());
        FloatTensor y = op.objectAttention(random(1, 2, 2), rows, rows, 1, index);
        assertArrayEquals(new float[] {3, 4, 0, 0}, y.values(), 1e-6f);
        assertArrayEquals(
                new float[] {3, 4, 0, 0, 0, 0, 0, 0},
                op.maskedObjects(rows, index).values());
    }

    @Test
    void channelsThatDoNotFitAreRefusedWithBothShapes() {
        NetworkException e = assertThrows(NetworkException.class, () -> op.linear(random(1, 2, 3), random(4, 5)));
        assertTrue(e.getMessage().contains("[4, 5]") && e.getMessage().contains("[1, 2, 3]"), e.getMessage());
    }
}
