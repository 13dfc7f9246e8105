package io.github.osgnet4j.data.config;

import io.github.osgnet4j.network.NetworkSpec;
import io.github.osgnet4j.network.NetworkSpec.Head;
import io.github.osgnet4j.network.NetworkSpec.Multiscale;
import io.github.osgnet4j.network.NetworkSpec.VideoEncoder;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** Reads the {@code model} section of a MultiTaskArch and checks that its parts fit each other and the dataset. */
final class ModelReader {
    private static final List<List<Double>> OFFICIAL_RANGES = List.of(
            List.of(0.0, 4.0),
            List.of(4.0, 8.0),
            List.of(8.0, 16.0),
            List.of(16.0, 32.0),
            List.of(32.0, 64.0),
            List.of(64.0, 10000.0));

    private ModelReader() {}

    static ModelConfig read(ConfigNode model, String name, DatasetConfig dataset) {
        model.unused("backbone_type", "fpn_type", "backbone_arch", "n_mha_win_size", "object_dim", "object_win_size");
        model.unused("object_use_cross_model", "n_head", "embd_kernel_size", "embd_dim", "embd_with_ln", "fpn_dim");
        model.unused("fpn_with_ln", "head_dim", "head_kernel_size", "head_num_layers", "head_with_ln", "generator");
        model.unused("use_abs_pe", "use_rel_pe", "use_lmha_in_fpn", "input_vid_dim", "input_txt_dim", "num_classes");
        model.unused("max_seq_len", "scale_factor", "fpn_start_level", "regression_range", "max_buffer_len_factor");
        return name.equals("MultiTaskArch") ? multiTask(model, dataset) : unavailable(name);
    }

    private static ModelConfig unavailable(String name) {
        return new ModelConfig.Unavailable("model_name " + name + " names a network whose code is not in the official"
                + " repository: backbone_arch alone fixes neither its layers nor the names of its parameters."
                + " Supported is MultiTaskArch; its pre-training form (mamba_arch [bimamba1, mlp, none], tasks [NLQ])"
                + " took the place of ObjectLocPointTransformer");
    }

    private static ModelConfig multiTask(ConfigNode model, DatasetConfig dataset) {
        List<String> tasks = tasks(model);
        boolean shotBranch = tasks.contains("VTM");
        VideoEncoder video = EncoderReader.video(model, dataset.videoDim());
        Multiscale multiscale = EncoderReader.multiscale(model, video.channels());
        int levels = multiscale.transformer().blocks() + 1;
        ConfigNode heads = model.child("nlq_heads_cfg");
        ConfigNode classifier = heads.child("cls_head_cfg");
        Head classification = HeadReader.classification(classifier, video.channels(), dataset.classes());
        Head regression = HeadReader.regression(heads.child("reg_head_cfg"), video.channels(), levels);
        Optional<ConfigNode> vtm = shotBranch ? Optional.of(model.child("vtm_heads_cfg")) : Optional.empty();
        // The official code pads the shots and queries of a batch to the last two, which changes no result.
        model.unused("vtm_heads_cfg", "max_shot_num", "max_query");
        return new ModelConfig.MultiTaskArch(
                new NetworkSpec(
                        dataset.maxSeqLen(),
                        dataset.classes(),
                        EncoderReader.text(model, video.channels()),
                        EncoderReader.objects(model, video.channels()),
                        video,
                        multiscale,
                        classification,
                        regression,
                        vtm.map(node -> ShotBranchReader.read(node, video.channels()))),
                nlq(heads, classifier, dataset.classes()),
                vtm.map(node -> new VtmSettings(node.number("loss_weight", 1), node.flag("soft_label", false))),
                regressionRanges(model, levels),
                model.positive("max_buffer_len_factor", 4));
    }

    private static List<String> tasks(ConfigNode model) {
        List<String> tasks = model.texts("tasks", List.of());
        if (!tasks.contains("NLQ") || !List.of("NLQ", "VTM").containsAll(tasks)) {
            throw model.error("tasks", "expected [NLQ] or [NLQ, VTM], found " + tasks);
        }
        return tasks;
    }

    private static NlqSettings nlq(ConfigNode heads, ConfigNode classifier, int classes) {
        LayerReader.requireFlag(heads, "course_learning", false);
        double prior = classifier.number("prior_prob", 0.01);
        if (prior <= 0 || prior >= 1) {
            throw classifier.error("prior_prob", "expected a probability between 0 and 1, found " + prior);
        }
        return new NlqSettings(
                heads.positive("loss_normalizer"),
                heads.number("loss_normalizer_momentum"),
                heads.number("train_label_smoothing"),
                heads.number("reg_loss_weight"),
                heads.positive("center_sample_radius"),
                prior,
                classifier.integers("empty_cls", List.of(), 0, classes - 1),
                heads.number("pre_nms_thresh"),
                heads.integer("pre_nms_topk", 1, Integer.MAX_VALUE),
                heads.number("duration_thresh"),
                heads.number("iou_threshold"),
                heads.number("min_score"),
                heads.integer("max_seg_num", 1, Integer.MAX_VALUE));
    }

    private static List<RegressionRange> regressionRanges(ConfigNode model, int levels) {
        List<List<Double>> rows = model.numberRows("regression_range", OFFICIAL_RANGES);
        if (rows.size() != levels) {
            throw model.error(
                    "regression_range",
                    "expected " + levels + " ranges, one a level (layer_num + 1), found " + rows.size());
        }
        List<RegressionRange> ranges = new ArrayList<>();
        for (List<Double> row : rows) {
            if (row.size() != 2 || row.get(0) > row.get(1)) {
                throw model.error("regression_range[" + ranges.size() + "]", "expected [min, max], found " + row);
            }
            ranges.add(new RegressionRange(row.get(0), row.get(1)));
        }
        return List.copyOf(ranges);
    }
}
