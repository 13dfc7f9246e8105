package io.github.osgnet4j.export.onnx;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;

import java.util.List;
import org.junit.jupiter.api.Test;

/** Operators that pick, place or make elements by index. */
class IndexOperatorTest {

    private static final Dim B = Dim.symbol("B");
    private static final Dim T = Dim.symbol("T");

    private final OnnxGraph g = new OnnxGraph("g");

    @Test
    void gathers() {
        Value x = g.input("x", ElementType.FLOAT, Shape.of(T, Dim.of(2)));
        Value i = g.input("i", ElementType.INT64, Shape.of(B));
        g.output("rows", g.node(Operator.GATHER).with("axis", 0).of(x, i));
        List<Tensor> r = Runs.run(g, Tensor.of(new long[] {3, 2}, 0, 1, 10, 11, 20, 21), Tensor.integers(2, 0));
        assertArrayEquals(new float[] {20, 21, 0, 1}, r.get(0).values());
    }

    @Test
    void scattersRows() {
        Value x = g.input("x", ElementType.FLOAT, Shape.of(T, Dim.of(2)));
        Value i = g.input("i", ElementType.INT64, Shape.of(B));
        Value rows = g.input("rows", ElementType.FLOAT, Shape.of(B, Dim.of(2)));
        g.output("y", g.apply(Operator.SCATTER_ND, x, new Layout(g).unsqueeze(i, 1), rows));
        List<Tensor> r = Runs.run(
                g,
                Tensor.of(new long[] {3, 2}, 0, 1, 10, 11, 20, 21),
                Tensor.integers(1),
                Tensor.of(new long[] {1, 2}, -1, -2));
        assertArrayEquals(new float[] {0, 1, -1, -2, 20, 21}, r.get(0).values());
    }

    @Test
    void reversesValidPrefixes() {
        Value x = g.input("x", ElementType.FLOAT, Shape.of(B, T));
        Value lengths = g.input("lengths", ElementType.INT64, Shape.of(B));
        g.output(
                "y",
                g.node(Operator.REVERSE_SEQUENCE)
                        .with("batch_axis", 0)
                        .with("time_axis", 1)
                        .of(x, lengths));
        List<Tensor> r = Runs.run(g, Tensor.of(new long[] {2, 4}, 1, 2, 3, 4, 5, 6, 7, 8), Tensor.integers(3, 4));
        assertArrayEquals(new float[] {3, 2, 1, 4, 8, 7, 6, 5}, r.get(0).values());
    }

    @Test
    void rangesAndFilledTensors() {
        Value x = g.input("x", ElementType.FLOAT, Shape.of(B, T));
        Layout layout = new Layout(g);
        g.output("positions", layout.range(T));
        g.output("ones", g.apply(Operator.ADD, g.apply(Operator.SUB, x, x), g.constant(1f)));
        g.output("zeros", g.apply(Operator.CONSTANT_OF_SHAPE, g.lengths(List.of(T.plus(1), B))));
        List<Tensor> r = Runs.run(g, Tensor.of(new long[] {1, 3}, 4, 5, 6));
        assertArrayEquals(new float[] {0, 1, 2}, r.get(0).values());
        assertArrayEquals(new float[] {1, 1, 1}, r.get(1).values());
        assertArrayEquals(new float[4], r.get(2).values());
    }
}
