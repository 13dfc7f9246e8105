package io.github.osgnet4j.export.onnx;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Operators that move elements, each on a tensor whose elements say where they were. */
class LayoutOperatorTest {

    private static final Dim B = Dim.symbol("B");
    private static final Dim T = Dim.symbol("T");

    private OnnxGraph g;
    private Layout layout;
    private Value x;

    @BeforeEach
    void setUp() {
        g = new OnnxGraph("g");
        layout = new Layout(g);
        x = g.input("x", ElementType.FLOAT, Shape.of(B, T, Dim.of(4)));
    }

    /** Element (b, t, c) is 100 b + 10 t + c. */
    private static Tensor numbered(int b, int t) {
        Tensor tensor = Tensor.random(new Random(0), b, t, 4);
        for (int i = 0; i < tensor.values().length; i++) {
            tensor.values()[i] = i / (4 * t) * 100 + i / 4 % t * 10 + i % 4;
        }
        return tensor;
    }

    @Test
    void transpose() {
        g.output("y", layout.transpose(x, 1, 2, 0));
        Tensor y = Runs.run(g, numbered(2, 3)).get(0);
        assertEquals(121, y.at(2, 1, 1));
    }

    @Test
    void reshapeWithOneOpenDimension() {
        g.output("y", layout.reshape(x, B, T.times(2), Dim.of(2)));
        Tensor y = Runs.run(g, numbered(2, 3)).get(0);
        assertEquals(113, y.at(1, 3, 1));
    }

    @Test
    void reshapeWithLengthsComputedAtRunTime() {
        Value merged = layout.reshape(x, B.times(T), Dim.of(4));
        g.output("y", layout.reshape(merged, Dim.of(2), B, Dim.of(2), T));
        Tensor y = Runs.run(g, numbered(2, 3)).get(0);
        assertArrayEquals(new long[] {2, 2, 2, 3}, y.shape());
        assertArrayEquals(numbered(2, 3).values(), y.values());
    }

    @Test
    void concatAndSplit() {
        List<Value> parts = layout.split(x, -1, 1, 3);
        g.output("y", layout.concat(-1, parts.get(1), parts.get(0)));
        g.output("long", layout.concat(1, layout.split(x, 2, 2, 2).toArray(Value[]::new)));
        List<Tensor> r = Runs.run(g, numbered(2, 3));
        assertEquals(121, r.get(0).at(1, 2, 0));
        assertEquals(120, r.get(0).at(1, 2, 3));
        assertEquals(112, r.get(1).at(1, 4, 0));
    }

    @Test
    void slices() {
        g.output("head", layout.slice(x, 1, Dim.ZERO, Dim.of(2)));
        g.output("tail", layout.slice(x, 1, Dim.ONE, T));
        g.output("but_last", layout.slice(x, 1, Dim.ZERO, T.plus(-1)));
        List<Tensor> r = Runs.run(g, numbered(2, 3));
        assertEquals(110, r.get(0).at(1, 1, 0));
        assertEquals(120, r.get(1).at(1, 1, 0));
        assertEquals(110, r.get(2).at(1, 1, 0));
    }

    @Test
    void expandUnsqueezeSqueeze() {
        Value row = layout.unsqueeze(g.constant("row", new long[] {4}, new float[] {1, 2, 3, 4}), 0, 1);
        g.output("rows", layout.expand(row, B, T, Dim.of(4)));
        g.output("back", layout.squeeze(row, 0, 1));
        List<Tensor> r = Runs.run(g, numbered(2, 3));
        assertEquals(4, r.get(0).at(1, 2, 3));
        assertArrayEquals(new float[] {1, 2, 3, 4}, r.get(1).values());
    }

    @Test
    void aSymbolicBatchExpandsToAnother() {
        Value other = g.input("other", ElementType.FLOAT, Shape.of(Dim.symbol("V")));
        g.output("y", layout.expand(other, B));
        assertArrayEquals(
                new float[] {5, 5},
                Runs.run(g, numbered(2, 3), Tensor.of(new long[] {1}, 5)).get(0).values());
    }

    @Test
    void pads() {
        g.output("y", layout.pad(x, 1, Dim.ONE, T));
        Tensor y = Runs.run(g, numbered(2, 3)).get(0);
        assertArrayEquals(new long[] {2, 7, 4}, y.shape());
        assertEquals(0, y.at(1, 0, 1));
        assertEquals(121, y.at(1, 3, 1));
        assertEquals(0, y.at(1, 6, 1));
    }

    @Test
    void shapesAreKnownWhileBuilding() {
        Value shape = g.node(Operator.SHAPE).with("start", 1).of(x);
        Value doubled = g.apply(Operator.MUL, shape, g.integers(2));
        Value y = g.apply(Operator.CONSTANT_OF_SHAPE, g.apply(Operator.DIV, doubled, g.integers(3)));
        assertEquals(Shape.of(T.times(2).floorDiv(3), Dim.of(2)), y.shape());
        g.output("y", y);
        assertArrayEquals(new long[] {2, 2}, Runs.run(g, numbered(2, 3)).get(0).shape());
    }
}
