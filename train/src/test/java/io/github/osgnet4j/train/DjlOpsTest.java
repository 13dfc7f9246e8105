package io.github.osgnet4j.train;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import ai.djl.Device;
import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDScope;
import ai.djl.ndarray.types.DataType;
import ai.djl.ndarray.types.Shape;
import ai.djl.pytorch.engine.PtNDArray;
import ai.djl.pytorch.engine.PtNDManager;
import ai.djl.pytorch.jni.JniUtils;
import io.github.osgnet4j.network.FloatOps;
import io.github.osgnet4j.network.FloatTensor;
import io.github.osgnet4j.network.Lengths;
import io.github.osgnet4j.network.NetworkException;
import io.github.osgnet4j.network.Ops;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.OptionalLong;
import java.util.Random;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Every operation against the plain float interpreter, and its gradients against finite differences in float64. */
class DjlOpsTest {

    private static PtNDManager manager;
    private static TorchFunctions functions;

    @BeforeAll
    static void start() {
        TorchEngine.setThreads(1);
        manager = TorchEngine.newManager(Device.cpu());
        functions = TorchFunctions.load(manager);
    }

    @AfterAll
    static void stop() {
        functions.close();
        manager.close();
    }

    /** A formula both backends can compute: x are float tensors, n integer tensors. */
    private interface Formula {
        <T> T apply(Ops<T> op, List<T> x, List<T> n);
    }

    private record Integers(int[] values, int... shape) {}

    private record Case(String name, Formula formula, List<Integers> integers, int[]... shapes) {
        @Override
        public String toString() {
            return name;
        }
    }

    private static int[] s(int... shape) {
        return shape;
    }

    private static Case of(String name, Formula formula, int[]... shapes) {
        return new Case(name, formula, List.of(), shapes);
    }

    private static Case of(String name, Formula formula, Integers integers, int[]... shapes) {
        return new Case(name, formula, List.of(integers), shapes);
    }

    // A generic method cannot be a lambda, so each formula is a small anonymous class.
    private abstract static class On implements Formula {}

    static Stream<Case> cases() {
        Integers lengths = new Integers(new int[] {5, 8, 3}, 3);
        Integers one = new Integers(new int[] {6}, 1);
        Integers objects = new Integers(
                new int[] {0, -1, 3, 2, -1, -1, 1, -1, 1, 0, 2, -1, -1, 3, -1, -1, 0, 1, 1, 1, -1, 2, 3, 3}, 2, 4, 3);
        int[] x = s(3, 8, 4);
        return Stream.of(
                of(
                        "add",
                        new On() {
                            @Override
                            public <T> T apply(Ops<T> op, List<T> in, List<T> n) {
                                return op.add(in.get(0), in.get(1));
                            }
                        },
                        x,
                        s(1, 8, 4)),
                of(
                        "mul",
                        new On() {
                            @Override
                            public <T> T apply(Ops<T> op, List<T> in, List<T> n) {
                                return op.mul(in.get(0), in.get(1));
                            }
                        },
                        x,
                        x),
                of(
                        "mix",
                        new On() {
                            @Override
                            public <T> T apply(Ops<T> op, List<T> in, List<T> n) {
                                return op.mix(in.get(0), in.get(1), in.get(2));
                            }
                        },
                        x,
                        x,
                        x),
                of(
                        "activations",
                        new On() {
                            @Override
                            public <T> T apply(Ops<T> op, List<T> in, List<T> n) {
                                T a = op.add(op.relu(in.get(0)), op.gelu(in.get(1)));
                                T b = op.add(op.silu(in.get(0)), op.sigmoid(in.get(1)));
                                return op.mul(op.add(a, b), op.softplus(in.get(0)));
                            }
                        },
                        x,
                        x),
                of(
                        "scale per channel",
                        new On() {
                            @Override
                            public <T> T apply(Ops<T> op, List<T> in, List<T> n) {
                                return op.scale(op.scale(in.get(0), in.get(1)), in.get(2));
                            }
                        },
                        x,
                        s(1, 4, 1),
                        s(1)),
                of(
                        "linear",
                        new On() {
                            @Override
                            public <T> T apply(Ops<T> op, List<T> in, List<T> n) {
                                return op.linear(op.linear(in.get(0), in.get(1)), in.get(2), in.get(3));
                            }
                        },
                        x,
                        s(5, 4),
                        s(2, 5, 1),
                        s(2)),
                of(
                        "layer norm",
                        new On() {
                            @Override
                            public <T> T apply(Ops<T> op, List<T> in, List<T> n) {
                                return op.layerNorm(in.get(0), in.get(1), in.get(2));
                            }
                        },
                        s(2, 3, 5, 4),
                        s(1, 1, 4, 1),
                        s(1, 4, 1)),
                of(
                        "split and concat",
                        new On() {
                            @Override
                            public <T> T apply(Ops<T> op, List<T> in, List<T> n) {
                                List<T> parts = op.split(in.get(0), 1, 2, 1);
                                return op.concat(op.mul(parts.get(0), parts.get(2)), parts.get(1));
                            }
                        },
                        x),
                of(
                        "convolution",
                        new On() {
                            @Override
                            public <T> T apply(Ops<T> op, List<T> in, List<T> n) {
                                return op.conv1d(op.conv1d(in.get(0), in.get(1)), in.get(2), in.get(3));
                            }
                        },
                        x,
                        s(5, 4, 3),
                        s(2, 5, 3),
                        s(2)),
                of(
                        "convolution of a table",
                        new On() {
                            @Override
                            public <T> T apply(Ops<T> op, List<T> in, List<T> n) {
                                return op.conv1d(in.get(0), in.get(1), in.get(2));
                            }
                        },
                        s(7, 4),
                        s(3, 4, 1),
                        s(3)),
                of(
                        "depthwise convolution",
                        new On() {
                            @Override
                            public <T> T apply(Ops<T> op, List<T> in, List<T> n) {
                                return op.depthwiseConv1d(op.depthwiseConv1d(in.get(0), in.get(1), 2), in.get(1), 1);
                            }
                        },
                        x,
                        s(4, 1, 3)),
                of(
                        "depthwise convolution of objects",
                        new On() {
                            @Override
                            public <T> T apply(Ops<T> op, List<T> in, List<T> n) {
                                return op.depthwiseConv1d(in.get(0), in.get(1), 1);
                            }
                        },
                        s(2, 3, 5, 4),
                        s(4, 1, 3)),
                of(
                        "causal convolution",
                        new On() {
                            @Override
                            public <T> T apply(Ops<T> op, List<T> in, List<T> n) {
                                return op.causalConv1d(in.get(0), in.get(1), in.get(2));
                            }
                        },
                        x,
                        s(4, 1, 4),
                        s(4)),
                of(
                        "max pool",
                        new On() {
                            @Override
                            public <T> T apply(Ops<T> op, List<T> in, List<T> n) {
                                return op.maxPool1d(in.get(0), 3, 2);
                            }
                        },
                        x),
                of(
                        "mask",
                        new On() {
                            @Override
                            public <T> T apply(Ops<T> op, List<T> in, List<T> n) {
                                return op.masked(in.get(0), Lengths.of(n.get(0)));
                            }
                        },
                        lengths,
                        x),
                of(
                        "mask of one shared length",
                        new On() {
                            @Override
                            public <T> T apply(Ops<T> op, List<T> in, List<T> n) {
                                return op.masked(in.get(0), Lengths.of(n.get(0)));
                            }
                        },
                        one,
                        x),
                of(
                        "strided mask",
                        new On() {
                            @Override
                            public <T> T apply(Ops<T> op, List<T> in, List<T> n) {
                                return op.masked(in.get(0), op.strided(Lengths.of(n.get(0)), 2));
                            }
                        },
                        lengths,
                        s(3, 4, 2)),
                of(
                        "reverse",
                        new On() {
                            @Override
                            public <T> T apply(Ops<T> op, List<T> in, List<T> n) {
                                return op.reverse(in.get(0), Lengths.of(n.get(0)));
                            }
                        },
                        lengths,
                        x),
                of(
                        "reverse of full length",
                        new On() {
                            @Override
                            public <T> T apply(Ops<T> op, List<T> in, List<T> n) {
                                return op.reverse(in.get(0), Lengths.full());
                            }
                        },
                        x),
                of(
                        "drop, pad and cut",
                        new On() {
                            @Override
                            public <T> T apply(Ops<T> op, List<T> in, List<T> n) {
                                T dropped = op.dropPadding(in.get(0), Lengths.of(n.get(0)));
                                return op.padSteps(op.firstSteps(op.mul(dropped, dropped), in.get(1)), 3);
                            }
                        },
                        one,
                        x,
                        s(1, 5, 1)),
                of(
                        "positions",
                        new On() {
                            @Override
                            public <T> T apply(Ops<T> op, List<T> in, List<T> n) {
                                return op.add(in.get(0), op.positions(in.get(1), in.get(0), 0));
                            }
                        },
                        x,
                        s(10, 4)),
                of(
                        "attention",
                        new On() {
                            @Override
                            public <T> T apply(Ops<T> op, List<T> in, List<T> n) {
                                return op.attention(in.get(0), in.get(1), in.get(2), 2, Lengths.of(n.get(0)));
                            }
                        },
                        new Integers(new int[] {5, 8, 0}, 3),
                        s(3, 6, 4),
                        x,
                        x),
                of(
                        "attention without padding",
                        new On() {
                            @Override
                            public <T> T apply(Ops<T> op, List<T> in, List<T> n) {
                                return op.attention(in.get(0), in.get(1), in.get(2), 2, Lengths.full());
                            }
                        },
                        s(1, 6, 4),
                        x,
                        x),
                of(
                        "attention of objects",
                        new On() {
                            @Override
                            public <T> T apply(Ops<T> op, List<T> in, List<T> n) {
                                return op.attention(in.get(0), in.get(1), in.get(2), 2, Lengths.of(n.get(0)));
                            }
                        },
                        lengths,
                        s(3, 2, 5, 4),
                        x,
                        x),
                of(
                        "window attention",
                        new On() {
                            @Override
                            public <T> T apply(Ops<T> op, List<T> in, List<T> n) {
                                return op.windowAttention(in.get(0), in.get(1), in.get(2), 2, 2, Lengths.full());
                            }
                        },
                        x,
                        x,
                        x),
                of(
                        "window attention with padding",
                        new On() {
                            @Override
                            public <T> T apply(Ops<T> op, List<T> in, List<T> n) {
                                Lengths<T> valid = Lengths.of(n.get(0));
                                return op.masked(
                                        op.windowAttention(in.get(0), in.get(1), in.get(2), 2, 2, valid), valid);
                            }
                        },
                        lengths,
                        x,
                        x,
                        x),
                of(
                        "selective scan",
                        new On() {
                            @Override
                            public <T> T apply(Ops<T> op, List<T> in, List<T> n) {
                                T delta = op.softplus(in.get(1));
                                return op.selectiveScan(in.get(0), delta, in.get(2), in.get(3), in.get(4), in.get(5));
                            }
                        },
                        x,
                        x,
                        s(4, 5),
                        s(3, 8, 5),
                        s(3, 8, 5),
                        s(4)),
                of(
                        "object rows",
                        new On() {
                            @Override
                            public <T> T apply(Ops<T> op, List<T> in, List<T> n) {
                                T rows = op.objectRows(in.get(0), in.get(1), n.get(0));
                                return op.add(op.maskedObjects(op.mul(rows, rows), n.get(0)), rows);
                            }
                        },
                        objects,
                        s(4, 6),
                        s(6)),
                of(
                        "object attention",
                        new On() {
                            @Override
                            public <T> T apply(Ops<T> op, List<T> in, List<T> n) {
                                return op.objectAttention(in.get(0), in.get(1), in.get(2), 2, n.get(0));
                            }
                        },
                        objects,
                        s(2, 4, 6),
                        s(2, 3, 4, 6),
                        s(2, 3, 4, 6)));
    }

    @ParameterizedTest
    @MethodSource("cases")
    void agreesWithThePlainInterpreter(Case c) {
        List<float[]> inputs = inputs(c);
        List<FloatTensor> x = new ArrayList<>();
        for (int i = 0; i < inputs.size(); i++) {
            x.add(new FloatTensor(c.shapes()[i], inputs.get(i)));
        }
        List<FloatTensor> n = c.integers().stream()
                .map(k -> {
                    float[] values = new float[k.values().length];
                    for (int i = 0; i < values.length; i++) {
                        values[i] = k.values()[i];
                    }
                    return new FloatTensor(k.shape(), values);
                })
                .toList();
        FloatTensor expected = c.formula().apply(new FloatOps(), x, n);
        try (NDScope scope = new NDScope()) {
            scope.suppressNotUsedWarning();
            ArrayOps op = ArrayOps.predicting(manager, functions);
            List<NDArray> arrays = new ArrayList<>();
            for (int i = 0; i < inputs.size(); i++) {
                arrays.add(manager.create(inputs.get(i), shape(c.shapes()[i])));
            }
            NDArray actual = c.formula().apply(op, arrays, integers(op, c));
            assertEquals(shape(expected.shape()), actual.getShape());
            assertArrayEquals(expected.values(), actual.toFloatArray(), 2e-5f);
        }
    }

    @ParameterizedTest
    @MethodSource("cases")
    void itsGradientsAreThoseOfFiniteDifferences(Case c) {
        List<double[]> inputs = inputs(c).stream().map(DjlOpsTest::widen).toList();
        TorchEngine.recordGradients(true);
        try (NDScope scope = new NDScope()) {
            scope.suppressNotUsedWarning();
            List<NDArray> x = arrays(c, inputs);
            x.forEach(a -> a.setRequiresGradient(true));
            NDArray loss = weighted(c, x);
            System.gc();
            JniUtils.backward(
                    (PtNDArray) loss, (PtNDArray) manager.full(new Shape(), 1, loss.getDataType()), false, false);
            for (int i = 0; i < inputs.size(); i++) {
                check(
                        c,
                        inputs,
                        i,
                        x.get(i).getGradient().toType(DataType.FLOAT64, false).toDoubleArray());
            }
        } finally {
            TorchEngine.recordGradients(false);
        }
    }

    @Test
    void positionsOfALongVideoAreInterpolatedInPredictionAndRefusedInTraining() {
        float[] table = new float[10 * 4];
        for (int i = 0; i < table.length; i++) {
            table[i] = (float) Math.sin(i);
        }
        FloatTensor x = FloatTensor.zeros(1, 13, 4);
        FloatTensor expected = new FloatOps().positions(new FloatTensor(new int[] {10, 4}, table), x, 8);
        try (NDScope scope = new NDScope()) {
            scope.suppressNotUsedWarning();
            NDArray rows = manager.create(table, new Shape(10, 4));
            NDArray steps = manager.zeros(new Shape(1, 13, 4));
            ArrayOps predicting = ArrayOps.predicting(manager, functions);
            NDArray actual = predicting.positions(rows, steps, 8);
            assertArrayEquals(expected.values(), actual.toFloatArray(), 1e-6f);
            ArrayOps learning = ArrayOps.learning(manager, functions, OptionalLong.empty());
            assertThrows(NetworkException.class, () -> learning.positions(rows, steps, 8));
        }
    }

    @Test
    void stochasticDepthDropsSamplesAndScalesWhatItKeeps() {
        int samples = 4000;
        try (NDScope scope = new NDScope()) {
            scope.suppressNotUsedWarning();
            ArrayOps op = ArrayOps.learning(manager, functions, OptionalLong.of(3));
            float[] dropped =
                    op.dropPath(manager.ones(new Shape(samples, 2, 3)), 0.2).toFloatArray();
            int kept = 0;
            for (int i = 0; i < samples; i++) {
                for (int j = 1; j < 6; j++) {
                    assertEquals(dropped[6 * i], dropped[6 * i + j], "a sample is dropped as a whole");
                }
                assertTrue(dropped[6 * i] == 0 || dropped[6 * i] == 1.25f);
                kept += dropped[6 * i] > 0 ? 1 : 0;
            }
            assertEquals(0.8, kept / (double) samples, 0.02);
            NDArray same = manager.ones(new Shape(2, 2, 3));
            assertSame(same, ArrayOps.predicting(manager, functions).dropPath(same, 0.2));
        }
    }

    private static void check(Case c, List<double[]> inputs, int which, double[] gradient) {
        double step = 1e-6;
        double[] values = inputs.get(which);
        double largest = Arrays.stream(gradient).map(Math::abs).max().orElseThrow();
        for (int j = 0; j < values.length; j += 1 + values.length / 20) {
            double kept = values[j];
            values[j] = kept + step;
            double above = value(c, inputs);
            values[j] = kept - step;
            double below = value(c, inputs);
            values[j] = kept;
            double expected = (above - below) / (2 * step);
            assertEquals(expected, gradient[j], 1e-6 * Math.max(1, largest), "input " + which + " at " + j);
        }
    }

    private static double value(Case c, List<double[]> inputs) {
        TorchEngine.recordGradients(false);
        try (NDScope scope = new NDScope()) {
            scope.suppressNotUsedWarning();
            return weighted(c, arrays(c, inputs)).getDouble();
        }
    }

    /** The result's elements, each with another weight, summed. */
    private static NDArray weighted(Case c, List<NDArray> x) {
        ArrayOps op = ArrayOps.learning(manager, functions, OptionalLong.empty());
        NDArray y = c.formula().apply(op, x, integers(op, c));
        assertTrue(y.getDataType().isFloating());
        double[] weights = new double[Math.toIntExact(y.size())];
        for (int i = 0; i < weights.length; i++) {
            weights[i] = Math.sin(1.3 * i + 0.5);
        }
        return y.mul(manager.create(weights).reshape(y.getShape())).sum();
    }

    private static List<NDArray> integers(ArrayOps op, Case c) {
        return c.integers().stream()
                .map(k -> op.constants()
                        .integers(
                                k.values(),
                                Arrays.stream(k.shape()).asLongStream().toArray()))
                .toList();
    }

    private static List<NDArray> arrays(Case c, List<double[]> inputs) {
        List<NDArray> arrays = new ArrayList<>();
        for (int i = 0; i < inputs.size(); i++) {
            arrays.add(manager.create(inputs.get(i)).reshape(shape(c.shapes()[i])));
        }
        return arrays;
    }

    private static List<float[]> inputs(Case c) {
        Random random = new Random(c.name().hashCode());
        List<float[]> inputs = new ArrayList<>();
        for (int[] shape : c.shapes()) {
            float[] values = new float[Arrays.stream(shape).reduce(1, (a, b) -> a * b)];
            for (int i = 0; i < values.length; i++) {
                values[i] = (float) random.nextGaussian();
            }
            inputs.add(values);
        }
        return inputs;
    }

    private static double[] widen(float[] values) {
        double[] wide = new double[values.length];
        for (int i = 0; i < wide.length; i++) {
            wide[i] = values[i];
        }
        return wide;
    }

    private static Shape shape(int... dimensions) {
        return new Shape(Arrays.stream(dimensions).asLongStream().toArray());
    }
}
