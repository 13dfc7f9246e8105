package io.github.osgnet4j.data.config;

import io.github.osgnet4j.data.config.ObjectsConfig.Combination;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;

/** Reads the {@code dataset} section, with the defaults of the official config and dataset class. */
record DatasetReader(ConfigNode node, Path dataRoot) {
    private static final int MAX_STEPS = 1 << 22;

    DatasetConfig read() {
        // The channels of a token are those that the text projection takes; the official TACoS C3D config says 512 for
        // 300.
        node.unused("neg_noun_text_feat_dir", "input_txt_dim");
        LayerReader.refuse(node, "top5_object_feat_dir");
        LayerReader.requireInteger(node, "fix_video_frames", 0);
        return new DatasetConfig(
                path("json_file"),
                path("train_jsonl_file"),
                path("val_jsonl_file"),
                path("video_feat_dir"),
                path("text_feat_dir"),
                path("val_text_feat_dir"),
                objects(),
                optionalPath("lavila_caption_dir"),
                optionalPath("narration_jsonl_file"),
                node.positive("feat_stride", 16),
                node.positive("num_frames", 32),
                node.positive("default_fps"),
                node.integer("max_seq_len", 2560, 1, MAX_STEPS),
                LayerReader.channels(node, "input_vid_dim", 2304),
                node.integer("num_classes", 1, 1, LayerReader.MAX_CHANNELS),
                node.integer("downsample_rate", 1, 1, MAX_STEPS),
                node.flag("text_feat_with_eot", false),
                node.positive("max_shot_second", 86400),
                node.flag("use_Bayesian", false),
                node.texts("split_word_list", List.of("looks around", "turns around")),
                node.integerOrFlag("mul_query_input", 1000, 0, Integer.MAX_VALUE),
                node.flag("enable_temporal_jittering", false));
    }

    private Optional<ObjectsConfig> objects() {
        Optional<Path> store = optionalPath("object_feat_dir");
        Optional<Path> embeddings = optionalPath("classname_feat_dir");
        Optional<String> combination = node.optionalText("classname_feat_concat");
        Optional<String> type = node.optionalText("object_feat_type");
        if (store.isEmpty()) {
            return Optional.empty();
        }
        if (type.isEmpty()) {
            return Optional.of(new ObjectsConfig(
                    ObjectMode.REGIONS, store.get(), embeddings, combination(embeddings, combination)));
        }
        if (!type.get().equals("class-score")) {
            throw node.error(
                    "object_feat_type",
                    "expected class-score, or nothing for stored regions, found \"" + type.get() + '"');
        }
        if (embeddings.isEmpty()) {
            throw node.error("classname_feat_dir", "is missing; object_feat_type class-score needs class embeddings");
        }
        boolean labels = combination.filter("only"::equals).isPresent();
        return Optional.of(new ObjectsConfig(
                labels ? ObjectMode.LABELS : ObjectMode.ALL, store.get(), embeddings, Combination.CLASS));
    }

    private Combination combination(Optional<Path> embeddings, Optional<String> name) {
        if (embeddings.isEmpty()) {
            return Combination.REGION;
        }
        return switch (name.orElse("")) {
            case "only" -> Combination.CLASS;
            case "add" -> Combination.ADD;
            case "concat" -> Combination.CONCAT;
            default ->
                throw node.error(
                        "classname_feat_concat",
                        "expected only, add or concat, found "
                                + name.map(n -> '"' + n + '"').orElse("nothing")
                                + "; to use regions alone leave classname_feat_dir out");
        };
    }

    private Path path(String key) {
        return resolve(key, node.text(key));
    }

    private Optional<Path> optionalPath(String key) {
        return node.optionalText(key).map(text -> resolve(key, text));
    }

    private Path resolve(String key, String text) {
        try {
            return dataRoot.resolve(text).normalize();
        } catch (InvalidPathException e) {
            throw node.error(key, "is not a path: " + e.getReason());
        }
    }
}
