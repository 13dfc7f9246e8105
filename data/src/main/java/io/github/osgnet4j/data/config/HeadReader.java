package io.github.osgnet4j.data.config;

import io.github.osgnet4j.network.NetworkSpec.Head;

/** Reads the two heads ({@code libs/modeling/head.py}). */
final class HeadReader {
    private static final int OFFICIAL_LAYERS = 3;
    private static final int OFFICIAL_KERNEL = 3;

    private HeadReader() {}

    static Head classification(ConfigNode cfg, int channels, int classes) {
        int found = cfg.integer("num_classes", 1, LayerReader.MAX_CHANNELS);
        if (found != classes) {
            throw cfg.error("num_classes", found + " differs from dataset.num_classes = " + classes);
        }
        return head(cfg, channels);
    }

    static Head regression(ConfigNode cfg, int channels, int levels) {
        int found = cfg.integer("fpn_levels", 1, LayerReader.MAX_LAYERS + 1);
        if (found != levels) {
            throw cfg.error("fpn_levels", found + " differs from the levels of the pyramid, " + levels);
        }
        return head(cfg, channels);
    }

    private static Head head(ConfigNode cfg, int channels) {
        int in = LayerReader.channels(cfg, "input_dim");
        EncoderReader.requireChannels(cfg, "input_dim", in, channels, "the video encoder");
        int hidden = LayerReader.channels(cfg, "feat_dim");
        int layers = cfg.integer("num_layers", OFFICIAL_LAYERS, 1, LayerReader.MAX_LAYERS);
        if (layers == 1) {
            EncoderReader.requireChannels(cfg, "feat_dim", hidden, in, "input_dim of a head of one layer");
        }
        LayerReader.refuse(cfg, "act_layer");
        return new Head(
                layers,
                in,
                hidden,
                LayerReader.oddKernel(cfg, "kernel_size", OFFICIAL_KERNEL),
                cfg.flag("with_ln", false));
    }
}
