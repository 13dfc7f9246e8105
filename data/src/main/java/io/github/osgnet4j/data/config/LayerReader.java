package io.github.osgnet4j.data.config;

import io.github.osgnet4j.network.NetworkSpec.Activation;
import io.github.osgnet4j.network.NetworkSpec.Projection;
import io.github.osgnet4j.network.NetworkSpec.Transformer;
import java.util.List;

/**
 * Reads the layers that several encoders share, with the defaults of the official constructors
 * ({@code libs/modeling/my_layers.py}, {@code blocks.py}), and refuses what the network here does not have.
 */
final class LayerReader {
    static final int MAX_CHANNELS = 1 << 16;
    static final int MAX_LAYERS = 256;
    private static final int MAX_KERNEL = 255;
    private static final int MAX_WINDOW = 1 << 12;
    private static final int MAX_STRIDE = 16;

    private LayerReader() {}

    /** The mapping under {@code layer_cfg} of a layer that must have the given type. */
    static ConfigNode typed(ConfigNode layer, String type) {
        requireType(layer, "layer_type", type);
        return layer.child("layer_cfg");
    }

    static void requireType(ConfigNode node, String key, String type) {
        String found = node.text(key);
        if (!found.equals(type)) {
            throw node.error(key, "\"" + found + "\" is not supported here; supported is " + type);
        }
    }

    static int channels(ConfigNode node, String key) {
        return node.integer(key, 1, MAX_CHANNELS);
    }

    static int channels(ConfigNode node, String key, int fallback) {
        return node.integer(key, fallback, 1, MAX_CHANNELS);
    }

    static int heads(ConfigNode node, int heads, int channels) {
        if (channels % heads != 0) {
            throw node.error("n_head", heads + " heads do not divide n_embd = " + channels);
        }
        return heads;
    }

    static int oddKernel(ConfigNode node, String key, int fallback) {
        int kernel = node.integer(key, fallback, 1, MAX_KERNEL);
        if (kernel % 2 == 0) {
            throw node.error(key, "expected an odd kernel size, found " + kernel);
        }
        return kernel;
    }

    /** Refuses any value but the only one supported. */
    static void requireFlag(ConfigNode node, String key, boolean supported) {
        if (node.flag(key, supported) != supported) {
            throw node.error(key, !supported + " is not supported; supported is " + supported);
        }
    }

    static void requireInteger(ConfigNode node, String key, int supported) {
        int found = node.integer(key, supported, Integer.MIN_VALUE, Integer.MAX_VALUE);
        if (found != supported) {
            throw node.error(key, found + " is not supported; supported is " + supported);
        }
    }

    /** Refuses keys of constructors that cannot be set from a config of ours. */
    static void refuse(ConfigNode node, String... keys) {
        for (String key : keys) {
            if (node.has(key)) {
                throw node.error(key, "is not supported; leave it out");
            }
            node.unused(key);
        }
    }

    static void noDropout(ConfigNode node, String... keys) {
        for (String key : keys) {
            if (node.number(key, 0) != 0) {
                throw node.error(key, "dropout is not supported; set it to 0, which changes training only");
            }
        }
    }

    static double dropPath(ConfigNode node, double fallback) {
        double probability = node.number("path_pdrop", fallback);
        if (probability < 0 || probability >= 1) {
            throw node.error("path_pdrop", "expected a probability below 1, found " + probability);
        }
        return probability;
    }

    static Projection projection(ConfigNode layer) {
        int count = layer.integer("layer_num", 1, MAX_LAYERS);
        ConfigNode cfg = typed(layer, "MaskedConv1DLayer");
        int in = channels(cfg, "n_in");
        int out = channels(cfg, "n_out", in);
        if (count > 1 && in != out) {
            throw cfg.error(
                    "n_out",
                    out + " channels cannot enter the next of layer_num = " + count + " layers, which takes n_in = "
                            + in);
        }
        requireInteger(cfg, "stride", 1);
        requireFlag(cfg, "end_act", true);
        noDropout(cfg, "pdrop");
        return new Projection(
                count,
                cfg.integer("num_layer", 1, MAX_LAYERS),
                in,
                channels(cfg, "n_hidden", in),
                out,
                oddKernel(cfg, "kernel_size", 1),
                cfg.choice("act", "gelu", Activation.values(), "relu", "gelu", "None"),
                cfg.flag("with_ln", true));
    }

    static Transformer transformer(ConfigNode layer) {
        int blocks = layer.integer("layer_num", 0, MAX_LAYERS);
        ConfigNode cfg = typed(layer, "TransformerBlock");
        int channels = channels(cfg, "n_embd");
        requireFlag(cfg, "use_rel_pe", false);
        requireFlag(cfg, "use_cross_modal", false);
        refuse(cfg, "act_layer");
        noDropout(cfg, "attn_pdrop", "proj_pdrop");
        keepsChannels(cfg, channels);
        return new Transformer(
                blocks,
                channels,
                heads(cfg, cfg.integer("n_head", 1, MAX_CHANNELS), channels),
                channels(cfg, "n_hidden", 4 * channels),
                stride(cfg),
                Math.max(-1, cfg.integer("mha_win_size", -1, Integer.MIN_VALUE, MAX_WINDOW)),
                dropPath(cfg, 0));
    }

    static void keepsChannels(ConfigNode cfg, int channels) {
        int out = channels(cfg, "n_out", channels);
        if (out != channels) {
            throw cfg.error("n_out", out + " differs from n_embd = " + channels + "; a block keeps its channels");
        }
    }

    /** The one stride of queries, keys and values. */
    static int stride(ConfigNode cfg) {
        List<Integer> strides = cfg.integers("n_ds_strides", List.of(1, 1), 1, MAX_STRIDE);
        if (strides.size() != 2 || !strides.get(0).equals(strides.get(1))) {
            throw cfg.error("n_ds_strides", "expected the same stride twice, found " + strides);
        }
        int stride = strides.get(0);
        if (stride != 1 && stride % 2 != 0) {
            throw cfg.error("n_ds_strides", "expected 1 or an even stride, found " + stride);
        }
        return stride;
    }
}
