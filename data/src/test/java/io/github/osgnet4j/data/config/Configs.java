package io.github.osgnet4j.data.config;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;

/** A small config that tests vary by one line. */
final class Configs {
    static final String SMALL = """
            dataset_name: ego4d_multitask
            model_name: MultiTaskArch
            dataset:
              train_jsonl_file: train.jsonl
              val_jsonl_file: val.jsonl
              json_file: gt.json
              video_feat_dir: /stores/video
              text_feat_dir: text
              val_text_feat_dir: text
              default_fps: 30
              input_vid_dim: 40
              max_seq_len: 64
            model:
              text_encoder_cfg:
                - {layer_type: MaskedConv1DLayer, layer_num: 1, layer_cfg: {num_layer: 2, n_in: 24, n_out: 16}}
                - {layer_type: TransformerBlock, layer_num: 1, layer_cfg: {n_embd: 16, n_head: 4}}
              obj_encoder_cfg:
                - {layer_type: MaskedConv1DLayer, layer_num: 1, layer_cfg: {num_layer: 2, n_in: 20, n_out: 16}}
                - {layer_type: ObjectEncoderBlock, layer_num: 2, layer_cfg: {n_embd: 16}}
              video_encoder_cfg:
                - {layer_type: MaskedConv1DLayer, layer_num: 1, layer_cfg: {num_layer: 2, n_in: 40, n_out: 16, kernel_size: 3}}
                - {layer_type: ObjectMambaBlock, layer_num: 2, layer_cfg: {n_embd: 16, mamba_arch: [bimamba1, mlp, obj]}}
              multiscale_encoder_cfg:
                - {layer_type: TransformerBlock, layer_num: 2, layer_cfg: {n_embd: 16, n_head: 4, n_ds_strides: [2, 2], mha_win_size: 9}}
                - {layer_type: FPNLayernorm, layer_num: 1, layer_cfg: {in_channels: [16, 16, 16], out_channel: 16}}
              tasks: [NLQ, VTM]
              nlq_heads_cfg:
                cls_head_cfg: {input_dim: 16, feat_dim: 16, num_classes: 1}
                reg_head_cfg: {input_dim: 16, feat_dim: 16, fpn_levels: 3}
                loss_normalizer: 200
                loss_normalizer_momentum: 0.9
                train_label_smoothing: 0.1
                reg_loss_weight: 1.0
                center_sample_radius: 1.5
                pre_nms_thresh: 0.001
                pre_nms_topk: 2000
                duration_thresh: 0.001
                iou_threshold: 0.1
                min_score: 0.001
                max_seg_num: 5
              vtm_heads_cfg:
                shot_aggregator_cfg:
                  layer_type: QFormerLayer
                  layer_cfg:
                    self_mixer_cfg: {block_type: MaskedMHCA, block_cfg: {n_head: 4, n_embd: 16}}
                    cross_mixer_cfg: {block_type: MaskedMHA, block_cfg: {n_head: 2, n_embd: 16}}
                    path_pdrop: 0.1
                    query_num: 5
                    num_layer: 1
                similarity_head_cfg: {layer_type: Cosine, layer_cfg: {x_dim: 16, y_dim: 16, con_dim: 16}}
              regression_range: [[0, 4], [2, 8], [4, 10000]]
            """;

    private Configs() {}

    static OsgnetConfig load(Path folder, String yaml) throws IOException {
        return OsgnetConfig.load(Files.writeString(folder.resolve("config.yaml"), yaml), Optional.empty());
    }

    /** Loads {@link #SMALL} with one piece of its text exchanged. */
    static OsgnetConfig loadWith(Path folder, String old, String replacement) throws IOException {
        if (!SMALL.contains(old)) {
            throw new IllegalArgumentException("the small config has no: " + old);
        }
        int at = SMALL.indexOf(old);
        return load(folder, SMALL.substring(0, at) + replacement + SMALL.substring(at + old.length()));
    }
}
