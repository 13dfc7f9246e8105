package io.github.osgnet4j.network;

import java.util.Arrays;
import java.util.List;
import java.util.function.DoubleUnaryOperator;
import java.util.stream.IntStream;

/**
 * The plainest reading of {@link Ops}: loops over float arrays, inference only. It is the oracle the other backends
 * are tested against, so it spends nothing on speed but a matrix product the JIT can vectorise.
 */
public final class FloatOps implements Ops<FloatTensor> {

    private static final float EPSILON = 1e-5f;

    @FunctionalInterface
    private interface Binary {
        float apply(float a, float b);
    }

    @Override
    public FloatTensor add(FloatTensor a, FloatTensor b) {
        return zip(a, b, Float::sum);
    }

    @Override
    public FloatTensor mul(FloatTensor a, FloatTensor b) {
        return zip(a, b, (x, y) -> x * y);
    }

    @Override
    public FloatTensor mix(FloatTensor alpha, FloatTensor a, FloatTensor b) {
        return add(mul(alpha, a), mul(map(alpha, x -> 1 - x), b));
    }

    @Override
    public FloatTensor relu(FloatTensor x) {
        return map(x, v -> Math.max(v, 0));
    }

    @Override
    public FloatTensor gelu(FloatTensor x) {
        return map(x, v -> v * 0.5 * Erf.erfc(-v / Math.sqrt(2)));
    }

    @Override
    public FloatTensor silu(FloatTensor x) {
        return map(x, v -> v / (1 + Math.exp(-v)));
    }

    @Override
    public FloatTensor sigmoid(FloatTensor x) {
        return map(x, v -> 1 / (1 + Math.exp(-v)));
    }

    @Override
    public FloatTensor softplus(FloatTensor x) {
        return map(x, v -> v > 30 ? v : Math.log1p(Math.exp(v)));
    }

    @Override
    public FloatTensor scale(FloatTensor x, FloatTensor factors) {
        float[] f = factors.values();
        FloatTensor y = FloatTensor.zeros(x.shape());
        for (int i = 0; i < y.values().length; i++) {
            y.values()[i] = x.values()[i] * f[i % f.length];
        }
        return y;
    }

    @Override
    public FloatTensor dropPath(FloatTensor x, double probability) {
        return x;
    }

    @Override
    public FloatTensor linear(FloatTensor x, FloatTensor weight) {
        return linear(x, weight, FloatTensor.zeros(weight.dim(0)));
    }

    @Override
    public FloatTensor linear(FloatTensor x, FloatTensor weight, FloatTensor bias) {
        int out = weight.dim(0);
        int in = weight.dim(1);
        if (x.dim(-1) != in) {
            throw new NetworkException("linear: weight " + weight + " does not fit the channels of " + x);
        }
        FloatTensor y = FloatTensor.zeros(x.withLast(out));
        float[] rowsOfIn = transpose(weight.values(), out, in);
        IntStream.range(0, x.leading(1)).parallel().forEach(r -> {
            System.arraycopy(bias.values(), 0, y.values(), r * out, out);
            multiplyAdd(x.values(), r * in, in, rowsOfIn, y.values(), r * out, out);
        });
        return y;
    }

    @Override
    public FloatTensor layerNorm(FloatTensor x, FloatTensor weight, FloatTensor bias) {
        int c = x.dim(-1);
        FloatTensor y = FloatTensor.zeros(x.shape());
        for (int r = 0; r < x.leading(1); r++) {
            double mean = 0;
            for (int i = 0; i < c; i++) {
                mean += x.values()[r * c + i];
            }
            mean /= c;
            double variance = 0;
            for (int i = 0; i < c; i++) {
                double d = x.values()[r * c + i] - mean;
                variance += d * d;
            }
            double deviation = Math.sqrt(variance / c + EPSILON);
            for (int i = 0; i < c; i++) {
                y.values()[r * c + i] =
                        (float) ((x.values()[r * c + i] - mean) / deviation) * weight.values()[i] + bias.values()[i];
            }
        }
        return y;
    }

    @Override
    public FloatTensor concat(FloatTensor a, FloatTensor b) {
        int batch = Math.max(a.dim(0), b.dim(0));
        FloatTensor x = repeatBatch(a, batch);
        FloatTensor y = repeatBatch(b, batch);
        int p = x.dim(-1);
        int q = y.dim(-1);
        FloatTensor z = FloatTensor.zeros(x.withLast(p + q));
        for (int r = 0; r < x.leading(1); r++) {
            System.arraycopy(x.values(), r * p, z.values(), r * (p + q), p);
            System.arraycopy(y.values(), r * q, z.values(), r * (p + q) + p, q);
        }
        return z;
    }

    @Override
    public List<FloatTensor> split(FloatTensor x, int... sizes) {
        int c = x.dim(-1);
        if (Arrays.stream(sizes).sum() != c) {
            throw new NetworkException(
                    "split: pieces " + Arrays.toString(sizes) + " do not make up the channels of " + x);
        }
        FloatTensor[] pieces = new FloatTensor[sizes.length];
        int from = 0;
        for (int i = 0; i < sizes.length; i++) {
            pieces[i] = FloatTensor.zeros(x.withLast(sizes[i]));
            for (int r = 0; r < x.leading(1); r++) {
                System.arraycopy(x.values(), r * c + from, pieces[i].values(), r * sizes[i], sizes[i]);
            }
            from += sizes[i];
        }
        return List.of(pieces);
    }

    @Override
    public FloatTensor conv1d(FloatTensor x, FloatTensor weight) {
        return conv1d(x, weight, FloatTensor.zeros(weight.dim(0)));
    }

    @Override
    public FloatTensor conv1d(FloatTensor x, FloatTensor weight, FloatTensor bias) {
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
                    multiplyAdd(x.values(), (r + shift) * in, in, taps[k], y.values(), r * out, out);
                }
            }
        });
        return y;
    }

    @Override
    public FloatTensor depthwiseConv1d(FloatTensor x, FloatTensor weight, int stride) {
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

    @Override
    public FloatTensor causalConv1d(FloatTensor x, FloatTensor weight, FloatTensor bias) {
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

    @Override
    public FloatTensor maxPool1d(FloatTensor x, int kernel, int stride) {
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

    @Override
    public Lengths<FloatTensor> lengthOf(FloatTensor x) {
        return Lengths.of(new FloatTensor(new int[] {1}, new float[] {x.dim(-2)}));
    }

    @Override
    public Lengths<FloatTensor> strided(Lengths<FloatTensor> lengths, int stride) {
        return lengths.isFull() ? lengths : Lengths.of(map(lengths.values(), n -> Math.ceil(n / stride)));
    }

    @Override
    public FloatTensor masked(FloatTensor x, Lengths<FloatTensor> lengths) {
        if (lengths.isFull()) {
            return x;
        }
        FloatTensor repeated =
                repeatBatch(x, Math.max(x.dim(0), lengths.values().dim(0)));
        FloatTensor y = new FloatTensor(repeated.shape(), repeated.values().clone());
        int perSample = FloatTensor.size(y.shape()) / y.dim(0);
        for (int b = 0; b < y.dim(0); b++) {
            int from = Math.min(length(lengths, b), y.dim(-2)) * y.dim(-1);
            Arrays.fill(y.values(), b * perSample + from, (b + 1) * perSample, 0);
        }
        return y;
    }

    @Override
    public FloatTensor reverse(FloatTensor x, Lengths<FloatTensor> lengths) {
        int steps = x.dim(1);
        int c = x.dim(2);
        FloatTensor y = new FloatTensor(x.shape(), x.values().clone());
        for (int b = 0; b < x.dim(0); b++) {
            int n = lengths.isFull() ? steps : length(lengths, b);
            for (int t = 0; t < n; t++) {
                System.arraycopy(x.values(), (b * steps + n - 1 - t) * c, y.values(), (b * steps + t) * c, c);
            }
        }
        return y;
    }

    @Override
    public FloatTensor dropPadding(FloatTensor x, Lengths<FloatTensor> lengths) {
        return lengths.isFull() ? x : resize(x, Math.min(x.dim(-2), longest(lengths)));
    }

    @Override
    public FloatTensor firstSteps(FloatTensor x, FloatTensor like) {
        return resize(x, like.dim(-2));
    }

    @Override
    public FloatTensor padSteps(FloatTensor x, int multiple) {
        return resize(x, (x.dim(-2) + multiple - 1) / multiple * multiple);
    }

    @Override
    public FloatTensor positions(FloatTensor table, FloatTensor x, Lengths<FloatTensor> lengths, int multiple) {
        int rows = table.dim(0);
        int c = table.dim(1);
        int steps = x.dim(-2);
        int longest = lengths.isFull() ? steps : longest(lengths);
        int padded = multiple == 0 ? 0 : (longest + multiple - 1) / multiple * multiple;
        float ratio = padded > rows ? (float) rows / padded : 1;
        FloatTensor y = FloatTensor.zeros(1, steps, c);
        for (int t = 0; t < steps; t++) {
            float at = padded > rows ? Math.max(0, ratio * (t + 0.5f) - 0.5f) : t;
            int low = (int) at;
            int high = Math.min(low + 1, rows - 1);
            if (low >= rows) {
                throw new NetworkException(
                        "A sequence of " + steps + " steps needs as many positions; the table has " + rows);
            }
            float weight = at - low;
            for (int i = 0; i < c; i++) {
                y.values()[t * c + i] =
                        (1 - weight) * table.values()[low * c + i] + weight * table.values()[high * c + i];
            }
        }
        return y;
    }

    @Override
    public FloatTensor attention(FloatTensor q, FloatTensor k, FloatTensor v, int heads, Lengths<FloatTensor> keys) {
        int batch = Math.max(q.dim(0), k.dim(0));
        FloatTensor queries = repeatBatch(q, batch);
        FloatTensor keyRows = repeatBatch(k, batch);
        FloatTensor valueRows = repeatBatch(v, batch);
        int perSample = queries.leading(1) / batch;
        int all = k.dim(1);
        FloatTensor y = FloatTensor.zeros(queries.shape());
        for (int r = 0; r < queries.leading(1); r++) {
            int b = r / perSample;
            int n = keys.isFull() ? all : length(keys, b);
            int[] rows = IntStream.range(b * all, b * all + n).toArray();
            attend(queries, r, keyRows, valueRows, rows, new float[n], heads, y);
        }
        return y;
    }

    @Override
    public FloatTensor windowAttention(
            FloatTensor q, FloatTensor k, FloatTensor v, int heads, int radius, Lengths<FloatTensor> lengths) {
        int steps = q.dim(1);
        FloatTensor y = FloatTensor.zeros(q.shape());
        for (int r = 0; r < q.leading(1); r++) {
            int b = r / steps;
            int t = r % steps;
            int first = Math.max(0, t - radius);
            int last = Math.min(steps - 1, t + radius);
            int[] rows =
                    IntStream.rangeClosed(b * steps + first, b * steps + last).toArray();
            float[] penalty = new float[rows.length];
            for (int i = 0; i < rows.length; i++) {
                penalty[i] = lengths.isFull() || first + i < length(lengths, b) ? 0 : -1e4f;
            }
            attend(q, r, k, v, rows, penalty, heads, y);
        }
        return y;
    }

    @Override
    public FloatTensor selectiveScan(
            FloatTensor u, FloatTensor delta, FloatTensor aLog, FloatTensor b, FloatTensor c, FloatTensor d) {
        int steps = u.dim(1);
        int channels = u.dim(2);
        int states = aLog.dim(1);
        FloatTensor y = FloatTensor.zeros(u.shape());
        for (int n = 0; n < u.dim(0); n++) {
            for (int i = 0; i < channels; i++) {
                double[] h = new double[states];
                for (int t = 0; t < steps; t++) {
                    int r = n * steps + t;
                    double dt = delta.values()[r * channels + i];
                    double x = u.values()[r * channels + i];
                    double sum = d.values()[i] * x;
                    for (int s = 0; s < states; s++) {
                        double a = -Math.exp(aLog.values()[i * states + s]);
                        h[s] = Math.exp(dt * a) * h[s] + dt * b.values()[r * states + s] * x;
                        sum += c.values()[r * states + s] * h[s];
                    }
                    y.values()[r * channels + i] = (float) sum;
                }
            }
        }
        return y;
    }

    @Override
    public FloatTensor objectRows(FloatTensor table, FloatTensor fallback, FloatTensor index) {
        int batch = index.dim(0);
        int steps = index.dim(1);
        int objects = index.dim(2);
        int c = table.dim(1);
        FloatTensor y = FloatTensor.zeros(batch, objects, steps, c);
        for (int b = 0; b < batch; b++) {
            for (int o = 0; o < objects; o++) {
                for (int t = 0; t < steps; t++) {
                    int row = row(index, b, o, t);
                    float[] from = row < 0 ? fallback.values() : table.values();
                    System.arraycopy(from, Math.max(row, 0) * c, y.values(), ((b * objects + o) * steps + t) * c, c);
                }
            }
        }
        return y;
    }

    @Override
    public FloatTensor maskedObjects(FloatTensor x, FloatTensor index) {
        int objects = x.dim(1);
        int steps = x.dim(2);
        int c = x.dim(3);
        FloatTensor y = new FloatTensor(x.shape(), x.values().clone());
        for (int r = 0; r < x.leading(1); r++) {
            if (row(index, r / steps / objects, r / steps % objects, r % steps) < 0) {
                Arrays.fill(y.values(), r * c, (r + 1) * c, 0);
            }
        }
        return y;
    }

    @Override
    public FloatTensor objectAttention(FloatTensor q, FloatTensor k, FloatTensor v, int heads, FloatTensor index) {
        int batch = Math.max(q.dim(0), k.dim(0));
        int steps = q.dim(1);
        int objects = k.dim(1);
        FloatTensor queries = repeatBatch(q, batch);
        FloatTensor y = FloatTensor.zeros(queries.shape());
        for (int r = 0; r < queries.leading(1); r++) {
            int b = r / steps;
            int t = r % steps;
            int[] rows = IntStream.range(0, objects)
                    .filter(o -> row(index, b, o, t) >= 0)
                    .map(o -> (b * objects + o) * steps + t)
                    .toArray();
            attend(queries, r, k, v, rows, new float[rows.length], heads, y);
        }
        return y;
    }

    @Override
    public FloatTensor learnedQueries(FloatTensor weight, FloatTensor like) {
        int c = weight.dim(0);
        int queries = weight.dim(1);
        FloatTensor columns = new FloatTensor(new int[] {1, queries, c}, transpose(weight.values(), c, queries));
        return repeatBatch(columns, like.dim(0));
    }

    @Override
    public FloatTensor firstStep(FloatTensor x) {
        return resize(x, 1);
    }

    @Override
    public FloatTensor cosine(FloatTensor x, FloatTensor y) {
        int c = x.dim(-1);
        FloatTensor z = FloatTensor.zeros(x.dim(0), y.dim(0));
        for (int i = 0; i < x.dim(0); i++) {
            for (int j = 0; j < y.dim(0); j++) {
                double norms = norm(x, i) * norm(y, j);
                double dot = 0;
                for (int k = 0; k < c; k++) {
                    dot += (double) x.values()[i * c + k] * y.values()[j * c + k];
                }
                z.values()[i * y.dim(0) + j] = (float) (dot / norms);
            }
        }
        return z;
    }

    private static double norm(FloatTensor x, int row) {
        int c = x.dim(-1);
        double squares = 0;
        for (int i = row * c; i < (row + 1) * c; i++) {
            squares += (double) x.values()[i] * x.values()[i];
        }
        return Math.max(Math.sqrt(squares), 1e-8);
    }

    /** One query row over the given key rows, all heads: y[r] = softmax(q k / sqrt(d) + penalty) v. */
    private static void attend(
            FloatTensor q, int r, FloatTensor k, FloatTensor v, int[] rows, float[] penalty, int heads, FloatTensor y) {
        int c = q.dim(-1);
        int d = c / heads;
        double scale = 1 / Math.sqrt(d);
        double[] p = new double[rows.length];
        for (int head = 0; head < heads; head++) {
            double max = Double.NEGATIVE_INFINITY;
            for (int j = 0; j < rows.length; j++) {
                double dot = 0;
                for (int i = head * d; i < (head + 1) * d; i++) {
                    dot += (double) q.values()[r * c + i] * k.values()[rows[j] * c + i];
                }
                p[j] = dot * scale + penalty[j];
                max = Math.max(max, p[j]);
            }
            double sum = 0;
            for (int j = 0; j < rows.length; j++) {
                p[j] = Math.exp(p[j] - max);
                sum += p[j];
            }
            for (int i = head * d; i < (head + 1) * d; i++) {
                double out = 0;
                for (int j = 0; j < rows.length; j++) {
                    out += p[j] / sum * v.values()[rows[j] * c + i];
                }
                y.values()[r * c + i] = (float) out;
            }
        }
    }

    private static int row(FloatTensor index, int b, int o, int t) {
        return (int) index.values()[(b * index.dim(1) + t) * index.dim(2) + o];
    }

    private static int length(Lengths<FloatTensor> lengths, int sample) {
        float[] values = lengths.values().values();
        return (int) values[values.length == 1 ? 0 : sample];
    }

    private static int longest(Lengths<FloatTensor> lengths) {
        int longest = 0;
        for (float n : lengths.values().values()) {
            longest = Math.max(longest, (int) n);
        }
        return longest;
    }

    private static FloatTensor resize(FloatTensor x, int steps) {
        int old = x.dim(-2);
        int c = x.dim(-1);
        FloatTensor y = FloatTensor.zeros(x.withSteps(steps));
        for (int n = 0; n < x.leading(2); n++) {
            System.arraycopy(x.values(), n * old * c, y.values(), n * steps * c, Math.min(old, steps) * c);
        }
        return y;
    }

    private static FloatTensor repeatBatch(FloatTensor x, int batch) {
        if (x.dim(0) == batch) {
            return x;
        }
        int[] shape = x.shape().clone();
        shape[0] = batch;
        FloatTensor y = FloatTensor.zeros(shape);
        for (int b = 0; b < batch; b++) {
            System.arraycopy(x.values(), 0, y.values(), b * x.values().length, x.values().length);
        }
        return y;
    }

    private static FloatTensor zip(FloatTensor a, FloatTensor b, Binary f) {
        int batch = Math.max(a.dim(0), b.dim(0));
        FloatTensor x = repeatBatch(a, batch);
        FloatTensor y = repeatBatch(b, batch);
        if (!Arrays.equals(x.shape(), y.shape())) {
            throw new NetworkException("Shapes do not fit: " + a + " and " + b);
        }
        FloatTensor z = FloatTensor.zeros(x.shape());
        for (int i = 0; i < z.values().length; i++) {
            z.values()[i] = f.apply(x.values()[i], y.values()[i]);
        }
        return z;
    }

    private static FloatTensor map(FloatTensor x, DoubleUnaryOperator f) {
        FloatTensor y = FloatTensor.zeros(x.shape());
        for (int i = 0; i < y.values().length; i++) {
            y.values()[i] = (float) f.applyAsDouble(x.values()[i]);
        }
        return y;
    }

    /** y[to..] += x[from..] W for W of {@code in} rows of {@code out}. */
    private static void multiplyAdd(float[] x, int from, int in, float[] w, float[] y, int to, int out) {
        for (int i = 0; i < in; i++) {
            float a = x[from + i];
            for (int o = 0; o < out; o++) {
                y[to + o] += a * w[i * out + o];
            }
        }
    }

    private static float[] transpose(float[] w, int rows, int columns) {
        float[] t = new float[w.length];
        for (int r = 0; r < rows; r++) {
            for (int c = 0; c < columns; c++) {
                t[c * rows + r] = w[r * columns + c];
            }
        }
        return t;
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
