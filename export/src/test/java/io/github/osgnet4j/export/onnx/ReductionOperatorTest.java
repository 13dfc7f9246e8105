package io.github.osgnet4j.export.onnx;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;

/** Softmax, normalisations and reductions against plain loops. */
class ReductionOperatorTest {

    private static final Dim B = Dim.symbol("B");
    private static final Dim T = Dim.symbol("T");

    private final Random random = new Random(13);

    @Test
    void softmaxOfTheLastAxis() {
        OnnxGraph g = new OnnxGraph("g");
        Value x = g.input("x", ElementType.FLOAT, Shape.of(B, T));
        g.output("y", g.node(Operator.SOFTMAX).with("axis", -1).of(x));
        Tensor in = Tensor.random(random, 2, 4);
        Tensor out = Runs.run(g, in).get(0);
        for (int b = 0; b < 2; b++) {
            double sum = 0;
            for (int t = 0; t < 4; t++) {
                sum += Math.exp(in.at(b, t));
            }
            for (int t = 0; t < 4; t++) {
                assertEquals(Math.exp(in.at(b, t)) / sum, out.at(b, t), 1e-6);
            }
        }
    }

    @Test
    void layerNormalizations() {
        OnnxGraph g = new OnnxGraph("g");
        int c = 6;
        Value x = g.input("x", ElementType.FLOAT, Shape.of(B, T, Dim.of(c)));
        Tensor scale = Tensor.random(random, c);
        Tensor shift = Tensor.random(random, c);
        Value w = g.constant("w", scale.shape(), scale.values());
        Value s = g.constant("s", shift.shape(), shift.values());
        g.output(
                "ln",
                g.node(Operator.LAYER_NORMALIZATION)
                        .with("axis", -1)
                        .with("epsilon", 1e-5f)
                        .of(x, w, s));
        g.output(
                "skip",
                g.node(Operator.SKIP_LAYER_NORMALIZATION).with("epsilon", 4e-5f).of(x, x, w, s));
        Tensor in = Tensor.random(random, 2, 3, c);
        List<Tensor> out = Runs.run(g, in);
        for (int b = 0; b < 2; b++) {
            for (int t = 0; t < 3; t++) {
                double mean = 0;
                double square = 0;
                for (int i = 0; i < c; i++) {
                    mean += in.at(b, t, i) / (double) c;
                }
                for (int i = 0; i < c; i++) {
                    square += Math.pow(in.at(b, t, i) - mean, 2) / c;
                }
                for (int i = 0; i < c; i++) {
                    double expected = (in.at(b, t, i) - mean) / Math.sqrt(square + 1e-5) * scale.at(i) + shift.at(i);
                    assertEquals(expected, out.get(0).at(b, t, i), 1e-5);
                    assertEquals(expected, out.get(1).at(b, t, i), 1e-5);
                }
            }
        }
    }

    @Test
    void reductions() {
        OnnxGraph g = new OnnxGraph("g");
        Value x = g.input("x", ElementType.FLOAT, Shape.of(B, T));
        g.output("mean", g.apply(Operator.REDUCE_MEAN, x, g.integers(1)));
        g.output("max", g.node(Operator.REDUCE_MAX).with("keepdims", 0).of(x, g.integers(-1)));
        g.output("sum", g.node(Operator.REDUCE_SUM).with("keepdims", 0).of(x, g.integers(0, 1)));
        g.output("running", g.apply(Operator.CUM_SUM, x, g.integer(1)));
        List<Tensor> out = Runs.run(g, Tensor.of(new long[] {2, 3}, 1, 2, 6, -1, -2, -6));
        assertArrayEquals(new float[] {3, -3}, out.get(0).values());
        assertArrayEquals(new float[] {6, -1}, out.get(1).values());
        assertArrayEquals(new float[] {0}, out.get(2).values());
        assertArrayEquals(new float[] {1, 3, 9, -1, -3, -9}, out.get(3).values());
    }

    @Test
    void aReductionOfIntegersGivesALength() {
        OnnxGraph g = new OnnxGraph("g");
        Value lengths = g.input("lengths", ElementType.INT64, Shape.of(B));
        Value x = g.input("x", ElementType.FLOAT, Shape.of(B, Dim.symbol("S")));
        g.bind("T", g.apply(Operator.REDUCE_MAX, lengths, g.integers(0)));
        Value cut = new Layout(g).slice(x, 1, Dim.ZERO, T);
        assertEquals(Shape.of(B, T), cut.shape());
        g.output("sum", g.node(Operator.REDUCE_SUM).with("keepdims", 0).of(cut, g.integers(1)));
        List<Tensor> out = Runs.run(g, Tensor.integers(1, 2), Tensor.of(new long[] {2, 3}, 1, 2, 3, 4, 5, 6));
        assertArrayEquals(new float[] {3, 9}, out.get(0).values());
    }
}
