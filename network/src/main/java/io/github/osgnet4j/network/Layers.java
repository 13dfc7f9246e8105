package io.github.osgnet4j.network;

import io.github.osgnet4j.network.NetworkSpec.Activation;
import io.github.osgnet4j.network.NetworkSpec.Projection;
import io.github.osgnet4j.network.NetworkSpec.Transformer;

/**
 * A module of the network: the operations it is computed with, its parameters, and the layers that several modules have,
 * each called by its name in PyTorch ({@code libs/modeling/blocks.py}, {@code my_layers.py}).
 */
class Layers<T> {

    final Ops<T> op;
    final Params<T> w;

    Layers(Ops<T> op, Params<T> w) {
        this.op = op;
        this.w = w;
    }

    T layerNorm(String name, T x) {
        return op.layerNorm(x, w.get(name + ".weight"), w.get(name + ".bias"));
    }

    /** A linear layer or a convolution of kernel 1, with bias. */
    T linear(String name, T x) {
        return op.linear(x, w.get(name + ".weight"), w.get(name + ".bias"));
    }

    /** conv, GELU, conv, all of kernel 1. */
    T mlp(String name, T x) {
        return linear(name + ".3", op.gelu(linear(name + ".0", x)));
    }

    /** MaskedConv1D: convolution with or without bias, then 0 at padded steps. */
    T maskedConv1d(String name, T x, Lengths<T> lengths) {
        Params<T> conv = w.at(name).at("conv");
        T y = conv.has("bias") ? op.conv1d(x, conv.get("weight"), conv.get("bias")) : op.conv1d(x, conv.get("weight"));
        return op.masked(y, lengths);
    }

    /** AffineDropPath: a learned factor per channel, then stochastic depth; nothing where the spec has no drop path. */
    T dropPath(String branch, T x, double probability) {
        String scale = "drop_path_" + branch + ".scale";
        return w.has(scale) ? op.dropPath(op.scale(x, w.get(scale)), probability) : x;
    }

    private T activate(T x, Activation activation) {
        return switch (activation) {
            case RELU -> op.relu(x);
            case GELU -> op.gelu(x);
            case NONE -> x;
        };
    }

    /** MaskedConv1DLayers in a row: (convolution, mask, LayerNorm, activation) for every convolution. */
    T project(String name, T x, Projection spec, Lengths<T> lengths) {
        for (int i = 0; i < spec.count(); i++) {
            for (int j = 0; j < spec.layers(); j++) {
                x = maskedConv1d(name + "." + i + ".convs." + j, x, lengths);
                if (spec.norm()) {
                    x = layerNorm(name + "." + i + ".norms." + j, x);
                }
                x = activate(x, spec.activation());
            }
        }
        return x;
    }

    /** What {@link #project} gives at a masked position: each masked convolution is 0 there, whatever came in. */
    T projectMasked(String name, T zero, Projection spec) {
        if (!spec.norm()) {
            return zero;
        }
        String last = name + "." + (spec.count() - 1) + ".norms." + (spec.layers() - 1);
        return activate(layerNorm(last, zero), spec.activation());
    }

    /**
     * TransformerBlock of multi-head convolutional attention (MaskedMHCA, LocalMaskedMHCA) and an MLP: this module.
     *
     * @param lengths of x; the result has {@code op.strided(lengths, spec.stride())}
     */
    T transformer(T x, Transformer spec, Lengths<T> lengths, TextPadding padding) {
        int stride = spec.stride();
        Lengths<T> mask = op.strided(lengths, stride);
        T attended = convolutionalAttention("attn", padding.apply(op, layerNorm("ln1", x), lengths), spec, mask);
        T skip = stride > 1 ? op.maxPool1d(x, stride + 1, stride) : x;
        T out = op.add(op.masked(skip, mask), dropPath("attn", attended, spec.dropPath()));
        T mlp = op.masked(mlp("mlp", layerNorm("ln2", out)), mask);
        return op.add(out, dropPath("mlp", mlp, spec.dropPath()));
    }

    /** MaskedMHCA or LocalMaskedMHCA; x already normalised, {@code mask} the lengths after the stride. */
    T convolutionalAttention(String name, T x, Transformer spec, Lengths<T> mask) {
        T q = convolved(name + ".query", x, spec.stride(), mask);
        T k = convolved(name + ".key", x, spec.stride(), mask);
        T v = convolved(name + ".value", x, spec.stride(), mask);
        T y = spec.window() > 1
                ? op.windowAttention(q, k, v, spec.heads(), spec.window() / 2, mask)
                : op.attention(q, k, v, spec.heads(), mask);
        return op.masked(linear(name + ".proj", y), mask);
    }

    /** Depthwise convolution, LayerNorm and linear projection to queries, keys or values. */
    T convolved(String name, T x, int stride, Lengths<T> mask) {
        T y = op.masked(op.depthwiseConv1d(x, w.get(name + "_conv.conv.weight"), stride), mask);
        return linear(name, layerNorm(name + "_norm", y));
    }

    /** MaskedMHA from its queries on: attention over y, which is already normalised. */
    T crossAttention(String name, T q, T y, int heads, Lengths<T> xs, Lengths<T> ys) {
        T k = linear(name + ".key", y);
        T v = linear(name + ".value", y);
        return op.masked(linear(name + ".proj", op.attention(q, k, v, heads, ys)), xs);
    }
}
