package io.github.osgnet4j.network;

import java.util.stream.IntStream;

/** The three attentions of {@link FloatOps}, each a row of queries over some rows of keys. */
final class FloatAttention {

    private FloatAttention() {}

    static FloatTensor full(FloatTensor q, FloatTensor k, FloatTensor v, int heads, Lengths<FloatTensor> keys) {
        int batch = Math.max(q.dim(0), k.dim(0));
        FloatTensor queries = q.repeated(batch);
        FloatTensor keyRows = k.repeated(batch);
        FloatTensor valueRows = v.repeated(batch);
        int perSample = queries.leading(1) / batch;
        int all = k.dim(1);
        FloatTensor y = FloatTensor.zeros(queries.shape());
        for (int r = 0; r < queries.leading(1); r++) {
            int b = r / perSample;
            int n = keys.isFull() ? all : FloatOps.length(keys, b);
            int[] rows = IntStream.range(b * all, b * all + n).toArray();
            attend(queries, r, keyRows, valueRows, rows, new float[n], heads, y);
        }
        return y;
    }

    static FloatTensor windowed(
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
                penalty[i] = lengths.isFull() || first + i < FloatOps.length(lengths, b) ? 0 : -1e4f;
            }
            attend(q, r, k, v, rows, penalty, heads, y);
        }
        return y;
    }

    static FloatTensor overObjects(FloatTensor q, FloatTensor k, FloatTensor v, int heads, FloatTensor index) {
        int batch = Math.max(q.dim(0), k.dim(0));
        int steps = q.dim(1);
        int objects = k.dim(1);
        FloatTensor queries = q.repeated(batch);
        FloatTensor y = FloatTensor.zeros(queries.shape());
        for (int r = 0; r < queries.leading(1); r++) {
            int b = r / steps;
            int t = r % steps;
            int[] rows = IntStream.range(0, objects)
                    .filter(o -> FloatOps.row(index, b, o, t) >= 0)
                    .map(o -> (b * objects + o) * steps + t)
                    .toArray();
            attend(queries, r, k, v, rows, new float[rows.length], heads, y);
        }
        return y;
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
            for (int j = 0; j < rows.length; j++) {
                p[j] /= sum;
            }
            for (int i = head * d; i < (head + 1) * d; i++) {
                double out = 0;
                for (int j = 0; j < rows.length; j++) {
                    out += p[j] * v.values()[rows[j] * c + i];
                }
                y.values()[r * c + i] = (float) out;
            }
        }
    }
}
