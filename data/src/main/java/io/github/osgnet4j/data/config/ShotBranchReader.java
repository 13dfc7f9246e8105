package io.github.osgnet4j.data.config;

import io.github.osgnet4j.network.NetworkSpec.QFormer;
import io.github.osgnet4j.network.NetworkSpec.ShotBranch;

/** Reads the shot branch ({@code make_VTM_head} in {@code libs/modeling/my_archs.py}). */
final class ShotBranchReader {
    private static final int MAX_QUERIES = 255;

    private ShotBranchReader() {}

    static ShotBranch read(ConfigNode vtm, int channels) {
        LayerReader.requireFlag(vtm, "multiscale", false);
        QFormer shot = aggregator(vtm.child("shot_aggregator_cfg"), channels);
        QFormer text = vtm.has("txt_aggregator_cfg") ? aggregator(vtm.child("txt_aggregator_cfg"), channels) : shot;
        ConfigNode similarity = LayerReader.typed(vtm.child("similarity_head_cfg"), "Cosine");
        LayerReader.requireFlag(similarity, "with_mlp", true);
        int textChannels = LayerReader.channels(similarity, "x_dim");
        EncoderReader.requireChannels(similarity, "x_dim", textChannels, text.channels(), "the text aggregator");
        int shotChannels = LayerReader.channels(similarity, "y_dim");
        EncoderReader.requireChannels(similarity, "y_dim", shotChannels, shot.channels(), "the shot aggregator");
        return new ShotBranch(shot, text, textChannels, shotChannels, LayerReader.channels(similarity, "con_dim"));
    }

    private static QFormer aggregator(ConfigNode layer, int channels) {
        ConfigNode cfg = LayerReader.typed(layer, "QFormerLayer");
        ConfigNode self = block(cfg.child("self_mixer_cfg"), "MaskedMHCA");
        int embedding = LayerReader.channels(self, "n_embd");
        EncoderReader.requireChannels(self, "n_embd", embedding, channels, "the video encoder");
        LayerReader.requireInteger(self, "n_qx_stride", 1);
        LayerReader.requireInteger(self, "n_kv_stride", 1);
        int queries = cfg.integer("query_num", 1, MAX_QUERIES);
        if (queries % 2 == 0) {
            throw cfg.error(
                    "query_num", "expected an odd number, as the convolution over the queries needs, found " + queries);
        }
        return new QFormer(
                queries,
                cfg.integer("num_layer", 1, LayerReader.MAX_LAYERS),
                embedding,
                heads(self, embedding),
                crossHeads(cfg, embedding),
                LayerReader.dropPath(cfg, 0));
    }

    private static int crossHeads(ConfigNode cfg, int channels) {
        if (cfg.holds("cross_mixer_cfg", "None")) {
            return 0;
        }
        ConfigNode cross = block(cfg.child("cross_mixer_cfg"), "MaskedMHA");
        EncoderReader.requireChannels(
                cross, "n_embd", LayerReader.channels(cross, "n_embd"), channels, "the self-attention before it");
        return heads(cross, channels);
    }

    private static ConfigNode block(ConfigNode mixer, String type) {
        LayerReader.requireType(mixer, "block_type", type);
        ConfigNode cfg = mixer.child("block_cfg");
        LayerReader.noDropout(cfg, "attn_pdrop", "proj_pdrop");
        return cfg;
    }

    private static int heads(ConfigNode cfg, int channels) {
        return LayerReader.heads(cfg, cfg.integer("n_head", 1, LayerReader.MAX_CHANNELS), channels);
    }
}
