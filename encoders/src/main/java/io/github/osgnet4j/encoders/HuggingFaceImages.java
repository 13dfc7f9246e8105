package io.github.osgnet4j.encoders;

import com.fasterxml.jackson.databind.JsonNode;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.OptionalDouble;

/**
 * The preprocessing of frames in a Hugging Face {@code preprocessor_config.json}; without the file, there is none.
 *
 * @param rescale factor for colours of 0 to 255, if it says one
 */
record HuggingFaceImages(List<FrameStep> transform, OptionalDouble rescale, float[] mean, float[] std) {

    static final String FILE = "preprocessor_config.json";
    private static final int BILINEAR = 2;
    private static final int BICUBIC = 3;

    static HuggingFaceImages of(Path folder) {
        JsonObject json = JsonObject.read(folder.resolve(FILE));
        List<FrameStep> steps = new ArrayList<>();
        if (json.has("size") && json.flag("do_resize").orElse(true)) {
            Resampling resampling = resampling(json);
            JsonNode size = json.json().get("size");
            int shortest = size.isObject() ? size.path("shortest_edge").asInt() : size.asInt();
            steps.add(
                    shortest > 0
                            ? new FrameStep.Resize(new FrameSize(1, 1), side(json, "size", shortest), resampling)
                            : new FrameStep.Resize(size(json, "size"), 0, resampling));
        }
        if (json.has("crop_size") && json.flag("do_center_crop").orElse(true)) {
            steps.add(new FrameStep.CenterCrop(size(json, "crop_size")));
        }
        boolean normalize = json.flag("do_normalize").orElse(true);
        boolean rescale = json.flag("do_rescale").orElse(true);
        return new HuggingFaceImages(
                List.copyOf(steps),
                rescale ? json.positive("rescale_factor", 1000) : OptionalDouble.of(1),
                normalize ? json.colours("image_mean").orElse(new float[Frame.COLOURS]) : new float[Frame.COLOURS],
                normalize ? json.colours("image_std").orElse(ones()) : ones());
    }

    private static float[] ones() {
        return new float[] {1, 1, 1};
    }

    private static Resampling resampling(JsonObject json) {
        int number = json.whole("resample", 0, 5).orElse(BILINEAR);
        if (number != BILINEAR && number != BICUBIC) {
            throw json.wrong("resample", BILINEAR + " (bilinear) or " + BICUBIC + " (bicubic)");
        }
        return new Resampling(number == BICUBIC, true);
    }

    private static FrameSize size(JsonObject json, String key) {
        JsonNode size = json.json().get(key);
        return size.isObject()
                ? new FrameSize(
                        side(json, key, size.path("height").asInt()),
                        side(json, key, size.path("width").asInt()))
                : new FrameSize(side(json, key, size.asInt()), side(json, key, size.asInt()));
    }

    private static int side(JsonObject json, String key, int pixels) {
        if (pixels < 1 || pixels > FrameStep.MOST_PIXELS) {
            throw json.wrong(
                    key, "1 to " + FrameStep.MOST_PIXELS + " pixels, as a number, shortest_edge, or height and width");
        }
        return pixels;
    }
}
