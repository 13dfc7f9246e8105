package io.github.osgnet4j.benchmarks;

import io.github.osgnet4j.network.Lengths;
import io.github.osgnet4j.network.NetworkException;
import io.github.osgnet4j.network.NetworkSpec;
import io.github.osgnet4j.network.Ops;
import io.github.osgnet4j.network.Parameter;
import io.github.osgnet4j.network.Parameters;
import io.github.osgnet4j.network.Params;
import io.github.osgnet4j.network.Positions;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * The network read as the work the official code does: shapes alone, with padding kept, and the operations of every
 * matrix product and convolution added up. An operation counts for the part whose parameter was used last.
 */
final class CountingOps implements Ops<Extent> {

    private final Map<NetworkPart, Double> flops = new EnumMap<>(NetworkPart.class);
    private NetworkPart part = NetworkPart.OTHER;

    /** The parameters of a network. */
    Params<Extent> params(NetworkSpec spec) {
        Map<String, Extent> shapes = new HashMap<>();
        for (Parameter p : Parameters.of(spec)) {
            shapes.put(p.name(), new Extent(p.shape()));
        }
        shapes.put(Positions.TABLE, new Extent(spec.maxSeqLen(), spec.channels()));
        return Params.of(name -> {
            Optional<Extent> shape = Optional.ofNullable(shapes.get(name));
            if (shape.isPresent()) {
                part = NetworkPart.of(name).orElse(part);
            }
            return shape;
        });
    }

    /** What was counted so far. */
    Work work() {
        return new Work(flops);
    }

    private void count(double multiplyAdds) {
        count(part, multiplyAdds);
    }

    private void count(NetworkPart to, double multiplyAdds) {
        flops.merge(to, 2 * multiplyAdds, Double::sum);
    }

    /** b may be one vector for all rows of a. */
    private static Extent met(Extent a, Extent b) {
        return b.rank() == 1 ? a : a.withBatch(Math.max(a.dim(0), b.dim(0)));
    }

    @Override
    public Extent add(Extent a, Extent b) {
        return met(a, b);
    }

    @Override
    public Extent mul(Extent a, Extent b) {
        return met(a, b);
    }

    @Override
    public Extent mix(Extent alpha, Extent a, Extent b) {
        return met(met(alpha, a), b);
    }

    @Override
    public Extent relu(Extent x) {
        return x;
    }

    @Override
    public Extent gelu(Extent x) {
        return x;
    }

    @Override
    public Extent silu(Extent x) {
        return x;
    }

    @Override
    public Extent sigmoid(Extent x) {
        return x;
    }

    @Override
    public Extent softplus(Extent x) {
        return x;
    }

    @Override
    public Extent scale(Extent x, Extent factors) {
        return x;
    }

    @Override
    public Extent dropPath(Extent x, double probability) {
        return x;
    }

    @Override
    public Extent linear(Extent x, Extent weight) {
        require(x.dim(-1) == weight.dim(1), "linear", x, weight);
        count((double) x.rows() * weight.dim(1) * weight.dim(0));
        return x.withLast(weight.dim(0));
    }

    @Override
    public Extent linear(Extent x, Extent weight, Extent bias) {
        return linear(x, weight);
    }

    @Override
    public Extent layerNorm(Extent x, Extent weight, Extent bias) {
        return x;
    }

    @Override
    public Extent concat(Extent a, Extent b) {
        return met(a, b).withLast(a.dim(-1) + b.dim(-1));
    }

    @Override
    public List<Extent> split(Extent x, int... sizes) {
        require(Arrays.stream(sizes).sum() == x.dim(-1), "split", x, x);
        List<Extent> pieces = new ArrayList<>();
        for (int size : sizes) {
            pieces.add(x.withLast(size));
        }
        return pieces;
    }

    @Override
    public Extent conv1d(Extent x, Extent weight) {
        require(x.dim(-1) == weight.dim(1), "conv1d", x, weight);
        count((double) x.rows() * weight.elements());
        return x.withLast(weight.dim(0));
    }

    @Override
    public Extent conv1d(Extent x, Extent weight, Extent bias) {
        return conv1d(x, weight);
    }

    @Override
    public Extent depthwiseConv1d(Extent x, Extent weight, int stride) {
        long kernel = weight.dim(2);
        Extent y = x.withSteps((x.dim(-2) + 2 * (kernel / 2) - kernel) / stride + 1);
        count((double) y.elements() * kernel);
        return y;
    }

    @Override
    public Extent causalConv1d(Extent x, Extent weight, Extent bias) {
        count((double) x.elements() * weight.dim(2));
        return x;
    }

    @Override
    public Extent maxPool1d(Extent x, int kernel, int stride) {
        return x.withSteps((x.dim(-2) + 2 * ((stride + 1) / 2) - kernel) / stride + 1);
    }

    @Override
    public Lengths<Extent> lengthOf(Extent x) {
        return Lengths.of(new Extent(1));
    }

    @Override
    public Lengths<Extent> strided(Lengths<Extent> lengths, int stride) {
        return lengths;
    }

    @Override
    public Extent masked(Extent x, Lengths<Extent> lengths) {
        return x;
    }

    @Override
    public Extent reverse(Extent x, Lengths<Extent> lengths) {
        return x;
    }

    @Override
    public Extent dropPadding(Extent x, Lengths<Extent> lengths) {
        throw new NetworkException("The official code keeps the padding; dropping it is not counted here");
    }

    @Override
    public Extent firstSteps(Extent x, Extent like) {
        return x.rank() == 4 ? x.withSteps(like.dim(1)) : x;
    }

    @Override
    public Extent padSteps(Extent x, int multiple) {
        return x.withSteps((x.dim(-2) + multiple - 1) / multiple * multiple);
    }

    @Override
    public Extent positions(Extent table, Extent x, int multiple) {
        return x.withBatch(1);
    }

    @Override
    public Extent attention(Extent q, Extent k, Extent v, int heads, Lengths<Extent> keys) {
        count(2.0 * q.elements() * k.dim(1));
        return q;
    }

    /** As the official code cuts it: chunks of 2r queries with 2r keys, then chunks of r queries with 3r values. */
    @Override
    public Extent windowAttention(Extent q, Extent k, Extent v, int heads, int radius, Lengths<Extent> lengths) {
        double steps = q.dim(1);
        double channels = (double) q.dim(0) * q.dim(2);
        double chunks = steps / radius;
        count((chunks - 1) * 4 * radius * radius * channels);
        count(chunks * 3 * radius * radius * channels);
        return q;
    }

    /** Only reading the state out is a matrix product; the recurrence is elementwise. */
    @Override
    public Extent selectiveScan(Extent u, Extent delta, Extent aLog, Extent b, Extent c, Extent d) {
        count(NetworkPart.SCAN, (double) u.elements() * c.dim(-1));
        return u;
    }

    @Override
    public Extent objectRows(Extent table, Extent fallback, Extent index) {
        return new Extent(index.dim(0), index.dim(2), index.dim(1), table.dim(-1));
    }

    @Override
    public Extent maskedObjects(Extent x, Extent index) {
        return x;
    }

    @Override
    public Extent objectAttention(Extent q, Extent k, Extent v, int heads, Extent index) {
        count(2.0 * k.elements());
        return met(q, k);
    }

    private static void require(boolean fits, String operation, Extent x, Extent weight) {
        if (!fits) {
            throw new NetworkException(operation + ": a weight of " + weight + " does not fit " + x);
        }
    }
}
