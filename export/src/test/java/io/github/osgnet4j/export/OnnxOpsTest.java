package io.github.osgnet4j.export;

import io.github.osgnet4j.export.onnx.Dim;
import io.github.osgnet4j.network.Lengths;
import io.github.osgnet4j.network.Ops;
import io.github.osgnet4j.runtime.bundle.Target;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** Every operation as ONNX nodes against the plain float interpreter, with batch and lengths free. */
class OnnxOpsTest {

    private static final double EXACT = 1e-6;
    private static final double SUMS = 5e-6;
    private static final List<Map<String, Integer>> SIZES =
            List.of(Map.of("B", 1, "V", 1, "T", 8), Map.of("B", 3, "V", 1, "T", 5), Map.of("B", 3, "V", 3, "T", 12));

    private final Parity x = new Parity().input("x", "B", "T", "8");

    @Test
    void elementwise() {
        x.input("y", "B", "T", "8")
                .agrees(
                        EXACT,
                        (op, in) -> List.of(
                                op.add(in.x("x"), in.x("y")),
                                op.mul(in.x("x"), in.x("y")),
                                op.mix(op.sigmoid(in.x("x")), in.x("x"), in.x("y")),
                                op.relu(in.x("x")),
                                op.gelu(in.x("x")),
                                op.silu(in.x("x")),
                                op.sigmoid(in.x("x")),
                                op.dropPath(in.x("x"), 0.5)),
                        SIZES);
    }

    @Test
    void softplusOfSmallAndLargeNumbers() {
        x.parameter("steep.scale", 1, 8, 1)
                .agrees(
                        EXACT,
                        (op, in) -> {
                            Object wide = in.x("x");
                            for (int i = 0; i < 6; i++) {
                                wide = op.add(wide, wide);
                            }
                            return List.of(op.softplus(in.x("x")), op.softplus(wide));
                        },
                        SIZES);
    }

    @Test
    void aBatchOfOneVideoRepeats() {
        x.input("video", "V", "T", "8")
                .agrees(
                        EXACT,
                        (op, in) -> List.of(
                                op.add(in.x("video"), in.x("x")),
                                op.mul(in.x("x"), in.x("video")),
                                op.mix(in.x("x"), in.x("video"), in.x("x")),
                                op.concat(in.x("video"), in.x("x")),
                                op.concat(in.x("x"), in.x("video"))),
                        SIZES);
    }

    @Test
    void perChannel() {
        x.parameter("a.scale", 1, 8, 1)
                .parameter("b.scale")
                .parameter("n.weight", 1, 8, 1)
                .parameter("n.bias", 1, 8, 1)
                .agrees(
                        SUMS,
                        (op, in) -> List.of(
                                op.scale(in.x("x"), in.w("a.scale")),
                                op.scale(in.x("x"), in.w("b.scale")),
                                op.layerNorm(in.x("x"), in.w("n.weight"), in.w("n.bias"))),
                        SIZES);
    }

    @Test
    void normsOfLargeMeansAndOfEveryRank() {
        x.parameter("n.weight", 1, 8, 1)
                .parameter("n.bias", 1, 8, 1)
                .parameter("o.weight", 1, 1, 8, 1)
                .parameter("o.bias", 1, 1, 8, 1)
                .input("objects", "B", "2", "T", "8")
                .input("table", "T", "8")
                .input("row", "8")
                .agrees(
                        SUMS,
                        (op, in) -> List.of(
                                op.layerNorm(in.x("objects"), in.w("o.weight"), in.w("o.bias")),
                                op.layerNorm(in.x("table"), in.w("n.weight"), in.w("n.bias")),
                                op.layerNorm(in.x("row"), in.w("n.weight"), in.w("n.bias"))),
                        SIZES);
        new Parity()
                .input("far", "B", "T", "8")
                .parameter("l.weight", 8, 8)
                .parameter("l.bias", 8)
                .parameter("n.weight", 8)
                .parameter("n.bias", 8)
                .shifted("l.bias", 100)
                .agrees(
                        1e-4,
                        (op, in) -> op.layerNorm(
                                op.linear(in.x("far"), in.w("l.weight"), in.w("l.bias")),
                                in.w("n.weight"),
                                in.w("n.bias")),
                        SIZES);
    }

    @Test
    void linearLayers() {
        x.parameter("a.weight", 5, 8)
                .parameter("b.weight", 6, 8, 1)
                .parameter("b.bias", 6)
                .agrees(
                        SUMS,
                        (op, in) -> List.of(
                                op.linear(in.x("x"), in.w("a.weight")),
                                op.linear(in.x("x"), in.w("b.weight"), in.w("b.bias"))),
                        SIZES);
    }

    @Test
    void splits() {
        x.agrees(EXACT, (op, in) -> op.split(in.x("x"), 1, 4, 3), SIZES);
    }

    @Test
    void convolutions() {
        x.parameter("k3.weight", 5, 8, 3)
                .parameter("k1.weight", 5, 8, 1)
                .parameter("bias.bias", 5)
                .agrees(
                        SUMS,
                        (op, in) -> List.of(
                                op.conv1d(in.x("x"), in.w("k3.weight")),
                                op.conv1d(in.x("x"), in.w("k3.weight"), in.w("bias.bias")),
                                op.conv1d(in.x("x"), in.w("k1.weight")),
                                op.conv1d(in.x("x"), in.w("k1.weight"), in.w("bias.bias"))),
                        SIZES);
    }

    @Test
    void depthwiseConvolutions() {
        x.parameter("k3.weight", 8, 1, 3)
                .parameter("k5.weight", 8, 1, 5)
                .parameter("k4.weight", 8, 1, 4)
                .parameter("k4.bias", 8)
                .input("objects", "B", "2", "T", "8")
                .agrees(
                        SUMS,
                        (op, in) -> List.of(
                                op.depthwiseConv1d(in.x("x"), in.w("k3.weight"), 1),
                                op.depthwiseConv1d(in.x("x"), in.w("k3.weight"), 2),
                                op.depthwiseConv1d(in.x("x"), in.w("k5.weight"), 4),
                                op.depthwiseConv1d(in.x("objects"), in.w("k3.weight"), 1),
                                op.causalConv1d(in.x("x"), in.w("k4.weight"), in.w("k4.bias"))),
                        SIZES);
    }

    @Test
    void maxPools() {
        x.agrees(EXACT, (op, in) -> List.of(op.maxPool1d(in.x("x"), 3, 2), op.maxPool1d(in.x("x"), 5, 4)), SIZES);
    }

    @Test
    void padding() {
        x.integers("n", 1, "T", 1, "B")
                .agrees(
                        EXACT,
                        (op, in) -> {
                            Lengths<Object> n = in.lengths("n");
                            Lengths<Object> all = op.lengthOf(in.x("x"));
                            Object padded = op.padSteps(in.x("x"), 16);
                            return List.of(
                                    op.masked(in.x("x"), n),
                                    op.masked(in.x("x"), op.strided(n, 2)),
                                    op.masked(in.x("x"), Lengths.full()),
                                    op.masked(op.add(padded, padded), all),
                                    op.masked(padded, op.strided(all, 2)),
                                    op.dropPadding(in.x("x"), n),
                                    op.dropPadding(padded, all),
                                    op.dropPadding(in.x("x"), Lengths.full()),
                                    op.firstSteps(padded, in.x("x")),
                                    padded);
                        },
                        SIZES);
    }

    @Test
    void validPrefixesAreReversed() {
        x.integers("n", 1, "T", 0, "B")
                .integers("one", 1, "T", 1, "1")
                .agrees(
                        EXACT,
                        (op, in) -> List.of(
                                op.reverse(in.x("x"), in.lengths("n")),
                                op.reverse(in.x("x"), Lengths.full()),
                                op.reverse(in.x("x"), in.lengths("one"))),
                        SIZES);
    }

    @Test
    void positionsWithinTheTableAndStretched() {
        List<Map<String, Integer>> sizes = new ArrayList<>(SIZES);
        sizes.add(Map.of("B", 2, "V", 1, "T", 20));
        sizes.add(Map.of("B", 1, "V", 1, "T", 41));
        x.parameter("pos_embd", 16, 8).agrees(SUMS, (op, in) -> op.positions(in.w("pos_embd"), in.x("x"), 8), sizes);
    }

    @Test
    void positionsNeverStretched() {
        x.parameter("pos_embd", 16, 8).agrees(EXACT, (op, in) -> op.positions(in.w("pos_embd"), in.x("x"), 0), SIZES);
    }

    @Test
    void attention() {
        List<Map<String, Integer>> sizes = List.of(
                Map.of("B", 1, "V", 1, "T", 7, "L", 4),
                Map.of("B", 3, "V", 1, "T", 7, "L", 5),
                Map.of("B", 2, "V", 2, "T", 6, "L", 1));
        x.input("video", "V", "T", "8")
                .input("objects", "B", "2", "T", "8")
                .input("k", "B", "L", "8")
                .input("v", "B", "L", "8")
                .integers("n", 0, "L", 0, "B")
                .agrees(
                        SUMS,
                        (op, in) -> List.of(
                                op.attention(in.x("x"), in.x("k"), in.x("v"), 2, in.lengths("n")),
                                op.attention(in.x("video"), in.x("k"), in.x("v"), 4, in.lengths("n")),
                                op.attention(in.x("x"), in.x("k"), in.x("v"), 2, Lengths.full()),
                                op.attention(in.x("objects"), in.x("k"), in.x("v"), 2, in.lengths("n"))),
                        sizes);
    }

    @Test
    void windowAttention() {
        List<Map<String, Integer>> sizes =
                List.of(Map.of("B", 1, "T", 3), Map.of("B", 2, "T", 24), Map.of("B", 3, "T", 17));
        x.input("k", "B", "T", "8")
                .input("v", "B", "T", "8")
                .integers("n", 1, "T", 0, "B")
                .agrees(
                        SUMS,
                        (op, in) -> {
                            Object q = op.padSteps(in.x("x"), 8);
                            Object k = op.padSteps(in.x("k"), 8);
                            Object v = op.padSteps(in.x("v"), 8);
                            Lengths<Object> all = op.lengthOf(in.x("x"));
                            return List.of(
                                    op.masked(op.windowAttention(q, k, v, 2, 2, in.lengths("n")), in.lengths("n")),
                                    op.masked(op.windowAttention(q, k, v, 2, 4, all), all),
                                    op.windowAttention(q, k, v, 4, 1, Lengths.full()));
                        },
                        sizes);
    }

    @Test
    void selectiveScan() {
        List<Map<String, Integer>> one = List.of(Map.of("T", 1), Map.of("T", 40));
        scan(new Parity(Dim.of(1)), "1").agrees(Target.CPU, SUMS, OnnxOpsTest::scanned, one);
        List<Map<String, Integer>> many =
                List.of(Map.of("B", 1, "T", 1), Map.of("B", 1, "T", 40), Map.of("B", 3, "T", 17));
        scan(new Parity(), "B").agrees(Target.GPU, SUMS, OnnxOpsTest::scanned, many);
    }

    private static Parity scan(Parity parity, String batch) {
        return parity.input("x", batch, "T", "8")
                .input("step", batch, "T", "8")
                .input("b", batch, "T", "4")
                .input("c", batch, "T", "4")
                .parameter("mamba.A_log", 8, 4)
                .parameter("mamba.D", 8);
    }

    private static Object scanned(Ops<Object> op, Parity.Operands in) {
        return op.selectiveScan(
                in.x("x"), op.softplus(in.x("step")), in.w("mamba.A_log"), in.x("b"), in.x("c"), in.w("mamba.D"));
    }

    /** Those of one sample; what several have to be told is tested with the whole network. */
    @Test
    void objects() {
        List<Map<String, Integer>> sizes =
                List.of(Map.of("T", 7, "O", 1, "K", 1), Map.of("T", 9, "O", 3, "K", 5), Map.of("T", 1, "O", 2, "K", 2));
        new Parity(Dim.of(1))
                .input("x", "1", "T", "8")
                .input("table", "K", "8")
                .input("none", "8")
                .integers("index", -1, "K", 1, "1", "T", "O")
                .parameter("conv.weight", 8, 1, 3)
                .parameter("unseen", 8)
                .agrees(
                        SUMS,
                        (op, in) -> {
                            Object index = in.x("index");
                            Object rows = op.objectRows(in.x("table"), in.x("none"), index);
                            Object k = op.objectConv1d(rows, in.x("none"), in.w("conv.weight"), index);
                            Object v = op.objectsWithin(op.maskedObjects(op.mul(rows, rows), index), index);
                            Object q = op.stepsWithObjects(in.x("x"), index);
                            Object unseen = op.vector(in.w("unseen"));
                            return List.of(
                                    op.placed(op.add(op.objectAttention(q, k, v, 2, index), unseen), unseen, index),
                                    op.placed(op.add(q, op.objectAttention(q, v, k, 4, index)), in.x("x"), index));
                        },
                        sizes);
    }
}
