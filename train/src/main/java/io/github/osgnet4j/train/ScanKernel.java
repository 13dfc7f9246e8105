package io.github.osgnet4j.train;

import java.nio.FloatBuffer;
import java.util.Arrays;
import java.util.Deque;
import java.util.concurrent.ConcurrentLinkedDeque;
import java.util.stream.IntStream;

/**
 * The selective scan on floats with its analytic gradients, in loops the JIT turns into vector instructions. It
 * keeps nothing between the passes: the backward pass computes the states again, piece by piece.
 *
 * <p>h_t = exp(delta_t A) h_{t-1} + delta_t B_t u_t, y_t = C_t . h_t + d u_t, for A below and delta above 0.
 */
public final class ScanKernel {

    /** Channels that one task takes through all steps. */
    private static final int WIDTH = 64;

    /** exp(x) is computed as exp(x / 2^8)^(2^8), in the form of exp(x) - 1, which keeps small steps exact. */
    private static final float PART = 1f / 256;
    /** exp of less is 0 for all purposes. */
    private static final float LOWEST = -80;

    private final int batch;
    private final int steps;
    private final int channels;
    private final int states;
    private final FloatBuffer u;
    private final FloatBuffer delta;
    private final float[] rates;
    private final float[] b;
    private final float[] c;
    private final float[] d;
    private final boolean parallel;

    /**
     * The scan of given inputs, which are not copied.
     *
     * @param batch B
     * @param steps T
     * @param u (B, T, D)
     * @param delta (B, T, D), not negative
     * @param aLog (D, N), A = -exp(aLog)
     * @param b (B, T, N)
     * @param c (B, T, N)
     * @param d (D)
     * @param parallel whether to use several threads; the result is the same to the last bit
     */
    public ScanKernel(
            int batch,
            int steps,
            FloatBuffer u,
            FloatBuffer delta,
            float[] aLog,
            float[] b,
            float[] c,
            float[] d,
            boolean parallel) {
        this.batch = batch;
        this.steps = steps;
        this.channels = d.length;
        this.states = aLog.length / d.length;
        this.u = u;
        this.delta = delta;
        this.b = b;
        this.c = c;
        this.d = d;
        this.parallel = parallel;
        this.rates = new float[aLog.length];
        for (int i = 0; i < channels; i++) {
            for (int n = 0; n < states; n++) {
                rates[n * channels + i] = (float) -Math.exp(aLog[i * states + n]);
            }
        }
    }

    /**
     * Gradients of the scan's smaller inputs, each in its input's shape.
     *
     * @param aLog (D, N)
     * @param b (B, T, N)
     * @param c (B, T, N)
     * @param d (D)
     */
    public record Gradients(float[] aLog, float[] b, float[] c, float[] d) {}

    /** Fills y, (B, T, D). */
    public void forward(FloatBuffer y) {
        tasks().forEach(task -> new Piece(task).forward(y));
    }

    /**
     * The gradients of everything.
     *
     * @param gy that of y, (B, T, D)
     * @param gu filled with that of u, (B, T, D)
     * @param gdelta filled with that of delta, (B, T, D)
     */
    public Gradients backward(FloatBuffer gy, FloatBuffer gu, FloatBuffer gdelta) {
        Piece[] pieces = new Piece[batch * chunks()];
        Deque<History> free = new ConcurrentLinkedDeque<>();
        tasks().forEach(task -> {
            Piece piece = new Piece(task);
            History known = free.poll();
            History history = known != null && known.fits(piece.width) ? known : new History(piece.width);
            piece.backward(history, gy, gu, gdelta);
            free.push(history);
            pieces[task] = piece;
        });
        float[] ga = new float[rates.length];
        float[] gd = new float[channels];
        float[] gb = new float[b.length];
        float[] gc = new float[c.length];
        for (Piece piece : pieces) {
            piece.collect(ga, gb, gc, gd);
        }
        return new Gradients(ga, gb, gc, gd);
    }

    private int chunks() {
        return (channels + WIDTH - 1) / WIDTH;
    }

    private IntStream tasks() {
        IntStream all = IntStream.range(0, batch * chunks());
        return parallel ? all.parallel() : all;
    }

    /** Room for what all steps of a piece have computed, used by one piece after the other. */
    private final class History {

        /** One more in front, which is 0. */
        private final float[][] states;

        private final float[][] decays;

        History(int width) {
            this.states = new float[(steps + 1) * ScanKernel.this.states][width];
            this.decays = new float[steps * ScanKernel.this.states][width];
        }

        boolean fits(int width) {
            return states[0].length == width;
        }
    }

    /**
     * Up to {@link #WIDTH} channels of one sample. Each state has an array of its own: loops over one array with two
     * offsets are not vectorised, nor are loops that store to several.
     */
    private final class Piece {

        private final int sample;
        private final int first;
        private final int width;
        private final float[][] rate;
        private final float[] step;
        private final float[] input;
        private final float[] fed;
        private final float[] skip;
        private float[][] rateGradient;
        private float[] bGradient;
        private float[] cGradient;
        private float[] skipGradient;

        Piece(int task) {
            sample = task / chunks();
            first = task % chunks() * WIDTH;
            width = Math.min(WIDTH, channels - first);
            rate = new float[states][width];
            for (int n = 0; n < states; n++) {
                System.arraycopy(rates, n * channels + first, rate[n], 0, width);
            }
            step = new float[width];
            input = new float[width];
            fed = new float[width];
            skip = new float[width];
            System.arraycopy(d, first, skip, 0, width);
        }

        private void load(int t) {
            int at = (sample * steps + t) * channels + first;
            delta.get(at, step);
            u.get(at, input);
            multiply(fed, step, input);
        }

        void forward(FloatBuffer y) {
            float[][] h = new float[states][width];
            float[] decay = new float[width];
            float[] out = new float[width];
            for (int t = 0; t < steps; t++) {
                load(t);
                multiply(out, skip, input);
                int row = (sample * steps + t) * states;
                for (int n = 0; n < states; n++) {
                    decay(decay, step, rate[n]);
                    advance(h[n], decay, h[n], fed, b[row + n]);
                    addScaled(out, h[n], c[row + n]);
                }
                y.put((sample * steps + t) * channels + first, out);
            }
        }

        void backward(History history, FloatBuffer gy, FloatBuffer gu, FloatBuffer gdelta) {
            float[][] h = history.states;
            float[][] decays = history.decays;
            for (int t = 0; t < steps; t++) {
                load(t);
                int row = (sample * steps + t) * states;
                for (int n = 0; n < states; n++) {
                    int at = t * states + n;
                    decay(decays[at], step, rate[n]);
                    advance(h[at + states], decays[at], h[at], fed, b[row + n]);
                }
            }
            retreat(h, decays, gy, gu, gdelta);
        }

        private void retreat(float[][] h, float[][] decays, FloatBuffer gy, FloatBuffer gu, FloatBuffer gdelta) {
            rateGradient = new float[states][width];
            bGradient = new float[steps * states];
            cGradient = new float[steps * states];
            skipGradient = new float[width];
            float[][] gh = new float[states][width];
            float[] g = new float[width];
            float[] stepGradient = new float[width];
            float[] inputGradient = new float[width];
            float[] fedGradient = new float[width];
            float[] through = new float[width];
            for (int t = steps - 1; t >= 0; t--) {
                load(t);
                int at = (sample * steps + t) * channels + first;
                gy.get(at, g);
                addProduct(skipGradient, g, input);
                multiply(inputGradient, g, skip);
                Arrays.fill(stepGradient, 0);
                Arrays.fill(fedGradient, 0);
                int row = (sample * steps + t) * states;
                for (int n = 0; n < states; n++) {
                    int before = t * states + n;
                    addScaled(gh[n], g, c[row + n]);
                    cGradient[before] = dot(g, h[before + states]);
                    bGradient[before] = dot(fed, gh[n]);
                    addScaled(fedGradient, gh[n], b[row + n]);
                    multiply(gh[n], gh[n], decays[before]);
                    multiply(through, gh[n], h[before]);
                    addProduct(rateGradient[n], through, step);
                    addProduct(stepGradient, through, rate[n]);
                }
                addProduct(stepGradient, fedGradient, input);
                addProduct(inputGradient, fedGradient, step);
                gdelta.put(at, stepGradient);
                gu.put(at, inputGradient);
            }
        }

        void collect(float[] ga, float[] gb, float[] gc, float[] gd) {
            for (int i = 0; i < width; i++) {
                for (int n = 0; n < states; n++) {
                    // A = -exp(aLog), so dA / daLog = A.
                    ga[(first + i) * states + n] += rateGradient[n][i] * rate[n][i];
                }
                gd[first + i] += skipGradient[i];
            }
            int from = sample * steps * states;
            for (int i = 0; i < bGradient.length; i++) {
                gb[from + i] += bGradient[i];
                gc[from + i] += cGradient[i];
            }
        }
    }

    /** exp(step * rate). */
    private static void decay(float[] decay, float[] step, float[] rate) {
        for (int i = 0; i < decay.length; i++) {
            float x = Math.max(step[i] * rate[i], LOWEST) * PART;
            float q = x * (1 + x * (1 / 2f + x * (1 / 6f + x * (1 / 24f + x * (1 / 120f)))));
            q = q * (q + 2);
            q = q * (q + 2);
            q = q * (q + 2);
            q = q * (q + 2);
            q = q * (q + 2);
            q = q * (q + 2);
            q = q * (q + 2);
            q = q * (q + 2);
            decay[i] = 1 + q;
        }
    }

    private static void advance(float[] next, float[] decay, float[] h, float[] fed, float weight) {
        for (int i = 0; i < next.length; i++) {
            next[i] = decay[i] * h[i] + fed[i] * weight;
        }
    }

    private static void multiply(float[] out, float[] x, float[] y) {
        for (int i = 0; i < out.length; i++) {
            out[i] = x[i] * y[i];
        }
    }

    private static void addScaled(float[] out, float[] x, float factor) {
        for (int i = 0; i < out.length; i++) {
            out[i] += x[i] * factor;
        }
    }

    private static void addProduct(float[] out, float[] x, float[] y) {
        for (int i = 0; i < out.length; i++) {
            out[i] += x[i] * y[i];
        }
    }

    private static float dot(float[] x, float[] y) {
        float s0 = 0;
        float s1 = 0;
        float s2 = 0;
        float s3 = 0;
        int i = 0;
        for (; i + 3 < x.length; i += 4) {
            s0 += x[i] * y[i];
            s1 += x[i + 1] * y[i + 1];
            s2 += x[i + 2] * y[i + 2];
            s3 += x[i + 3] * y[i + 3];
        }
        for (; i < x.length; i++) {
            s0 += x[i] * y[i];
        }
        return (s0 + s1) + (s2 + s3);
    }
}
