package io.github.osgnet4j.export.onnx;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Products, convolutions and pools against plain loops. */
class LinearOperatorTest {

    private static final Dim B = Dim.symbol("B");
    private static final Dim T = Dim.symbol("T");

    private final Random random = new Random(11);

    @Test
    void matMulBroadcastsItsBatch() {
        OnnxGraph g = new OnnxGraph("g");
        Value x = g.input("x", ElementType.FLOAT, Shape.of(B, T, Dim.of(3)));
        Tensor w = Tensor.random(random, 3, 5);
        Value y = g.apply(Operator.MATMUL, x, g.constant("w", w.shape(), w.values()));
        g.output("y", y);
        assertEquals(Shape.of(B, T, Dim.of(5)), y.shape());
        Tensor in = Tensor.random(random, 2, 4, 3);
        Tensor out = Runs.run(g, in).get(0);
        for (int b = 0; b < 2; b++) {
            for (int t = 0; t < 4; t++) {
                for (int j = 0; j < 5; j++) {
                    float sum = 0;
                    for (int i = 0; i < 3; i++) {
                        sum += in.at(b, t, i) * w.at(i, j);
                    }
                    assertEquals(sum, out.at(b, t, j), 1e-5);
                }
            }
        }
    }

    @Test
    void gemmAdds() {
        OnnxGraph g = new OnnxGraph("g");
        Value a = g.input("a", ElementType.FLOAT, Shape.of(T, Dim.of(3)));
        Value b = g.input("b", ElementType.FLOAT, Shape.of(3, 5));
        Value c = g.input("c", ElementType.FLOAT, Shape.of(5));
        g.output("y", g.apply(Operator.GEMM, a, b, c));
        Tensor ta = Tensor.random(random, 2, 3);
        Tensor tb = Tensor.random(random, 3, 5);
        Tensor tc = Tensor.random(random, 5);
        Tensor y = Runs.run(g, ta, tb, tc).get(0);
        for (int i = 0; i < 2; i++) {
            for (int j = 0; j < 5; j++) {
                float sum = 0;
                for (int k = 0; k < 3; k++) {
                    sum += ta.at(i, k) * tb.at(k, j);
                }
                assertEquals(sum + tc.at(j), y.at(i, j), 1e-5);
            }
        }
    }

    @ParameterizedTest
    @CsvSource({"1,1,1,1", "3,1,1,1", "3,2,1,1", "3,2,1,6", "4,1,3,6", "3,1,2,2"})
    void convolution(int kernel, int stride, int pad, int group) {
        int channels = 6;
        OnnxGraph g = new OnnxGraph("g");
        Value x = g.input("x", ElementType.FLOAT, Shape.of(B, Dim.of(channels), T));
        Tensor w = Tensor.random(random, channels, channels / group, kernel);
        Tensor bias = Tensor.random(random, channels);
        g.output(
                "y",
                g.node(Operator.CONV)
                        .with("kernel_shape", new long[] {kernel})
                        .with("strides", new long[] {stride})
                        .with("pads", pad, 0)
                        .with("group", group)
                        .of(
                                x,
                                g.constant("w", w.shape(), w.values()),
                                g.constant("bias", bias.shape(), bias.values())));
        Tensor in = Tensor.random(random, 2, channels, 11);
        Tensor out = Runs.run(g, in).get(0);
        int perGroup = channels / group;
        for (int b = 0; b < 2; b++) {
            for (int o = 0; o < channels; o++) {
                for (int t = 0; t < out.shape()[2]; t++) {
                    float sum = bias.at(o);
                    for (int i = 0; i < perGroup; i++) {
                        for (int k = 0; k < kernel; k++) {
                            int at = t * stride + k - pad;
                            if (at >= 0 && at < 11) {
                                sum += w.at(o, i, k) * in.at(b, o / perGroup * perGroup + i, at);
                            }
                        }
                    }
                    assertEquals(sum, out.at(b, o, t), 1e-4);
                }
            }
        }
    }

    @Test
    void maxPoolOfStrideTwoHalvesAMultiple() {
        OnnxGraph g = new OnnxGraph("g");
        Value x = g.input("x", ElementType.FLOAT, Shape.of(B, Dim.of(2), T));
        Value y = g.node(Operator.MAX_POOL)
                .with("kernel_shape", new long[] {3})
                .with("strides", new long[] {2})
                .with("pads", 1, 1)
                .of(x);
        g.output("y", y);
        for (int length : List.of(8, 9)) {
            Tensor in = Tensor.random(random, 1, 2, length);
            Tensor out = Runs.run(g, in).get(0);
            for (int c = 0; c < 2; c++) {
                for (int t = 0; t < out.shape()[2]; t++) {
                    float max = Float.NEGATIVE_INFINITY;
                    for (int at = Math.max(0, 2 * t - 1); at <= Math.min(length - 1, 2 * t + 1); at++) {
                        max = Math.max(max, in.at(0, c, at));
                    }
                    assertEquals(max, out.at(0, c, t));
                }
            }
        }
    }
}
