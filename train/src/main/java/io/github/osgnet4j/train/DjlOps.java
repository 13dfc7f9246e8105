package io.github.osgnet4j.train;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDArrays;
import ai.djl.ndarray.NDList;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.index.NDIndex;
import ai.djl.ndarray.types.Shape;
import ai.djl.nn.Activation;
import ai.djl.pytorch.jni.JniUtils;
import io.github.osgnet4j.network.Lengths;
import io.github.osgnet4j.network.NetworkException;
import io.github.osgnet4j.network.Ops;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;
import java.util.function.Supplier;
import java.util.random.RandomGenerator;

/**
 * The network's operations as DJL arrays on PyTorch, with gradients where they are being recorded.
 *
 * <p>One instance serves one pass: it keeps the masks it has derived from the pass's lengths. Nothing in here may use
 * DJL's arithmetic with Java numbers, which gives wrong gradients after a garbage collection; composite operations are
 * TorchScript ({@code operations.torchscript}).
 */
public final class DjlOps implements Ops<NDArray> {

    /** Added to a logit, leaves nothing of it after a softmax. */
    private static final float NEVER = -1e9f;
    /** What the official windowed attention adds to the logits of padded keys. */
    private static final float PADDED = -1e4f;

    private final NDManager manager;
    private final TorchFunctions functions;
    private final boolean training;
    private RandomGenerator depth;
    private final boolean stochasticDepth;
    private final Map<String, NDArray> constants = new HashMap<>();
    private final Map<String, int[]> integers = new HashMap<>();

    private DjlOps(NDManager manager, TorchFunctions functions, boolean training, OptionalLong depthSeed) {
        this.manager = manager;
        this.functions = functions;
        this.training = training;
        this.stochasticDepth = depthSeed.isPresent();
        this.depth = Seeds.generator(depthSeed.orElse(0));
    }

    /** A pass that predicts. */
    public static DjlOps predicting(NDManager manager, TorchFunctions functions) {
        return new DjlOps(manager, functions, false, OptionalLong.empty());
    }

    /**
     * A pass that learns: positions are never interpolated.
     *
     * @param depthSeed decides which residual branches this pass leaves out; empty keeps all of them
     */
    public static DjlOps learning(NDManager manager, TorchFunctions functions, OptionalLong depthSeed) {
        return new DjlOps(manager, functions, true, depthSeed);
    }

    /** Starts another row of choices of residual branches, so that a part of the network can be run again alone. */
    void reseed(long seed) {
        depth = Seeds.generator(seed);
    }

    /** Lengths as arrays of this pass; full if every sample has all the steps. */
    public Lengths<NDArray> lengths(int[] lengths, int steps) {
        return Arrays.stream(lengths).allMatch(n -> n == steps)
                ? Lengths.full()
                : Lengths.of(integers(lengths, lengths.length));
    }

    /** Integers as an array, whose values this pass remembers. */
    public NDArray integers(int[] values, long... shape) {
        long[] wide = Arrays.stream(values).asLongStream().toArray();
        NDArray array = manager.create(wide, new Shape(shape));
        integers.put(array.getUid(), values.clone());
        return array;
    }

    /** A constant of this pass. */
    NDArray constant(float[] values, long... shape) {
        return manager.create(values, new Shape(shape));
    }

    TorchFunctions functions() {
        return functions;
    }

    @Override
    public NDArray add(NDArray a, NDArray b) {
        return a.add(b);
    }

    @Override
    public NDArray mul(NDArray a, NDArray b) {
        return a.mul(b);
    }

    @Override
    public NDArray mix(NDArray alpha, NDArray a, NDArray b) {
        return functions.call("mix", alpha, a, b);
    }

    @Override
    public NDArray relu(NDArray x) {
        return Activation.relu(x);
    }

    @Override
    public NDArray gelu(NDArray x) {
        return Activation.gelu(x);
    }

    @Override
    public NDArray silu(NDArray x) {
        return functions.call("silu", x);
    }

    @Override
    public NDArray sigmoid(NDArray x) {
        return Activation.sigmoid(x);
    }

    @Override
    public NDArray softplus(NDArray x) {
        return Activation.softPlus(x);
    }

    @Override
    public NDArray scale(NDArray x, NDArray factors) {
        return functions.call("scale", x, factors);
    }

    @Override
    public NDArray dropPath(NDArray x, double probability) {
        if (!stochasticDepth || probability == 0) {
            return x;
        }
        int samples = Math.toIntExact(batchShape(x).size());
        float[] kept = new float[samples];
        for (int i = 0; i < samples; i++) {
            kept[i] = depth.nextDouble() < probability ? 0 : (float) (1 / (1 - probability));
        }
        long[] shape = new long[x.getShape().dimension()];
        Arrays.fill(shape, 1);
        System.arraycopy(batchShape(x).getShape(), 0, shape, 0, shape.length - 2);
        return x.mul(constant(kept, shape));
    }

    /** Object sequences (B, O, T, C) count as B * O samples. */
    private static Shape batchShape(NDArray x) {
        Shape shape = x.getShape();
        return shape.slice(0, shape.dimension() - 2);
    }

    @Override
    public NDArray linear(NDArray x, NDArray weight) {
        return functions.call("linear", x, weight);
    }

    @Override
    public NDArray linear(NDArray x, NDArray weight, NDArray bias) {
        return functions.call("linear_bias", x, weight, bias);
    }

    @Override
    public NDArray layerNorm(NDArray x, NDArray weight, NDArray bias) {
        return functions.call("layer_norm", x, weight, bias);
    }

    @Override
    public NDArray concat(NDArray a, NDArray b) {
        return NDArrays.concat(new NDList(a, b), -1);
    }

    @Override
    public List<NDArray> split(NDArray x, int... sizes) {
        long[] ends = new long[sizes.length - 1];
        long end = 0;
        for (int i = 0; i < ends.length; i++) {
            end += sizes[i];
            ends[i] = end;
        }
        return x.split(ends, x.getShape().dimension() - 1);
    }

    @Override
    public NDArray conv1d(NDArray x, NDArray weight) {
        return weight.getShape().get(2) == 1 ? linear(x, weight) : functions.call("conv1d", x, weight);
    }

    @Override
    public NDArray conv1d(NDArray x, NDArray weight, NDArray bias) {
        return weight.getShape().get(2) == 1 ? linear(x, weight, bias) : functions.call("conv1d_bias", x, weight, bias);
    }

    @Override
    public NDArray depthwiseConv1d(NDArray x, NDArray weight, int stride) {
        return functions.call("depthwise", x, weight, integer(stride));
    }

    @Override
    public NDArray causalConv1d(NDArray x, NDArray weight, NDArray bias) {
        return functions.call("causal", x, weight, bias);
    }

    @Override
    public NDArray maxPool1d(NDArray x, int kernel, int stride) {
        return functions.call("max_pool", x, integer(kernel), integer(stride));
    }

    @Override
    public Lengths<NDArray> lengthOf(NDArray x) {
        return Lengths.of(integers(new int[] {steps(x)}, 1));
    }

    @Override
    public Lengths<NDArray> strided(Lengths<NDArray> lengths, int stride) {
        if (lengths.isFull() || stride == 1) {
            return lengths;
        }
        int[] strided = Arrays.stream(host(lengths.values()))
                .map(n -> (n + stride - 1) / stride)
                .toArray();
        return Lengths.of(integers(strided, strided.length));
    }

    @Override
    public NDArray masked(NDArray x, Lengths<NDArray> lengths) {
        return lengths.isFull() ? x : x.mul(mask(lengths, steps(x), 1, 0));
    }

    @Override
    public NDArray reverse(NDArray x, Lengths<NDArray> lengths) {
        int steps = steps(x);
        int batch = Math.toIntExact(x.getShape().get(0));
        if (lengths.isFull() || Arrays.stream(host(lengths.values())).allMatch(n -> n >= steps)) {
            return functions.call("flip", x);
        }
        int[] valid = host(lengths.values());
        NDArray rows =
                constants.computeIfAbsent("reverse " + lengths.values().getUid() + " " + steps + " " + batch, key -> {
                    long[] from = new long[batch * steps];
                    for (int i = 0; i < from.length; i++) {
                        int n = valid[valid.length == 1 ? 0 : i / steps];
                        int t = i % steps;
                        from[i] = i - t + (t < n ? n - 1 - t : t);
                    }
                    return manager.create(from);
                });
        return functions.call("permute_steps", x, rows);
    }

    @Override
    public NDArray dropPadding(NDArray x, Lengths<NDArray> lengths) {
        return lengths.isFull()
                ? x
                : first(x, Arrays.stream(host(lengths.values())).max().orElseThrow());
    }

    @Override
    public NDArray firstSteps(NDArray x, NDArray like) {
        return first(x, steps(like));
    }

    private NDArray first(NDArray x, int steps) {
        if (steps >= steps(x)) {
            return x;
        }
        NDIndex index = new NDIndex();
        for (int i = 0; i < x.getShape().dimension() - 2; i++) {
            index.addAllDim();
        }
        NDArray part = x.get(index.addSliceDim(0, steps));
        if (integers.containsKey(x.getUid())) {
            integers.put(part.getUid(), part(host(x), steps(x), steps, (int)
                    x.getShape().get(x.getShape().dimension() - 1)));
        }
        return part;
    }

    private static int[] part(int[] values, int steps, int kept, int width) {
        int batch = values.length / (steps * width);
        int[] part = new int[batch * kept * width];
        for (int b = 0; b < batch; b++) {
            System.arraycopy(values, b * steps * width, part, b * kept * width, kept * width);
        }
        return part;
    }

    @Override
    public NDArray padSteps(NDArray x, int multiple) {
        int missing = Math.floorMod(-steps(x), multiple);
        return missing == 0 ? x : functions.call("pad_steps", x, integer(missing));
    }

    @Override
    public NDArray positions(NDArray table, NDArray x, Lengths<NDArray> lengths, int multiple) {
        int steps = steps(x);
        int rows = Math.toIntExact(table.getShape().get(0));
        int longest = lengths.isFull()
                ? steps
                : Arrays.stream(host(lengths.values())).max().orElseThrow();
        int padded = multiple == 0 ? 0 : (longest + multiple - 1) / multiple * multiple;
        if (!training && padded > rows) {
            return interpolated(table, steps, padded);
        }
        if (steps > rows) {
            throw new NetworkException("A sequence of " + steps + " steps needs as many positions; the table has "
                    + rows + ". Training does not interpolate them: raise max_seq_len or cut the video");
        }
        return table.get(new NDIndex().addSliceDim(0, steps)).expandDims(0);
    }

    private NDArray interpolated(NDArray table, int steps, int padded) {
        int rows = Math.toIntExact(table.getShape().get(0));
        long[] low = new long[steps];
        long[] high = new long[steps];
        float[] weight = new float[steps];
        for (int t = 0; t < steps; t++) {
            float at = Math.max(0, (float) rows / padded * (t + 0.5f) - 0.5f);
            low[t] = (int) at;
            high[t] = Math.min(low[t] + 1, rows - 1);
            weight[t] = at - low[t];
        }
        NDArray lower = functions.call("select_rows", table, manager.create(low));
        NDArray upper = functions.call("select_rows", table, manager.create(high));
        return functions.call("mix", constant(weight, steps, 1), upper, lower).expandDims(0);
    }

    @Override
    public NDArray attention(NDArray q, NDArray k, NDArray v, int heads, Lengths<NDArray> keys) {
        NDArray bias;
        NDArray any;
        if (keys.isFull()) {
            bias = scalar(0);
            any = scalar(1);
        } else {
            bias = keyBias(keys, steps(k), NEVER).expandDims(1).expandDims(1);
            any = mask(keys, 1, 1, 0).expandDims(1);
        }
        return functions.call("attention", q, k, v, integer(heads), bias, any);
    }

    @Override
    public NDArray windowAttention(NDArray q, NDArray k, NDArray v, int heads, int radius, Lengths<NDArray> lengths) {
        int steps = steps(q);
        NDArray band = constants.computeIfAbsent("band " + radius, key -> band(radius));
        NDArray bias = lengths.isFull()
                ? constants.computeIfAbsent("open " + steps, key -> manager.zeros(new Shape(1, steps)))
                : keyBias(lengths, steps, PADDED);
        return functions.call("window_attention", q, k, v, integer(heads), integer(radius), band, bias);
    }

    /** Within a block of 2 r queries and the 4 r keys around it, query i sees keys i to i + 2 r. */
    private NDArray band(int radius) {
        int queries = 2 * radius;
        int keys = 4 * radius;
        float[] band = new float[queries * keys];
        for (int i = 0; i < band.length; i++) {
            int apart = i % keys - i / keys;
            band[i] = apart >= 0 && apart <= 2 * radius ? 0 : NEVER;
        }
        return constant(band, queries, keys);
    }

    @Override
    public NDArray selectiveScan(NDArray u, NDArray delta, NDArray aLog, NDArray b, NDArray c, NDArray d) {
        if (!training && !manager.getDevice().isGpu()) {
            return constant(
                    kernel(u, delta, aLog, b, c, d).forward(), u.getShape().getShape());
        }
        return functions.call("selective_scan", u, delta, aLog, b, c, d);
    }

    /** The scan of arrays in Java. */
    static ScanKernel kernel(NDArray u, NDArray delta, NDArray aLog, NDArray b, NDArray c, NDArray d) {
        return new ScanKernel(
                Math.toIntExact(u.getShape().get(0)),
                Math.toIntExact(u.getShape().get(1)),
                u.toFloatArray(),
                delta.toFloatArray(),
                aLog.toFloatArray(),
                b.toFloatArray(),
                c.toFloatArray(),
                d.toFloatArray(),
                JniUtils.getNumThreads() > 1);
    }

    @Override
    public NDArray objectRows(NDArray table, NDArray fallback, NDArray index) {
        int none = Math.toIntExact(table.getShape().get(0));
        NDArray rows = once("rows", index, () -> {
            long[] at =
                    Arrays.stream(host(index)).mapToLong(i -> i < 0 ? none : i).toArray();
            return manager.create(at, index.getShape());
        });
        return functions.call("rows", table, fallback, rows).transpose(0, 2, 1, 3);
    }

    @Override
    public NDArray maskedObjects(NDArray x, NDArray index) {
        return x.mul(present(index).expandDims(-1));
    }

    @Override
    public NDArray objectAttention(NDArray q, NDArray k, NDArray v, int heads, NDArray index) {
        return functions.call("object_attention", q, k, v, integer(heads), present(index));
    }

    @Override
    public NDArray learnedQueries(NDArray weight, NDArray like) {
        return functions.call("learned_queries", weight, like);
    }

    @Override
    public NDArray firstStep(NDArray x) {
        return first(x, 1);
    }

    @Override
    public NDArray cosine(NDArray x, NDArray y) {
        return functions.call("cosine", x, y);
    }

    /** 1 where there is an object: (B, O, T) of the index (B, T, O). */
    private NDArray present(NDArray index) {
        return once("present", index, () -> {
            int[] rows = host(index);
            int batch = Math.toIntExact(index.getShape().get(0));
            int steps = Math.toIntExact(index.getShape().get(1));
            int objects = Math.toIntExact(index.getShape().get(2));
            float[] present = new float[rows.length];
            for (int i = 0; i < rows.length; i++) {
                int t = i / objects % steps;
                int b = i / objects / steps;
                present[(b * objects + i % objects) * steps + t] = rows[i] < 0 ? 0 : 1;
            }
            return constant(present, batch, objects, steps);
        });
    }

    /** (B, T, 1): one value at real steps, another at padding. */
    private NDArray mask(Lengths<NDArray> lengths, int steps, float real, float padding) {
        return once("mask " + steps + " " + real + " " + padding, lengths.values(), () -> {
            int[] valid = host(lengths.values());
            float[] mask = new float[valid.length * steps];
            for (int i = 0; i < mask.length; i++) {
                mask[i] = i % steps < valid[i / steps] ? real : padding;
            }
            return constant(mask, valid.length, steps, 1);
        });
    }

    private NDArray keyBias(Lengths<NDArray> lengths, int steps, float padding) {
        return mask(lengths, steps, 0, padding).squeeze(-1);
    }

    private NDArray once(String what, NDArray of, Supplier<NDArray> value) {
        String key = what + " of " + of.getUid();
        NDArray known = constants.get(key);
        if (known == null) {
            known = value.get();
            constants.put(key, known);
        }
        return known;
    }

    private NDArray integer(int value) {
        return constants.computeIfAbsent("integer " + value, key -> manager.create((long) value));
    }

    private NDArray scalar(float value) {
        return constants.computeIfAbsent("scalar " + value, key -> manager.create(value));
    }

    private int[] host(NDArray array) {
        return integers.computeIfAbsent(
                array.getUid(),
                key -> Arrays.stream(array.toLongArray())
                        .mapToInt(Math::toIntExact)
                        .toArray());
    }

    private static int steps(NDArray x) {
        Shape shape = x.getShape();
        return Math.toIntExact(shape.get(shape.dimension() - 2));
    }
}
