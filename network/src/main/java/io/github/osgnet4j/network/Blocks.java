package io.github.osgnet4j.network;

import io.github.osgnet4j.network.NetworkSpec.Activation;
import io.github.osgnet4j.network.NetworkSpec.Projection;
import io.github.osgnet4j.network.NetworkSpec.Transformer;

/** The pieces that several parts of the network share ({@code libs/modeling/blocks.py}, {@code my_layers.py}). */
final class Blocks {

    private Blocks() {}

    static <T> T layerNorm(Ops<T> op, Params<T> w, T x) {
        return op.layerNorm(x, w.get("weight"), w.get("bias"));
    }

    /** A linear layer or a convolution of kernel 1, with bias. */
    static <T> T linear(Ops<T> op, Params<T> w, T x) {
        return op.linear(x, w.get("weight"), w.get("bias"));
    }

    /** conv, GELU, conv, all of kernel 1. */
    static <T> T mlp(Ops<T> op, Params<T> w, T x) {
        return linear(op, w.at(3), op.gelu(linear(op, w.at(0), x)));
    }

    /** MaskedConv1D: convolution with or without bias, then 0 at padded steps. */
    static <T> T maskedConv1d(Ops<T> op, Params<T> w, T x, Lengths<T> lengths) {
        Params<T> conv = w.at("conv");
        T y = conv.has("bias") ? op.conv1d(x, conv.get("weight"), conv.get("bias")) : op.conv1d(x, conv.get("weight"));
        return op.masked(y, lengths);
    }

    /** A depthwise MaskedConv1D without bias. {@code lengths} are those after the stride. */
    static <T> T depthwise(Ops<T> op, Params<T> w, T x, int stride, Lengths<T> lengths) {
        return op.masked(op.depthwiseConv1d(x, w.at("conv").get("weight"), stride), lengths);
    }

    /** AffineDropPath: a learned factor per channel, then stochastic depth; nothing where the spec has no drop path. */
    static <T> T dropPath(Ops<T> op, Params<T> w, T x, double probability) {
        return w.has("scale") ? op.dropPath(op.scale(x, w.get("scale")), probability) : x;
    }

    static <T> T activate(Ops<T> op, T x, Activation activation) {
        return switch (activation) {
            case RELU -> op.relu(x);
            case GELU -> op.gelu(x);
            case NONE -> x;
        };
    }

    /** MaskedConv1DLayers in a row: (convolution, mask, LayerNorm, activation) for every convolution. */
    static <T> T project(Ops<T> op, Params<T> w, T x, Projection spec, Lengths<T> lengths) {
        for (int i = 0; i < spec.count(); i++) {
            Params<T> layer = w.at(i);
            for (int j = 0; j < spec.layers(); j++) {
                x = maskedConv1d(op, layer.at("convs").at(j), x, lengths);
                if (spec.norm()) {
                    x = layerNorm(op, layer.at("norms").at(j), x);
                }
                x = activate(op, x, spec.activation());
            }
        }
        return x;
    }

    /** What {@link #project} gives at a masked position: each masked convolution is 0 there, whatever came in. */
    static <T> T projectMasked(Ops<T> op, Params<T> w, T zero, Projection spec) {
        if (!spec.norm()) {
            return zero;
        }
        Params<T> last = w.at(spec.count() - 1).at("norms").at(spec.layers() - 1);
        return activate(op, layerNorm(op, last, zero), spec.activation());
    }

    /**
     * TransformerBlock of multi-head convolutional attention (MaskedMHCA, LocalMaskedMHCA) and an MLP.
     *
     * @param lengths of x; the result has {@code op.strided(lengths, spec.stride())}
     */
    static <T> T transformer(Ops<T> op, Params<T> w, T x, Transformer spec, Lengths<T> lengths, TextPadding padding) {
        int stride = spec.stride();
        Lengths<T> strided = op.strided(lengths, stride);
        T normed = padding.apply(op, layerNorm(op, w.at("ln1"), x), lengths);
        T attended = convolutionalAttention(op, w.at("attn"), normed, spec, strided);
        T skip = stride > 1 ? op.maxPool1d(x, stride + 1, stride) : x;
        T out = op.add(op.masked(skip, strided), dropPath(op, w.at("drop_path_attn"), attended, spec.dropPath()));
        T mlp = op.masked(mlp(op, w.at("mlp"), layerNorm(op, w.at("ln2"), out)), strided);
        return op.add(out, dropPath(op, w.at("drop_path_mlp"), mlp, spec.dropPath()));
    }

    /** MaskedMHCA or LocalMaskedMHCA; x already normalised, {@code strided} the lengths after the stride. */
    static <T> T convolutionalAttention(Ops<T> op, Params<T> w, T x, Transformer spec, Lengths<T> strided) {
        T q = convolved(op, w, "query", x, spec.stride(), strided);
        T k = convolved(op, w, "key", x, spec.stride(), strided);
        T v = convolved(op, w, "value", x, spec.stride(), strided);
        T y = spec.window() > 1
                ? op.windowAttention(q, k, v, spec.heads(), spec.window() / 2, strided)
                : op.attention(q, k, v, spec.heads(), strided);
        return op.masked(linear(op, w.at("proj"), y), strided);
    }

    /** Depthwise convolution, LayerNorm and linear projection to queries, keys or values. */
    static <T> T convolved(Ops<T> op, Params<T> w, String role, T x, int stride, Lengths<T> strided) {
        T y = depthwise(op, w.at(role + "_conv"), x, stride, strided);
        return linear(op, w.at(role), layerNorm(op, w.at(role + "_norm"), y));
    }

    /** MaskedMHA from its queries on: attention over y, which is already normalised. */
    static <T> T crossAttention(Ops<T> op, Params<T> w, T q, T y, int heads, Lengths<T> xs, Lengths<T> ys) {
        T k = linear(op, w.at("key"), y);
        T v = linear(op, w.at("value"), y);
        return op.masked(linear(op, w.at("proj"), op.attention(q, k, v, heads, ys)), xs);
    }
}
