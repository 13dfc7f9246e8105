package io.github.osgnet4j.data.config;

import io.github.osgnet4j.network.NetworkSpec.Multiscale;
import io.github.osgnet4j.network.NetworkSpec.ObjectEncoder;
import io.github.osgnet4j.network.NetworkSpec.Projection;
import io.github.osgnet4j.network.NetworkSpec.TextEncoder;
import io.github.osgnet4j.network.NetworkSpec.Transformer;
import io.github.osgnet4j.network.NetworkSpec.VideoEncoder;
import java.util.List;

/** Reads the encoders of a MultiTaskArch. Each is a list of two layers: what enters it, and its blocks. */
final class EncoderReader {
    private static final int OFFICIAL_BLOCK_CHANNELS = 384;
    private static final int OFFICIAL_HEADS = 4;
    private static final double OFFICIAL_DROP_PATH = 0.1;

    private EncoderReader() {}

    static VideoEncoder video(ConfigNode model, int videoDim) {
        List<ConfigNode> layers = twoLayers(model, "video_encoder_cfg");
        Projection projection = LayerReader.projection(layers.get(0));
        if (projection.in() != videoDim) {
            throw layers.get(0)
                    .error("layer_cfg.n_in", projection.in() + " differs from dataset.input_vid_dim = " + videoDim);
        }
        Blocks blocks = Blocks.read(layers.get(1), "ObjectMambaBlock", projection);
        ConfigNode cfg = blocks.cfg();
        LayerReader.requireFlag(cfg, "use_rel_pe", false);
        cfg.unused("mha_win_size");
        if (LayerReader.stride(cfg) != 1) {
            throw cfg.error("n_ds_strides", "a video block keeps its length; supported is [1, 1]");
        }
        return new VideoEncoder(
                projection,
                blocks.count(),
                blocks.channels(),
                blocks.heads(),
                blocks.hidden(),
                objectBranch(cfg),
                blocks.dropPath());
    }

    /** Blocks of a video or object encoder, in which one modality looks at another. */
    private record Blocks(ConfigNode cfg, int count, int channels, int heads, int hidden, double dropPath) {

        static Blocks read(ConfigNode layer, String type, Projection before) {
            int count = layer.integer("layer_num", 0, LayerReader.MAX_LAYERS);
            ConfigNode cfg = LayerReader.typed(layer, type);
            int channels = LayerReader.channels(cfg, "n_embd", OFFICIAL_BLOCK_CHANNELS);
            requireChannels(cfg, "n_embd", channels, before.out(), "the projection before it");
            LayerReader.keepsChannels(cfg, channels);
            LayerReader.requireFlag(cfg, "use_cross_modal", true);
            LayerReader.noDropout(cfg, "attn_pdrop", "proj_pdrop");
            LayerReader.refuse(cfg, "act_layer");
            return new Blocks(
                    cfg,
                    count,
                    channels,
                    LayerReader.heads(
                            cfg, cfg.integer("n_head", OFFICIAL_HEADS, 1, LayerReader.MAX_CHANNELS), channels),
                    LayerReader.channels(cfg, "n_hidden", 4 * channels),
                    LayerReader.dropPath(cfg, OFFICIAL_DROP_PATH));
        }
    }

    private static boolean objectBranch(ConfigNode cfg) {
        List<String> arch = cfg.texts("mamba_arch", List.of("mamba1", "mlp"));
        boolean supported = (arch.size() == 2 || arch.size() == 3)
                && arch.get(0).equals("bimamba1")
                && arch.get(1).equals("mlp")
                && (arch.size() == 2 || List.of("obj", "none").contains(arch.get(2)));
        if (!supported) {
            throw cfg.error(
                    "mamba_arch",
                    arch + " is not supported; supported are [bimamba1, mlp, obj] and [bimamba1, mlp, none]");
        }
        return arch.size() == 2 || arch.get(2).equals("obj");
    }

    static TextEncoder text(ConfigNode model, int channels) {
        List<ConfigNode> layers = twoLayers(model, "text_encoder_cfg");
        Projection projection = LayerReader.projection(layers.get(0));
        ConfigNode blocks = layers.get(1);
        Transformer transformer = LayerReader.transformer(blocks);
        requireChannels(
                blocks, "layer_cfg.n_embd", transformer.channels(), projection.out(), "the projection before it");
        requireChannels(blocks, "layer_cfg.n_embd", transformer.channels(), channels, "the video encoder");
        if (transformer.stride() != 1) {
            throw blocks.error("layer_cfg.n_ds_strides", "the text encoder keeps its length; supported is [1, 1]");
        }
        if (transformer.window() > 1) {
            throw blocks.error(
                    "layer_cfg.mha_win_size",
                    transformer.window() + " is not supported; the text encoder has full attention, -1");
        }
        return new TextEncoder(projection, transformer, blocks.flag("use_abs_pe", false));
    }

    static ObjectEncoder objects(ConfigNode model, int channels) {
        List<ConfigNode> layers = twoLayers(model, "obj_encoder_cfg");
        Projection projection = LayerReader.projection(layers.get(0));
        if (projection.kernel() != 1) {
            throw layers.get(0)
                    .error(
                            "layer_cfg.kernel_size",
                            projection.kernel() + " is not supported for objects; supported is 1");
        }
        Blocks blocks = Blocks.read(layers.get(1), "ObjectEncoderBlock", projection);
        ConfigNode cfg = blocks.cfg();
        requireChannels(cfg, "n_embd", blocks.channels(), channels, "the video encoder");
        if (cfg.integer("mha_win_size", 1, Integer.MIN_VALUE, Integer.MAX_VALUE) > 1) {
            throw cfg.error("mha_win_size", "windows over objects are not supported; supported is 1");
        }
        return new ObjectEncoder(
                projection, blocks.count(), blocks.channels(), blocks.heads(), blocks.hidden(), blocks.dropPath());
    }

    static Multiscale multiscale(ConfigNode model, int channels) {
        List<ConfigNode> layers = twoLayers(model, "multiscale_encoder_cfg");
        Transformer transformer = LayerReader.transformer(layers.get(0));
        requireChannels(layers.get(0), "layer_cfg.n_embd", transformer.channels(), channels, "the video encoder");
        int scale = model.integer("scale_factor", 2, 1, LayerReader.MAX_CHANNELS);
        if (transformer.blocks() > 0 && scale != transformer.stride()) {
            throw model.error(
                    "scale_factor",
                    scale + " differs from the stride of multiscale_encoder_cfg[0], " + transformer.stride());
        }
        LayerReader.requireInteger(model, "fpn_start_level", 0);
        return new Multiscale(transformer, levelNorm(layers.get(1), channels, transformer.blocks() + 1));
    }

    private static boolean levelNorm(ConfigNode layer, int channels, int levels) {
        int count = layer.integer("layer_num", 0, 1);
        ConfigNode cfg = LayerReader.typed(layer, "FPNLayernorm");
        List<Integer> in = cfg.integers("in_channels", List.of(), 1, LayerReader.MAX_CHANNELS);
        if (in.size() != levels) {
            throw cfg.error(
                    "in_channels", "expected " + levels + " entries, one a level (layer_num + 1), found " + in.size());
        }
        int out = LayerReader.channels(cfg, "out_channel");
        requireChannels(cfg, "out_channel", out, channels, "the video encoder");
        for (int i = 0; i < levels; i++) {
            requireChannels(cfg, "in_channels[" + i + "]", in.get(i), out, "out_channel");
        }
        LayerReader.requireInteger(cfg, "start_level", 0);
        int end = cfg.integer("end_level", -1, -1, Integer.MAX_VALUE);
        if (end != -1 && end != levels) {
            throw cfg.error("end_level", end + " is not supported; supported is -1, all levels");
        }
        cfg.unused("scale_factor");
        return cfg.flag("with_ln", true) && count == 1;
    }

    private static List<ConfigNode> twoLayers(ConfigNode model, String key) {
        List<ConfigNode> layers = model.children(key);
        if (layers.size() != 2) {
            throw model.error(key, "expected two layers, what enters and the blocks, found " + layers.size());
        }
        return layers;
    }

    static void requireChannels(ConfigNode node, String key, int found, int expected, String partner) {
        if (found != expected) {
            throw node.error(key, found + " channels do not fit " + partner + ", which has " + expected);
        }
    }
}
