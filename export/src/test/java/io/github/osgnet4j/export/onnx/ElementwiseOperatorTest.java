package io.github.osgnet4j.export.onnx;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.List;
import java.util.Random;
import java.util.function.DoubleUnaryOperator;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** Element-wise operators against the same functions of java.lang.Math. */
class ElementwiseOperatorTest {

    private final Random random = new Random(7);
    private final Shape bt = Shape.of(Dim.symbol("B"), Dim.symbol("T"));

    static Stream<Arguments> functions() {
        return Stream.of(
                function(Operator.EXP, Math::exp),
                function(Operator.LOG, Math::log),
                function(Operator.SQRT, Math::sqrt),
                function(Operator.TANH, Math::tanh),
                function(Operator.SIGMOID, ElementwiseOperatorTest::sigmoid),
                function(Operator.RELU, x -> Math.max(x, 0)),
                function(Operator.FLOOR, Math::floor),
                function(Operator.GELU, x -> 0.5 * x * (1 + erf(x / Math.sqrt(2)))),
                function(Operator.IDENTITY, x -> x));
    }

    private static Arguments function(Operator operator, DoubleUnaryOperator f) {
        return Arguments.of(operator, f);
    }

    @ParameterizedTest
    @MethodSource("functions")
    void aFunctionOfOneTensor(Operator operator, DoubleUnaryOperator f) {
        OnnxGraph g = new OnnxGraph("g");
        Value x = g.input("x", ElementType.FLOAT, bt);
        g.output("y", g.apply(operator, x));
        Tensor in = Tensor.random(random, 2, 5);
        boolean positive = operator == Operator.LOG || operator == Operator.SQRT;
        for (int i = 0; i < in.values().length; i++) {
            in.values()[i] = positive ? Math.abs(in.values()[i]) + 0.1f : 2 * in.values()[i];
        }
        float[] y = Runs.run(g, in).get(0).values();
        for (int i = 0; i < y.length; i++) {
            assertEquals(f.applyAsDouble(in.values()[i]), y[i], 2e-6 * (1 + Math.abs(y[i])));
        }
    }

    @Test
    void arithmeticBroadcasts() {
        OnnxGraph g = new OnnxGraph("g");
        Value x = g.input("x", ElementType.FLOAT, bt);
        Value row = g.input("row", ElementType.FLOAT, Shape.of(Dim.symbol("T")));
        List<Operator> operators =
                List.of(Operator.ADD, Operator.SUB, Operator.MUL, Operator.DIV, Operator.MAX, Operator.MIN);
        for (Operator o : operators) {
            g.output(o.type(), g.apply(o, x, row));
        }
        Tensor a = Tensor.random(random, 3, 4);
        Tensor b = Tensor.random(random, 4);
        List<Tensor> results = Runs.run(g, a, b);
        for (int i = 0; i < 3; i++) {
            for (int j = 0; j < 4; j++) {
                float p = a.at(i, j);
                float q = b.at(j);
                float[] expected = {p + q, p - q, p * q, p / q, Math.max(p, q), Math.min(p, q)};
                for (int k = 0; k < expected.length; k++) {
                    assertEquals(expected[k], results.get(k).at(i, j), 1e-6f * (1 + Math.abs(expected[k])));
                }
            }
        }
    }

    @Test
    void comparisonsLogicAndChoice() {
        OnnxGraph g = new OnnxGraph("g");
        Shape n = Shape.of(Dim.symbol("N"));
        Value a = g.input("a", ElementType.FLOAT, n);
        Value b = g.input("b", ElementType.FLOAT, n);
        Value less = g.apply(Operator.LESS, a, b);
        Value equal = g.apply(Operator.EQUAL, a, b);
        g.output("less", less);
        g.output("equal", equal);
        Value atLeast = g.apply(Operator.GREATER_OR_EQUAL, a, b);
        g.output("at_least", atLeast);
        g.output("and", g.apply(Operator.AND, atLeast, equal));
        g.output("or", g.apply(Operator.OR, less, equal));
        g.output("where", g.apply(Operator.WHERE, less, a, g.constant(9f)));
        List<Tensor> r = Runs.run(g, Tensor.of(new long[] {3}, 1, 2, 3), Tensor.of(new long[] {3}, 2, 2, 2));
        float[][] expected = {{1, 0, 0}, {0, 1, 0}, {0, 1, 1}, {0, 1, 0}, {1, 1, 0}, {1, 9, 9}};
        for (int i = 0; i < expected.length; i++) {
            assertArrayEquals(expected[i], r.get(i).values(), g.outputs().get(i).name());
        }
    }

    @Test
    void integersAndCasts() {
        OnnxGraph g = new OnnxGraph("g");
        Value n = g.input("n", ElementType.INT64, Shape.of(Dim.symbol("N")));
        g.output("div", g.apply(Operator.DIV, n, g.integers(3)));
        g.output("max", g.apply(Operator.MAX, n, g.integers(3)));
        g.output("float", g.node(Operator.CAST).with("to", ElementType.FLOAT).of(n));
        g.output("int32", g.node(Operator.CAST).with("to", ElementType.INT32).of(n));
        g.output("same", g.apply(Operator.EQUAL, n, n));
        List<Tensor> r = Runs.run(g, Tensor.integers(1, 5, 9));
        assertArrayEquals(new float[] {0, 1, 3}, r.get(0).values());
        assertArrayEquals(new float[] {3, 5, 9}, r.get(1).values());
        assertArrayEquals(new float[] {1, 5, 9}, r.get(2).values());
        assertArrayEquals(new float[] {1, 5, 9}, r.get(3).values());
        assertArrayEquals(new float[] {1, 1, 1}, r.get(4).values());
    }

    private static double sigmoid(double x) {
        return 1 / (1 + Math.exp(-x));
    }

    /** The error function by its Taylor series; exact in double precision for the small arguments here. */
    static double erf(double x) {
        double term = x;
        double sum = x;
        for (int n = 1; n < 200; n++) {
            term *= -x * x / n;
            sum += term / (2 * n + 1);
        }
        return 2 / Math.sqrt(Math.PI) * sum;
    }
}
