package io.github.osgnet4j.train;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDArrays;
import ai.djl.ndarray.NDList;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.index.NDIndex;
import ai.djl.ndarray.types.Shape;
import ai.djl.nn.Activation;
import io.github.osgnet4j.network.Lengths;
import io.github.osgnet4j.network.NetworkException;
import io.github.osgnet4j.network.Ops;
import java.util.Arrays;
import java.util.List;
import java.util.OptionalLong;
import java.util.random.RandomGenerator;

/**
 * The network's operations as DJL arrays on PyTorch, with gradients where they are being recorded, on whatever carries
 * the arrays: themselves ({@link ArrayOps}), or places of a tape ({@link TapedOps}). Every operation takes its arrays with
 * {@link #in} and gives its result with {@link #out}.
 *
 * <p>One instance serves one pass. Nothing in here may use DJL's arithmetic with Java numbers, which gives wrong gradients
 * after a garbage collection; composite operations are TorchScript ({@code operations.torchscript}).
 *
 * @param <T> what carries an array
 */
abstract class DjlOps<T> implements Ops<T> {

    /** Added to a logit, leaves nothing of it after a softmax. */
    private static final float NEVER = -1e9f;
    /** What the official windowed attention adds to the logits of padded keys. */
    private static final float PADDED = -1e4f;

    private final TorchFunctions functions;
    private final PassConstants constants;
    private final boolean training;
    private final boolean stochasticDepth;
    private RandomGenerator depth;

    /**
     * @param training whether the pass learns: positions are never interpolated then
     * @param depthSeed decides which residual branches the pass leaves out; empty keeps all of them
     */
    DjlOps(NDManager manager, TorchFunctions functions, boolean training, OptionalLong depthSeed) {
        this.functions = functions;
        this.constants = new PassConstants(manager);
        this.training = training;
        this.stochasticDepth = depthSeed.isPresent();
        this.depth = Seeds.generator(depthSeed.orElse(0));
    }

    /** The array that x carries, for its shape, or for its values where no gradient goes to it. */
    abstract NDArray array(T x);

    /** The array that x carries, for use in an operation. */
    abstract NDArray in(T x);

    /** The carrier of what an operation gives. */
    abstract T out(NDArray result);

    /** The carrier of an array that no gradient goes to. */
    abstract T constant(NDArray array);

    /** The carrier of what is left of an operand that was masked or cut: constant if the operand is. */
    abstract T out(NDArray result, T operand);

    /** Starts another row of choices of residual branches, so that a part of the network can be run again alone. */
    void reseed(long seed) {
        depth = Seeds.generator(seed);
    }

    TorchFunctions functions() {
        return functions;
    }

    PassConstants constants() {
        return constants;
    }

    /** Lengths as arrays of this pass; full if every sample has all the steps. */
    Lengths<T> lengths(int[] lengths, int steps) {
        return Arrays.stream(lengths).allMatch(n -> n == steps) ? Lengths.full() : lengths(lengths);
    }

    private Lengths<T> lengths(int[] lengths) {
        return Lengths.of(constant(constants.integers(lengths, lengths.length)));
    }

    private Lengths<NDArray> in(Lengths<T> lengths) {
        return lengths.isFull() ? Lengths.full() : Lengths.of(in(lengths.values()));
    }

    @SafeVarargs
    private T call(String function, T... arguments) {
        NDArray[] arrays = new NDArray[arguments.length];
        for (int i = 0; i < arrays.length; i++) {
            arrays[i] = in(arguments[i]);
        }
        return out(functions.call(function, arrays));
    }

    private T integer(int value) {
        return constant(constants.integer(value));
    }

    private int size(T x, int axis) {
        Shape shape = array(x).getShape();
        return Math.toIntExact(shape.get(axis < 0 ? shape.dimension() + axis : axis));
    }

    private int steps(T x) {
        return size(x, -2);
    }

    @Override
    public T add(T a, T b) {
        return out(in(a).add(in(b)));
    }

    @Override
    public T mul(T a, T b) {
        return out(in(a).mul(in(b)));
    }

    @Override
    public T mix(T alpha, T a, T b) {
        return call("mix", alpha, a, b);
    }

    @Override
    public T relu(T x) {
        return out(Activation.relu(in(x)));
    }

    @Override
    public T gelu(T x) {
        return out(Activation.gelu(in(x)));
    }

    @Override
    public T silu(T x) {
        return call("silu", x);
    }

    @Override
    public T sigmoid(T x) {
        return out(Activation.sigmoid(in(x)));
    }

    @Override
    public T softplus(T x) {
        return out(Activation.softPlus(in(x)));
    }

    @Override
    public T scale(T x, T factors) {
        return call("scale", x, factors);
    }

    /** Object sequences (B, O, T, C) count as B * O samples. */
    @Override
    public T dropPath(T x, double probability) {
        if (!stochasticDepth || probability == 0) {
            return x;
        }
        long[] shape = array(x).getShape().getShape().clone();
        Arrays.fill(shape, shape.length - 2, shape.length, 1);
        float[] factors = branchFactors(Math.toIntExact(new Shape(shape).size()), probability);
        return out(in(x).mul(constants.floats(factors, shape)), x);
    }

    /** What the residual branches of some samples are multiplied by: 0 for those that are left out. */
    float[] branchFactors(int count, double probability) {
        float[] factors = new float[count];
        for (int i = 0; i < count; i++) {
            factors[i] = depth.nextDouble() < probability ? 0 : (float) (1 / (1 - probability));
        }
        return factors;
    }

    @Override
    public T linear(T x, T weight) {
        return call("linear", x, weight);
    }

    @Override
    public T linear(T x, T weight, T bias) {
        return call("linear_bias", x, weight, bias);
    }

    @Override
    public T layerNorm(T x, T weight, T bias) {
        return call("layer_norm", x, weight, bias);
    }

    @Override
    public T concat(T a, T b) {
        return out(NDArrays.concat(new NDList(in(a), in(b)), -1));
    }

    @Override
    public List<T> split(T x, int... sizes) {
        long[] ends = new long[sizes.length - 1];
        long end = 0;
        for (int i = 0; i < ends.length; i++) {
            end += sizes[i];
            ends[i] = end;
        }
        NDArray whole = in(x);
        return whole.split(ends, whole.getShape().dimension() - 1).stream()
                .map(this::out)
                .toList();
    }

    @Override
    public T conv1d(T x, T weight) {
        return size(weight, 2) == 1 ? linear(x, weight) : call("conv1d", x, weight);
    }

    @Override
    public T conv1d(T x, T weight, T bias) {
        return size(weight, 2) == 1 ? linear(x, weight, bias) : call("conv1d_bias", x, weight, bias);
    }

    @Override
    public T depthwiseConv1d(T x, T weight, int stride) {
        return call("depthwise", x, weight, integer(stride));
    }

    @Override
    public T causalConv1d(T x, T weight, T bias) {
        return call("causal", x, weight, bias);
    }

    @Override
    public T maxPool1d(T x, int kernel, int stride) {
        return call("max_pool", x, integer(kernel), integer(stride));
    }

    @Override
    public Lengths<T> lengthOf(T x) {
        return lengths(new int[] {steps(x)});
    }

    @Override
    public Lengths<T> strided(Lengths<T> lengths, int stride) {
        if (lengths.isFull() || stride == 1) {
            return lengths;
        }
        return lengths(Arrays.stream(constants.values(in(lengths.values())))
                .map(n -> (n + stride - 1) / stride)
                .toArray());
    }

    @Override
    public T masked(T x, Lengths<T> lengths) {
        return lengths.isFull() ? x : out(in(x).mul(constants.mask(in(lengths), steps(x), 1, 0)), x);
    }

    @Override
    public T reverse(T x, Lengths<T> lengths) {
        int steps = steps(x);
        if (lengths.isFull()
                || Arrays.stream(constants.values(in(lengths.values()))).allMatch(n -> n >= steps)) {
            return call("flip", x);
        }
        return call("permute_steps", x, constant(constants.reversed(in(lengths), size(x, 0), steps)));
    }

    @Override
    public T dropPadding(T x, Lengths<T> lengths) {
        return lengths.isFull() ? x : first(x, constants.longest(in(lengths)));
    }

    @Override
    public T firstSteps(T x, T like) {
        return first(x, steps(like));
    }

    private T first(T x, int steps) {
        if (steps >= steps(x)) {
            return x;
        }
        NDArray whole = in(x);
        NDIndex index = new NDIndex();
        for (int i = 0; i < whole.getShape().dimension() - 2; i++) {
            index.addAllDim();
        }
        NDArray part = whole.get(index.addSliceDim(0, steps));
        constants.cut(whole, part);
        return out(part, x);
    }

    @Override
    public T padSteps(T x, int multiple) {
        int missing = Math.floorMod(-steps(x), multiple);
        return missing == 0 ? x : out(functions.call("pad_steps", in(x), constants.integer(missing)), x);
    }

    @Override
    public T positions(T table, T x, int multiple) {
        int steps = steps(x);
        int rows = size(table, 0);
        int padded = multiple == 0 ? 0 : (steps + multiple - 1) / multiple * multiple;
        if (!training && padded > rows) {
            return constant(interpolated(in(table), rows, steps, padded));
        }
        if (steps > rows) {
            throw new NetworkException("A sequence of " + steps + " steps needs as many positions; the table has "
                    + rows + ". Training does not interpolate them: raise max_seq_len or cut the video");
        }
        return constant(in(table).get(new NDIndex().addSliceDim(0, steps)).expandDims(0));
    }

    private NDArray interpolated(NDArray table, int rows, int steps, int padded) {
        long[] low = new long[steps];
        long[] high = new long[steps];
        float[] weight = new float[steps];
        for (int t = 0; t < steps; t++) {
            float at = Math.max(0, (float) rows / padded * (t + 0.5f) - 0.5f);
            low[t] = (int) at;
            high[t] = Math.min(low[t] + 1, rows - 1);
            weight[t] = at - low[t];
        }
        NDArray lower = functions.call("select_rows", table, constants.indices(low, steps));
        NDArray upper = functions.call("select_rows", table, constants.indices(high, steps));
        return functions
                .call("mix", constants.floats(weight, steps, 1), upper, lower)
                .expandDims(0);
    }

    @Override
    public T attention(T q, T k, T v, int heads, Lengths<T> keys) {
        NDArray bias;
        NDArray any;
        if (keys.isFull()) {
            bias = constants.scalar(0);
            any = constants.scalar(1);
        } else {
            bias = constants.keyBias(in(keys), steps(k), NEVER).expandDims(1).expandDims(1);
            any = constants.mask(in(keys), 1, 1, 0).expandDims(1);
        }
        return call("attention", q, k, v, integer(heads), constant(bias), constant(any));
    }

    @Override
    public T windowAttention(T q, T k, T v, int heads, int radius, Lengths<T> lengths) {
        int steps = steps(q);
        T band = constant(constants.band(radius, NEVER));
        T bias = constant(lengths.isFull() ? constants.zeros(1, steps) : constants.keyBias(in(lengths), steps, PADDED));
        return call("window_attention", q, k, v, integer(heads), integer(radius), band, bias);
    }

    @Override
    public T selectiveScan(T u, T delta, T aLog, T b, T c, T d) {
        return call("selective_scan", u, delta, aLog, b, c, d);
    }

    @Override
    public T objectRows(T table, T fallback, T index) {
        NDArray rows = constants.rows(in(index), size(table, 0));
        return out(functions.call("rows", in(table), in(fallback), rows).transpose(0, 2, 1, 3));
    }

    @Override
    public T maskedObjects(T x, T index) {
        return out(in(x).mul(constants.present(in(index)).expandDims(-1)));
    }

    @Override
    public T objectAttention(T q, T k, T v, int heads, T index) {
        return call("object_attention", q, k, v, integer(heads), constant(constants.present(in(index))));
    }

    @Override
    public T learnedQueries(T weight, T like) {
        return out(functions.call("learned_queries", in(weight), array(like)));
    }

    @Override
    public T firstStep(T x) {
        return first(x, 1);
    }

    @Override
    public T cosine(T x, T y) {
        return call("cosine", x, y);
    }
}
