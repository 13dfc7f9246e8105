package io.github.osgnet4j.encoders;

import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.regex.Pattern;

/** The checked contents of an {@code encoder.json}: files exist, numbers are within bounds, all keys are known. */
sealed interface EncoderSettings {

    String FILE = "encoder.json";

    /** The kinds of encoders. */
    enum Kind {
        VIDEO,
        TEXT,
        DETECTOR;

        String key() {
            return name().toLowerCase(Locale.ROOT);
        }
    }

    /** The network. */
    Path model();

    /** The expected SHA-256 of the network's file, in hexadecimal digits, if the folder specifies one. */
    Optional<String> sha256();

    /**
     * A text encoder.
     *
     * @param tokenizer of Hugging Face
     */
    record Text(Path model, Optional<String> sha256, Path tokenizer) implements EncoderSettings {}

    /**
     * A video encoder.
     *
     * @param input of the network; empty for its only one
     * @param layout of that input
     * @param sampling the frames of a feature
     * @param pixels what becomes of a frame
     * @param output of the network; empty for its only one
     * @param channels of a feature
     */
    record Video(
            Path model,
            Optional<String> sha256,
            Optional<String> input,
            PixelLayout layout,
            Sampling sampling,
            FramePreparation pixels,
            Optional<String> output,
            int channels)
            implements EncoderSettings {}

    /**
     * A detector of objects.
     *
     * @param outputs names of boxes, labels and scores
     * @param labels names of classes
     * @param firstLabel the network's number for the first of them
     * @param threshold least score
     */
    record Detector(
            Path model,
            Optional<String> sha256,
            Optional<String> input,
            Sampling sampling,
            FramePreparation pixels,
            List<String> outputs,
            List<String> labels,
            int firstLabel,
            double threshold)
            implements EncoderSettings {}

    /** Keys of every kind. */
    List<String> COMMON_KEYS = List.of("kind", "model", "sha256", "description");

    /** Keys of the preprocessing of frames, which may also be in {@code preprocessor_config.json}. */
    List<String> PIXEL_KEYS = List.of("transform", "rescale", "mean", "std");

    int MOST_CHANNELS = 1 << 16;

    int MOST_LABEL_BYTES = 1 << 20;

    /**
     * The kind of the encoder in a folder.
     *
     * @throws EncoderException if there is no {@code encoder.json} or it does not specify a kind
     */
    static Kind kind(Path folder) {
        Path file = folder.resolve(FILE);
        EncoderFile.require(file);
        JsonObject json = JsonObject.read(file);
        String name = json.text("kind").orElseThrow(() -> json.missing("kind"));
        for (Kind kind : Kind.values()) {
            if (kind.key().equals(name)) {
                return kind;
            }
        }
        throw json.wrong("kind", "video, text or detector");
    }

    /** The settings of a text encoder, which needs no {@code encoder.json}. */
    static Text text(Path folder) {
        JsonObject json = JsonObject.read(folder.resolve(FILE));
        if (Files.exists(folder.resolve(FILE))) {
            requireKind(folder, json, Kind.TEXT);
            json.requireKeys(keys(TextConfig.KEYS, List.of("tokenizer")));
        }
        return new Text(
                model(folder, json),
                hash(json),
                EncoderFile.named(folder, "tokenizer", json.text("tokenizer").orElse("tokenizer.json")));
    }

    /** The settings of a video encoder. */
    static Video video(Path folder) {
        JsonObject json = JsonObject.read(folder.resolve(FILE));
        requireKind(folder, json, Kind.VIDEO);
        json.requireKeys(keys(PIXEL_KEYS, Sampling.KEYS, List.of("input", "layout", "output", "channels")));
        Sampling sampling = Sampling.of(json);
        PixelLayout layout = PixelLayout.of(json, sampling.frames());
        return new Video(
                model(folder, json),
                hash(json),
                json.text("input"),
                layout,
                sampling,
                FramePreparation.of(folder, json),
                json.text("output"),
                json.whole("channels", 1, MOST_CHANNELS).orElseThrow(() -> json.missing("channels")));
    }

    /** The settings of a detector. */
    static Detector detector(Path folder) {
        JsonObject json = JsonObject.read(folder.resolve(FILE));
        requireKind(folder, json, Kind.DETECTOR);
        List<String> outputs = List.of("boxes", "labels", "scores");
        json.requireKeys(keys(
                PIXEL_KEYS,
                outputs,
                List.of("input", "sample_fps", "pick", "stride_seconds", "label_file", "first_label", "threshold")));
        Path labels =
                EncoderFile.named(folder, "label_file", json.text("label_file").orElse("labels.txt"));
        return new Detector(
                model(folder, json),
                hash(json),
                json.text("input"),
                Sampling.of(json),
                FramePreparation.of(folder, json),
                outputs.stream().map(key -> json.text(key).orElse(key)).toList(),
                new String(EncoderFile.bytes(labels, MOST_LABEL_BYTES), StandardCharsets.UTF_8)
                        .lines()
                        .map(String::strip)
                        .toList(),
                json.whole("first_label", 0, MOST_CHANNELS).orElse(0),
                json.positive("threshold", 1).orElse(0));
    }

    private static void requireKind(Path folder, JsonObject json, Kind expected) {
        if (kind(folder) != expected) {
            throw json.wrong("kind", expected.key());
        }
    }

    @SafeVarargs
    private static List<String> keys(List<String>... more) {
        List<String> all = new ArrayList<>(COMMON_KEYS);
        for (List<String> keys : more) {
            all.addAll(keys);
        }
        return all;
    }

    private static Path model(Path folder, JsonObject json) {
        return EncoderFile.named(folder, "model", json.text("model").orElse("model.onnx"));
    }

    private static Optional<String> hash(JsonObject json) {
        return json.text("sha256").map(hash -> {
            if (!Pattern.matches("[0-9a-f]{64}", hash)) {
                throw json.wrong("sha256", "64 lower-case hexadecimal digits");
            }
            return hash;
        });
    }
}
