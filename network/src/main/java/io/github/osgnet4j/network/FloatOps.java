package io.github.osgnet4j.network;

import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.IntStream;

/**
 * The plainest reading of {@link Ops}: loops over float arrays, inference only. It is the oracle the other backends
 * are tested against, so it spends nothing on speed but a matrix product the JIT can vectorise.
 */
public final class FloatOps implements Ops<FloatTensor> {

    private static final float EPSILON = 1e-5f;

    /** Holds no state. */
    public FloatOps() {}

    /**
     * A network in plain floats; padded tokens do nothing.
     *
     * @param parameters every parameter by PyTorch's name, and the position table
     */
    public static Network<FloatTensor> network(NetworkSpec spec, Map<String, NamedTensor> parameters) {
        Params<FloatTensor> w =
                Params.of(name -> Optional.ofNullable(parameters.get(name)).map(FloatTensor::of));
        return new Network<>(new FloatOps(), w, spec, TextPadding.INERT);
    }

    @Override
    public FloatTensor add(FloatTensor a, FloatTensor b) {
        return a.combine(b, Float::sum);
    }

    @Override
    public FloatTensor mul(FloatTensor a, FloatTensor b) {
        return a.combine(b, (x, y) -> x * y);
    }

    @Override
    public FloatTensor mix(FloatTensor alpha, FloatTensor a, FloatTensor b) {
        return add(mul(alpha, a), mul(alpha.map(x -> 1 - x), b));
    }

    @Override
    public FloatTensor relu(FloatTensor x) {
        return x.map(v -> Math.max(v, 0));
    }

    @Override
    public FloatTensor gelu(FloatTensor x) {
        return x.map(v -> v * 0.5 * Erf.erfc(-v / Math.sqrt(2)));
    }

    @Override
    public FloatTensor silu(FloatTensor x) {
        return x.map(v -> v / (1 + Math.exp(-v)));
    }

    @Override
    public FloatTensor sigmoid(FloatTensor x) {
        return x.map(v -> 1 / (1 + Math.exp(-v)));
    }

    @Override
    public FloatTensor softplus(FloatTensor x) {
        return x.map(v -> v > 30 ? v : Math.log1p(Math.exp(v)));
    }

    @Override
    public FloatTensor scale(FloatTensor x, FloatTensor factors) {
        FloatTensor perChannel = new FloatTensor(new int[] {factors.values().length}, factors.values());
        return x.combine(perChannel, (v, factor) -> v * factor);
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
        float[] rowsOfIn = FloatMatrix.transpose(weight.values(), out, in);
        IntStream.range(0, x.leading(1)).parallel().forEach(r -> {
            System.arraycopy(bias.values(), 0, y.values(), r * out, out);
            FloatMatrix.multiplyAdd(x.values(), r * in, in, rowsOfIn, y.values(), r * out, out);
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
        FloatTensor x = a.repeated(batch);
        FloatTensor y = b.repeated(batch);
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
        return FloatConvolutions.conv1d(x, weight, bias);
    }

    @Override
    public FloatTensor depthwiseConv1d(FloatTensor x, FloatTensor weight, int stride) {
        return FloatConvolutions.depthwiseConv1d(x, weight, stride);
    }

    @Override
    public FloatTensor causalConv1d(FloatTensor x, FloatTensor weight, FloatTensor bias) {
        return FloatConvolutions.causalConv1d(x, weight, bias);
    }

    @Override
    public FloatTensor maxPool1d(FloatTensor x, int kernel, int stride) {
        return FloatConvolutions.maxPool1d(x, kernel, stride);
    }

    @Override
    public Lengths<FloatTensor> lengthOf(FloatTensor x) {
        return Lengths.of(new FloatTensor(new int[] {1}, new float[] {x.dim(-2)}));
    }

    @Override
    public Lengths<FloatTensor> strided(Lengths<FloatTensor> lengths, int stride) {
        return lengths.isFull() ? lengths : Lengths.of(lengths.values().map(n -> Math.ceil(n / stride)));
    }

    @Override
    public FloatTensor masked(FloatTensor x, Lengths<FloatTensor> lengths) {
        if (lengths.isFull()) {
            return x;
        }
        FloatTensor y = x.repeated(Math.max(x.dim(0), lengths.values().dim(0))).copy();
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
        FloatTensor y = x.copy();
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
        return lengths.isFull() ? x : x.resized(Math.min(x.dim(-2), longest(lengths)));
    }

    @Override
    public FloatTensor firstSteps(FloatTensor x, FloatTensor like) {
        return x.resized(like.dim(-2));
    }

    @Override
    public FloatTensor padSteps(FloatTensor x, int multiple) {
        return x.resized((x.dim(-2) + multiple - 1) / multiple * multiple);
    }

    @Override
    public FloatTensor positions(FloatTensor table, FloatTensor x, int multiple) {
        int rows = table.dim(0);
        int c = table.dim(1);
        int steps = x.dim(-2);
        int padded = multiple == 0 ? 0 : (steps + multiple - 1) / multiple * multiple;
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
        return FloatAttention.full(q, k, v, heads, keys);
    }

    @Override
    public FloatTensor windowAttention(
            FloatTensor q, FloatTensor k, FloatTensor v, int heads, int radius, Lengths<FloatTensor> lengths) {
        return FloatAttention.windowed(q, k, v, heads, radius, lengths);
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
                double[] a = new double[states];
                for (int s = 0; s < states; s++) {
                    a[s] = -Math.exp(aLog.values()[i * states + s]);
                }
                double[] h = new double[states];
                for (int t = 0; t < steps; t++) {
                    int r = n * steps + t;
                    double dt = delta.values()[r * channels + i];
                    double x = u.values()[r * channels + i];
                    double sum = d.values()[i] * x;
                    for (int s = 0; s < states; s++) {
                        h[s] = Math.exp(dt * a[s]) * h[s] + dt * b.values()[r * states + s] * x;
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
        FloatTensor y = x.copy();
        for (int r = 0; r < x.leading(1); r++) {
            if (row(index, r / steps / objects, r / steps % objects, r % steps) < 0) {
                Arrays.fill(y.values(), r * c, (r + 1) * c, 0);
            }
        }
        return y;
    }

    @Override
    public FloatTensor objectAttention(FloatTensor q, FloatTensor k, FloatTensor v, int heads, FloatTensor index) {
        return FloatAttention.overObjects(q, k, v, heads, index);
    }

    @Override
    public FloatTensor learnedQueries(FloatTensor weight, FloatTensor like) {
        int c = weight.dim(0);
        int queries = weight.dim(1);
        FloatTensor columns =
                new FloatTensor(new int[] {1, queries, c}, FloatMatrix.transpose(weight.values(), c, queries));
        return columns.repeated(like.dim(0));
    }

    @Override
    public FloatTensor firstStep(FloatTensor x) {
        return x.resized(1);
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

    static int row(FloatTensor index, int b, int o, int t) {
        return (int) index.values()[(b * index.dim(1) + t) * index.dim(2) + o];
    }

    static int length(Lengths<FloatTensor> lengths, int sample) {
        float[] values = lengths.values().values();
        return (int) values[values.length == 1 ? 0 : sample];
    }

    private static int longest(Lengths<FloatTensor> lengths) {
        float[] values = lengths.values().values();
        return IntStream.range(0, values.length).map(i -> (int) values[i]).max().orElse(0);
    }
}
