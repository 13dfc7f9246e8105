package io.github.osgnet4j.network;

import java.util.Arrays;
import java.util.stream.IntStream;

/** What {@link FloatOps} does with neighbouring steps. */
final class FloatConvolutions {

    private FloatConvolutions() {}

    static FloatTensor conv1d(FloatTensor x, FloatTensor weight, FloatTensor bias) {
        int out = weight.dim(0);
        int in = weight.dim(1);
        int kernel = weight.dim(2);
        int steps = x.dim(-2);
        if (x.dim(-1) != in) {
            throw new NetworkException("conv1d: weight " + weight + " does not fit the channels of " + x);
        }
        FloatTensor y = FloatTensor.zeros(x.withLast(out));
        float[][] taps = new float[kernel][];
        for (int k = 0; k < kernel; k++) {
            taps[k] = tap(weight, k);
        }
        IntStream.range(0, x.leading(1)).parallel().forEach(r -> {
            int t = r % steps;
            System.arraycopy(bias.values(), 0, y.values(), r * out, out);
            for (int k = 0; k < kernel; k++) {
                int shift = k - kernel / 2;
                if (t + shift >= 0 && t + shift < steps) {
                    FloatMatrix.multiplyAdd(x.values(), (r + shift) * in, in, taps[k], y.values(), r * out, out);
                }
            }
        });
        return y;
    }

    static FloatTensor depthwiseConv1d(FloatTensor x, FloatTensor weight, int stride) {
        int kernel = weight.dim(2);
        int pad = kernel / 2;
        int steps = x.dim(-2);
        int outSteps = (steps + 2 * pad - kernel) / stride + 1;
        int c = x.dim(-1);
        FloatTensor y = FloatTensor.zeros(x.withSteps(outSteps));
        for (int n = 0; n < x.leading(2); n++) {
            for (int t = 0; t < outSteps; t++) {
                for (int k = 0; k < kernel; k++) {
                    int from = t * stride + k - pad;
                    if (from < 0 || from >= steps) {
                        continue;
                    }
                    for (int i = 0; i < c; i++) {
                        y.values()[(n * outSteps + t) * c + i] +=
                                weight.values()[i * kernel + k] * x.values()[(n * steps + from) * c + i];
                    }
                }
            }
        }
        return y;
    }

    static FloatTensor causalConv1d(FloatTensor x, FloatTensor weight, FloatTensor bias) {
        int kernel = weight.dim(2);
        int steps = x.dim(-2);
        int c = x.dim(-1);
        FloatTensor y = FloatTensor.zeros(x.shape());
        for (int r = 0; r < x.leading(1); r++) {
            int t = r % steps;
            System.arraycopy(bias.values(), 0, y.values(), r * c, c);
            for (int k = Math.max(0, kernel - 1 - t); k < kernel; k++) {
                int from = r + k - (kernel - 1);
                for (int i = 0; i < c; i++) {
                    y.values()[r * c + i] += weight.values()[i * kernel + k] * x.values()[from * c + i];
                }
            }
        }
        return y;
    }

    static FloatTensor maxPool1d(FloatTensor x, int kernel, int stride) {
        int pad = (stride + 1) / 2;
        int steps = x.dim(-2);
        int outSteps = (steps + 2 * pad - kernel) / stride + 1;
        int c = x.dim(-1);
        FloatTensor y = FloatTensor.zeros(x.withSteps(outSteps));
        Arrays.fill(y.values(), Float.NEGATIVE_INFINITY);
        for (int n = 0; n < x.leading(2); n++) {
            for (int t = 0; t < outSteps; t++) {
                int first = Math.max(0, t * stride - pad);
                int last = Math.min(steps, t * stride - pad + kernel);
                for (int from = first; from < last; from++) {
                    for (int i = 0; i < c; i++) {
                        int at = (n * outSteps + t) * c + i;
                        y.values()[at] = Math.max(y.values()[at], x.values()[(n * steps + from) * c + i]);
                    }
                }
            }
        }
        return y;
    }

    /** Tap k of a convolution as a matrix (I, O). */
    private static float[] tap(FloatTensor weight, int k) {
        int out = weight.dim(0);
        int in = weight.dim(1);
        int kernel = weight.dim(2);
        float[] t = new float[in * out];
        for (int o = 0; o < out; o++) {
            for (int i = 0; i < in; i++) {
                t[i * out + o] = weight.values()[(o * in + i) * kernel + k];
            }
        }
        return t;
    }
}
