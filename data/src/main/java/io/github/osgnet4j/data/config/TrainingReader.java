package io.github.osgnet4j.data.config;

import io.github.osgnet4j.data.config.OptimizerConfig.Schedule;
import io.github.osgnet4j.data.config.OptimizerConfig.Type;
import java.util.List;
import java.util.OptionalInt;

/** Reads {@code opt}, {@code loader}, {@code train_cfg} and {@code test_cfg} over the official defaults. */
final class TrainingReader {
    private static final int MANY = Integer.MAX_VALUE;

    private TrainingReader() {}

    static OptimizerConfig optimizer(ConfigNode opt) {
        int earlyStop = opt.integer("early_stop_epochs", -1, 0, MANY);
        return new OptimizerConfig(
                opt.choice("type", "AdamW", Type.values(), "AdamW", "SGD"),
                opt.number("momentum", 0.9),
                opt.number("weight_decay", 0),
                opt.positive("learning_rate", 1e-3),
                opt.number("backbone_lr_weight", 1),
                opt.integer("epochs", 30, 0, 1 << 20),
                opt.flag("warmup", true),
                opt.integer("warmup_epochs", 5, 0, 1 << 20),
                opt.choice("schedule_type", "cosine", Schedule.values(), "cosine", "constant", "multistep"),
                opt.integers("schedule_steps", List.of(), 0, MANY),
                opt.number("schedule_gamma", 0.1),
                earlyStop < 0 ? OptionalInt.empty() : OptionalInt.of(earlyStop));
    }

    static LoaderConfig loader(ConfigNode loader) {
        loader.unused("num_workers");
        return new LoaderConfig(loader.integer("batch_size", 2, 1, 1 << 16));
    }

    static TrainConfig train(ConfigNode train) {
        train.unused("center_sample", "center_sample_radius", "loss_weight", "cls_prior_prob", "init_loss_norm");
        train.unused("head_empty_cls", "dropout", "droppath", "label_smoothing", "iou_loss_weight", "box_loss_weight");
        train.unused("num_decoder_layer", "mamba_arch");
        return new TrainConfig(train.number("clip_grad_l2norm", -1));
    }

    static TestConfig test(ConfigNode test) {
        test.unused("ext_score_file", "pre_nms_thresh", "pre_nms_topk", "iou_threshold", "min_score", "max_seg_num");
        test.unused("nms_method", "nms_sigma", "duration_thresh", "multiclass_nms", "voting_thresh");
        return new TestConfig(test.integer("test_num", 1, 0, MANY), test.integer("test_start_epoch", 0, 0, MANY));
    }
}
