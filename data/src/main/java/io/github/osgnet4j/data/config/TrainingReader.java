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
                type(opt),
                opt.number("momentum", 0.9),
                opt.number("weight_decay", 0),
                opt.has("learning_rate") ? opt.positive("learning_rate") : opt.number("learning_rate", 1e-3),
                opt.number("backbone_lr_weight", 1),
                opt.integer("epochs", 30, 0, 1 << 20),
                opt.flag("warmup", true),
                opt.integer("warmup_epochs", 5, 0, 1 << 20),
                schedule(opt),
                opt.integers("schedule_steps", List.of(), 0, MANY),
                opt.number("schedule_gamma", 0.1),
                earlyStop < 0 ? OptionalInt.empty() : OptionalInt.of(earlyStop));
    }

    private static Type type(ConfigNode opt) {
        String name = opt.text("type", "AdamW");
        return switch (name) {
            case "AdamW" -> Type.ADAMW;
            case "SGD" -> Type.SGD;
            default -> throw opt.error("type", "expected AdamW or SGD, found \"" + name + '"');
        };
    }

    private static Schedule schedule(ConfigNode opt) {
        String name = opt.text("schedule_type", "cosine");
        return switch (name) {
            case "cosine" -> Schedule.COSINE;
            case "constant" -> Schedule.CONSTANT;
            case "multistep" -> Schedule.MULTISTEP;
            default ->
                throw opt.error("schedule_type", "expected cosine, constant or multistep, found \"" + name + '"');
        };
    }

    static LoaderConfig loader(ConfigNode loader) {
        return new LoaderConfig(
                loader.integer("batch_size", 2, 1, 1 << 16), loader.integer("num_workers", 4, 0, 1 << 10));
    }

    static TrainConfig train(ConfigNode train) {
        return new TrainConfig(
                train.number("clip_grad_l2norm", -1),
                train.text("center_sample", "radius"),
                train.number("center_sample_radius", 1.5),
                train.number("loss_weight", 1),
                train.number("cls_prior_prob", 0.01),
                train.number("init_loss_norm", 2000),
                train.integers("head_empty_cls", List.of(), 0, MANY),
                train.number("dropout", 0),
                train.number("droppath", 0.1),
                train.number("label_smoothing", 0),
                train.number("iou_loss_weight", 1),
                train.number("box_loss_weight", 5),
                train.integer("num_decoder_layer", 6, 0, MANY),
                train.texts("mamba_arch", List.of()));
    }

    static TestConfig test(ConfigNode test) {
        test.unused("ext_score_file");
        return new TestConfig(
                test.number("pre_nms_thresh", 0.001),
                test.integer("pre_nms_topk", 5000, 0, MANY),
                test.number("iou_threshold", 0.1),
                test.number("min_score", 0.01),
                test.integer("max_seg_num", 1000, 0, MANY),
                test.text("nms_method", "soft"),
                test.number("nms_sigma", 0.5),
                test.number("duration_thresh", 0.05),
                test.flag("multiclass_nms", true),
                test.number("voting_thresh", 0.75),
                test.integer("test_num", 1, 0, MANY),
                test.integer("test_start_epoch", 0, 0, MANY));
    }
}
