package io.github.osgnet4j.data.prepare;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.github.osgnet4j.data.sample.FeatureRate;
import java.io.UncheckedIOException;
import java.math.BigDecimal;
import java.nio.file.Path;
import java.util.Collections;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.StringJoiner;

/**
 * A config of the official schema for given stores, to be trained with as it is.
 *
 * @param data where the data is
 * @param dimensions of it
 * @param rate of the video features
 * @param size of the network
 */
public record InitialConfig(Data data, Dimensions dimensions, FeatureRate rate, Size size) {
    private static final ObjectMapper JSON = new ObjectMapper();

    /** What the windowed attention of the pyramid adds to a level's stride: twice half of its window of 9. */
    private static final int WINDOW = 8;

    /**
     * Where the data is.
     *
     * @param features store of video features
     * @param trainTokens store of tokens, in training
     * @param valTokens the same in validation
     * @param objects store of objects, and the embeddings of their classes
     * @param narrations folder of narration files
     */
    public record Data(
            Path features,
            Path trainTokens,
            Path valTokens,
            Optional<Objects> objects,
            Optional<Path> narrations,
            Path train,
            Path val) {}

    /**
     * Objects of each step.
     *
     * @param labelled whether the queries name the classes that count
     */
    public record Objects(Path store, Path classes, boolean labelled) {}

    /**
     * Numbers that stores have.
     *
     * @param video channels of a video feature
     * @param text channels of a token
     * @param classes channels of a class embedding; 0 if there are none
     * @param steps of the longest video
     */
    public record Dimensions(int video, int text, int classes, int steps) {}

    /** The size of the network and how it learns. */
    public enum Size {
        /** For some dozens of videos and a CPU. */
        SMALL(64, 2, 4, 20, 0.001, 16, 2),
        /** As wide as the official network for Ego4D NLQ v1. */
        MEDIUM(256, 4, 6, 200, 0.0002, 10, 4),
        /** As the official networks for Ego4D NLQ v2 and GoalStep. */
        FULL(512, 4, 6, 200, 0.0002, 10, 4);

        private final int channels;
        private final int blocks;
        private final int levels;
        private final int normalizer;
        private final double rate;
        private final int epochs;
        private final int warmup;

        Size(int channels, int blocks, int levels, int normalizer, double rate, int epochs, int warmup) {
            this.channels = channels;
            this.blocks = blocks;
            this.levels = levels;
            this.normalizer = normalizer;
            this.rate = rate;
            this.epochs = epochs;
            this.warmup = warmup;
        }
    }

    /** The config's text for a folder: paths below the folder are relative to it, all others absolute. */
    public String yaml(Path folder) {
        String text = TEXT;
        for (String[] value : values(folder.toAbsolutePath().normalize())) {
            text = text.replace("$" + value[0] + "$", value[1]);
        }
        return text;
    }

    private List<String[]> values(Path folder) {
        int c = size.channels;
        String channels = Integer.toString(c);
        boolean sees = data.objects.isPresent();
        return List.of(
                new String[] {"SIZE", size.name().toLowerCase(Locale.ROOT)},
                new String[] {"C", channels},
                new String[] {"BLOCKS", Integer.toString(size.blocks)},
                new String[] {"LEVELS", Integer.toString(size.levels)},
                new String[] {"ALL_LEVELS", Integer.toString(size.levels + 1)},
                new String[] {
                    "IN_CHANNELS", Collections.nCopies(size.levels + 1, c).toString()
                },
                new String[] {"VIDEO", Integer.toString(dimensions.video)},
                new String[] {"TEXT", Integer.toString(dimensions.text)},
                new String[] {"CLASSES", Integer.toString(sees ? dimensions.classes : dimensions.text)},
                new String[] {"ARCH", sees ? "obj" : "none"},
                new String[] {"TASKS", data.narrations.isPresent() ? "[NLQ, VTM]" : "[NLQ]"},
                new String[] {"NORMALIZER", Integer.toString(size.normalizer)},
                new String[] {"RANGES", ranges()},
                new String[] {"RATE", number(size.rate)},
                new String[] {"EPOCHS", Integer.toString(size.epochs)},
                new String[] {"WARMUP", Integer.toString(size.warmup)},
                // Last, for a path may look like one of the others.
                new String[] {"DATA", dataset(folder)});
    }

    private String dataset(Path folder) {
        StringJoiner lines = new StringJoiner("\n  ", "  ", "");
        lines.add("train_jsonl_file: " + path(folder, data.train));
        lines.add("val_jsonl_file: " + path(folder, data.val));
        lines.add("json_file: " + path(folder, data.val));
        lines.add("video_feat_dir: " + path(folder, data.features));
        lines.add("text_feat_dir: " + path(folder, data.trainTokens));
        lines.add("val_text_feat_dir: " + path(folder, data.valTokens));
        data.objects.ifPresent(objects -> {
            lines.add("object_feat_dir: " + path(folder, objects.store));
            lines.add("classname_feat_dir: " + path(folder, objects.classes));
            if (objects.labelled) {
                lines.add("# Of the objects, those that the labels of a query name.");
                lines.add("classname_feat_concat: only");
            }
            lines.add("object_feat_type: class-score");
        });
        data.narrations.ifPresent(narrations -> lines.add("lavila_caption_dir: " + path(folder, narrations)));
        lines.add("input_vid_dim: " + dimensions.video);
        lines.add("input_txt_dim: " + dimensions.text);
        lines.add("feat_stride: " + number(rate.stride()));
        lines.add("num_frames: " + number(rate.frames()));
        lines.add("default_fps: " + number(rate.fps()));
        lines.add("max_seq_len: " + maxSteps());
        lines.add("num_classes: 1");
        return lines.toString();
    }

    /** The longest video, in whole windows of the last level. */
    private int maxSteps() {
        int unit = WINDOW << size.levels;
        return Math.max(1, (dimensions.steps + unit - 1) / unit) * unit;
    }

    private String ranges() {
        StringJoiner ranges = new StringJoiner(", ", "[", "]");
        for (int level = 0; level <= size.levels; level++) {
            int least = level == 0 ? 0 : 1 << level;
            ranges.add("[" + least + ", " + (level == size.levels ? 10000 : 4 << level) + "]");
        }
        return ranges.toString();
    }

    private static String number(double value) {
        return new BigDecimal(Double.toString(value)).toPlainString();
    }

    /** JSON's strings are YAML's too. */
    private static String path(Path folder, Path file) {
        Path absolute = file.toAbsolutePath().normalize();
        Path shown = absolute.startsWith(folder) ? folder.relativize(absolute) : absolute;
        try {
            return JSON.writeValueAsString(shown.toString());
        } catch (JsonProcessingException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static final String TEXT = """
        # Written by osgnet prepare init-config: a $SIZE$ network for this data. The schema is the official one; change what you like.
        #
        # Relative paths start at --data-root, or at this file's folder.
        dataset_name: ego4d_multitask
        model_name: MultiTaskArch
        # track goal_step: the ground truth is JSON lines.
        track: goal_step
        train_split: [training]
        val_split: [validation]

        dataset:
        $DATA$

        model:
          # Query tokens: projection, then full self-attention.
          text_encoder_cfg:
            - layer_type: MaskedConv1DLayer
              layer_num: 1
              layer_cfg: {num_layer: 2, n_in: $TEXT$, n_hidden: $C$, n_out: $C$, act: relu}
            - layer_type: TransformerBlock
              layer_num: $BLOCKS$
              layer_cfg: {n_embd: $C$, n_head: 4, path_pdrop: 0.1}

          # Class embeddings: projection, then cross-attention to the query. Used where mamba_arch says obj.
          obj_encoder_cfg:
            - layer_type: MaskedConv1DLayer
              layer_num: 1
              layer_cfg: {num_layer: 2, n_in: $CLASSES$, n_hidden: $C$, n_out: $C$, act: relu}
            - layer_type: ObjectEncoderBlock
              layer_num: $BLOCKS$
              layer_cfg: {n_embd: $C$, path_pdrop: 0.1}

          # Video features: projection, positions, then scans in both directions.
          video_encoder_cfg:
            - layer_type: MaskedConv1DLayer
              layer_num: 1
              layer_cfg: {num_layer: 2, n_in: $VIDEO$, n_hidden: $C$, n_out: $C$, kernel_size: 3, act: relu}
            - layer_type: ObjectMambaBlock
              layer_num: $BLOCKS$
              layer_cfg: {n_embd: $C$, n_head: 4, path_pdrop: 0.1, mamba_arch: [bimamba1, mlp, $ARCH$]}

          # The pyramid: $LEVELS$ halvings with windowed attention.
          multiscale_encoder_cfg:
            - layer_type: TransformerBlock
              layer_num: $LEVELS$
              layer_cfg: {n_embd: $C$, n_head: 4, n_ds_strides: [2, 2], mha_win_size: 9, path_pdrop: 0.1}
            - layer_type: FPNLayernorm
              layer_num: 1
              layer_cfg: {in_channels: $IN_CHANNELS$, out_channel: $C$}

          tasks: $TASKS$

          nlq_heads_cfg:
            cls_head_cfg: {input_dim: $C$, feat_dim: $C$, num_classes: 1, num_layers: 3, kernel_size: 3, with_ln: true, prior_prob: 0.01}
            reg_head_cfg: {input_dim: $C$, feat_dim: $C$, fpn_levels: $ALL_LEVELS$, num_layers: 3, kernel_size: 3, with_ln: true}
            # losses
            loss_normalizer: $NORMALIZER$
            loss_normalizer_momentum: 0.9
            train_label_smoothing: 0.1
            reg_loss_weight: 1.0
            center_sample_radius: 1.5
            # ranking
            pre_nms_thresh: 0.001
            pre_nms_topk: 2000
            duration_thresh: 0.001
            iou_threshold: 0.1
            min_score: 0.001
            max_seg_num: 5

          # The shot branch, used in training when VTM is among the tasks.
          vtm_heads_cfg:
            shot_aggregator_cfg:
              layer_type: QFormerLayer
              layer_cfg:
                self_mixer_cfg: {block_type: MaskedMHCA, block_cfg: {n_embd: $C$, n_head: 4}}
                cross_mixer_cfg: {block_type: MaskedMHA, block_cfg: {n_embd: $C$, n_head: 4}}
                query_num: 5
                num_layer: 1
                path_pdrop: 0.1
            similarity_head_cfg: {layer_type: Cosine, layer_cfg: {x_dim: $C$, y_dim: $C$, con_dim: $C$}}
            loss_weight: 1.5
          max_shot_num: 1800
          max_query: 230

          # Distances to a segment's far end, in features, one range a level.
          regression_range: $RANGES$
          max_buffer_len_factor: 4.0

        opt: {type: AdamW, learning_rate: $RATE$, weight_decay: 0.05, epochs: $EPOCHS$, warmup_epochs: $WARMUP$}
        loader: {batch_size: 4, num_workers: 1}
        train_cfg: {clip_grad_l2norm: 1.0}
        test_cfg: {test_num: 1, test_start_epoch: 2}
        output_folder: out
        """;
}
