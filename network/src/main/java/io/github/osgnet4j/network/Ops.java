package io.github.osgnet4j.network;

import java.util.List;
import java.util.function.Supplier;

/**
 * The operations OSGNet is made of, at the level where each backend has its best kernel. The network is written once
 * over this interface; a backend reads it as float arrays ({@link FloatOps}), as ONNX nodes or as DJL arrays.
 *
 * <p>Sequences are (B, T, C): batch, steps, channels; object sequences are (B, O, T, C). "Channels" is always the last
 * axis and "steps" the one before it; axes before the steps are batch axes. Where two operands have different batch
 * sizes, one of them is 1 and is repeated. Weights have PyTorch's shapes; a parameter that acts per channel may come
 * as (C), (1, C, 1) or (1, 1, C, 1). All tensors are float32 except lengths and object indices, which are integers.
 *
 * @param <T> the backend's tensor
 */
public interface Ops<T> {

    // Elementwise.

    /** a + b; b may be (C), the same at every step. */
    T add(T a, T b);

    /** a * b. */
    T mul(T a, T b);

    /** alpha * a + (1 - alpha) * b. */
    T mix(T alpha, T a, T b);

    /** max(x, 0). */
    T relu(T x);

    /** x * Phi(x), the exact form with erf. */
    T gelu(T x);

    /** x * sigmoid(x). */
    T silu(T x);

    /** 1 / (1 + exp(-x)). */
    T sigmoid(T x);

    /** log(1 + exp(x)), without overflow for large x. */
    T softplus(T x);

    /** A parameter that acts per channel, as (C). */
    default T vector(T parameter) {
        return parameter;
    }

    /** x times a factor per channel, or times a scalar where {@code factors} has one element. */
    T scale(T x, T factors);

    /** Stochastic depth per sample in training; the identity otherwise. */
    T dropPath(T x, double probability);

    // Channels.

    /** x W^T. weight: (O, I) or (O, I, 1). */
    T linear(T x, T weight);

    /** x W^T + b. weight: (O, I) or (O, I, 1); bias: (O). */
    T linear(T x, T weight, T bias);

    /** Normalises over the channels with biased variance and eps 1e-5, then weight and bias per channel. */
    T layerNorm(T x, T weight, T bias);

    /** Both tensors side by side along the channels. */
    T concat(T a, T b);

    /** Cuts the channels into pieces of the given sizes. */
    List<T> split(T x, int... sizes);

    // Neighbouring steps.

    /** Convolution over the steps, zero padding K / 2 at both ends, stride 1. weight: (O, I, K), K odd. */
    T conv1d(T x, T weight);

    /** As {@link #conv1d(Object, Object)}, plus bias: (O). */
    T conv1d(T x, T weight, T bias);

    /** One filter per channel over the steps, zero padding K / 2 at both ends. weight: (C, 1, K), K odd. */
    T depthwiseConv1d(T x, T weight, int stride);

    /** One filter per channel over this and the K - 1 steps before it. weight: (C, 1, K); bias: (C). */
    T causalConv1d(T x, T weight, T bias);

    /** Largest value of {@code kernel} steps, padding (stride + 1) / 2 of minus infinity at both ends. */
    T maxPool1d(T x, int kernel, int stride);

    // Padding.

    /** The number of steps of x, as lengths that all samples share. */
    Lengths<T> lengthOf(T x);

    /** The lengths after keeping every {@code stride}-th step, the first included: ceil(length / stride). */
    Lengths<T> strided(Lengths<T> lengths, int stride);

    /** x with 0 at padded steps. */
    T masked(T x, Lengths<T> lengths);

    /** The real steps of each sample in reverse order, padding where it was. */
    T reverse(T x, Lengths<T> lengths);

    /** x without the steps that are padding in every sample. */
    T dropPadding(T x, Lengths<T> lengths);

    /** The leading steps of x, as many as {@code like} has. */
    T firstSteps(T x, T like);

    /** x with zero steps appended until their number is a multiple of {@code multiple}. */
    T padSteps(T x, int multiple);

    /**
     * The position table for the steps of x, as (1, T, C). With P the steps T rounded up to a multiple of
     * {@code multiple}: row t of the table while P fits into the table, else the table linearly interpolated to P rows
     * (align_corners = false). {@code multiple} 0 never interpolates.
     *
     * @param table (N, C)
     */
    T positions(T table, T x, int multiple);

    // Attention and scan.

    /**
     * Multi-head attention of every step of q over all real steps of k, scaled by 1 / sqrt(C / heads). A sample
     * without real keys gets 0.
     *
     * @param q (B, T, C) or (B, O, T, C)
     * @param k (B, L, C)
     * @param v (B, L, C)
     */
    T attention(T q, T k, T v, int heads, Lengths<T> keys);

    /**
     * Multi-head attention of step t over the steps t - radius .. t + radius of the same sequence, scaled by
     * 1 / sqrt(C / heads). Steps outside the sequence do not take part, padded steps do with -1e4 added to their
     * logit. What comes out at padded steps is finite and otherwise unspecified.
     *
     * @param q (B, T, C), as k and v; T a multiple of 2 * radius
     */
    T windowAttention(T q, T k, T v, int heads, int radius, Lengths<T> lengths);

    /**
     * The selective scan of Mamba: h_t = exp(delta_t A) h_{t-1} + delta_t B_t u_t with A = -exp(aLog), y_t = C_t . h_t + d u_t.
     *
     * @param u (B, T, D)
     * @param delta (B, T, D), positive
     * @param aLog (D, N)
     * @param b (B, T, N)
     * @param c (B, T, N)
     * @param d (D)
     * @return y (B, T, D)
     */
    T selectiveScan(T u, T delta, T aLog, T b, T c, T d);

    /**
     * {@link #selectiveScan} as a block of Mamba has it: softplus(step) as step sizes, and the result times silu(gate).
     *
     * @param step (B, T, D)
     * @param gate (B, T, D)
     * @return y (B, T, D)
     */
    default T gatedScan(T u, T step, T aLog, T b, T c, T d, T gate) {
        return mul(selectiveScan(u, softplus(step), aLog, b, c, d), silu(gate));
    }

    /**
     * A direction of a block of Mamba over the real steps: u = silu(causalConv1d(x)), then {@link #gatedScan} of u.
     *
     * @param xz (B, T, 2 D): x, and beside it the gate
     * @return (B, T, D)
     */
    default T scanned(T xz, Lengths<T> lengths, ScanDirection<T> direction) {
        if (direction.backwards()) {
            return reverse(scanned(reverse(xz, lengths), lengths, direction.forwards()), lengths);
        }
        List<T> halves = split(xz, direction.channels(), direction.channels());
        T u = silu(causalConv1d(halves.get(0), direction.filter(), direction.bias()));
        ScanDirection.Mixing<T> mixing = direction.mixing().apply(u);
        return gatedScan(u, mixing.step(), direction.aLog(), mixing.b(), mixing.c(), direction.d(), halves.get(1));
    }

    // Objects.

    /**
     * The rows of a table that an index names.
     *
     * @param table (K, C)
     * @param fallback (C), the row for index -1
     * @param index integers (B, T, O): a row of the table, or -1 for no object
     * @return (B, O, T, C)
     */
    T objectRows(T table, T fallback, T index);

    /** x (B, O, T, C) with 0 wherever the index (B, T, O) is -1. */
    T maskedObjects(T x, T index);

    /**
     * {@link #depthwiseConv1d} over the steps of each slot, with 0 wherever the index is -1. A backend may keep the
     * values of real objects only; for it, {@code none} says what the neighbours hold where there is no object.
     *
     * @param x (B, O, T, C)
     * @param none (C), the value of x where the index is -1
     * @param weight (C, 1, K), K odd
     * @param index integers (B, T, O), -1 for no object
     */
    default T objectConv1d(T x, T none, T weight, T index) {
        return maskedObjects(depthwiseConv1d(x, weight, 1), index);
    }

    /**
     * The objects of the leading steps.
     *
     * @param x (B, O, S, C)
     * @param index integers (B, T, O), the leading steps of the index that x was made with
     * @return (B, O, T, C)
     */
    default T objectsWithin(T x, T index) {
        return firstSteps(x, index);
    }

    /**
     * The steps of x at which there is an object. A backend may as well give all of them, as long as {@link #placed}
     * takes what this gives.
     *
     * @param x (B, T, C)
     * @param index integers (B, T, O), -1 for no object
     */
    default T stepsWithObjects(T x, T index) {
        return x;
    }

    /**
     * Puts what was computed for {@link #stepsWithObjects} back into the sequence.
     *
     * @param x what was computed for the steps with an object
     * @param none (B, T, C) or (C), what a step without any has; equal to what x has there if x has all steps
     * @param index integers (B, T, O), -1 for no object
     * @return (B, T, C)
     */
    default T placed(T x, T none, T index) {
        return x;
    }

    /**
     * Multi-head attention of each step over the objects of that step alone, scaled by 1 / sqrt(C / heads). A step
     * without objects gets 0.
     *
     * @param q (B, T, C), from {@link #stepsWithObjects}
     * @param k (B, O, T, C)
     * @param v (B, O, T, C)
     * @param index integers (B, T, O), -1 for no object
     * @return as q
     */
    T objectAttention(T q, T k, T v, int heads, T index);

    // Training only: memory.

    /**
     * A part of the network of which, once it is computed, nothing but its result is looked at again. A backend that
     * derives it may let go of what it computed in it, and compute it again.
     *
     * @param body reads nothing that changes before the backward pass is over
     */
    default T block(Supplier<T> body) {
        return body.get();
    }

    // Training only: the shot branch.

    /**
     * Learned queries, the same for every sample: the columns of an embedding as steps.
     *
     * @param weight (C, Q)
     * @param like (B, T, C), for its number of samples
     * @return (B, Q, C)
     */
    default T learnedQueries(T weight, T like) {
        throw trainingOnly("learnedQueries");
    }

    /** The first step of each sequence. x: (B, T, C), result (B, 1, C). */
    default T firstStep(T x) {
        throw trainingOnly("firstStep");
    }

    /**
     * Cosine similarity of every pair, norms at least 1e-8.
     *
     * @param x (N, 1, C)
     * @param y (M, 1, C)
     * @return (N, M)
     */
    default T cosine(T x, T y) {
        throw trainingOnly("cosine");
    }

    private static NetworkException trainingOnly(String operation) {
        return new NetworkException("'" + operation + "' serves training only; this backend does not have it");
    }
}
