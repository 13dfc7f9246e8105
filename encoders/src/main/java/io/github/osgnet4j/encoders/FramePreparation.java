package io.github.osgnet4j.encoders;

import java.nio.file.Path;
import java.util.List;

/**
 * The preprocessing of frames for a network: {@code (transformed * rescale - mean) / std}.
 *
 * @param transform steps that resize and cut
 * @param rescale factor for colours of 0 to 255
 * @param mean of each colour
 * @param std of each colour
 */
record FramePreparation(List<FrameStep> transform, float rescale, float[] mean, float[] std) {

    private static final double USUAL_RESCALE = 1 / 255.0;
    private static final double MOST_RESCALE = 1000;
    private static final long MOST_PIXELS = 4096L * 4096;

    /** What {@code encoder.json} says and, for keys that it has not, the {@code preprocessor_config.json} of Hugging Face. */
    static FramePreparation of(Path folder, JsonObject json) {
        HuggingFaceImages other = HuggingFaceImages.of(folder);
        List<FrameStep> transform = json.objects("transform")
                .map(steps -> steps.stream().map(FrameStep::of).toList())
                .orElseGet(other::transform);
        float[] std = json.colours("std").orElseGet(other::std);
        for (float value : std) {
            if (!(value > 0)) {
                throw json.has("std")
                        ? json.wrong("std", "numbers above 0")
                        : new EncoderException(folder + ": image_std is not above 0");
            }
        }
        return new FramePreparation(
                transform,
                (float) json.positive("rescale", MOST_RESCALE)
                        .orElseGet(() -> other.rescale().orElse(USUAL_RESCALE)),
                json.colours("mean").orElseGet(other::mean),
                std);
    }

    /**
     * The size of a frame of a size, once it is prepared.
     *
     * @param of what it is of, for the message
     * @throws VideoException if it would become too large on the way, as one with sides of very different lengths does
     */
    FrameSize size(FrameSize from, Object of) {
        FrameSize size = from;
        for (FrameStep step : transform) {
            FrameSize next = step.size(size);
            // A picture gets its new width before its new height.
            if ((long) Math.max(size.height(), next.height()) * next.width() > MOST_PIXELS) {
                throw new VideoException(of + ": frames of " + from.width() + " x " + from.height()
                        + " pixels would be resized to " + next.width() + " x " + next.height() + ", expected at most "
                        + MOST_PIXELS + " pixels on the way; cut the frames to other proportions");
            }
            size = next;
        }
        return size;
    }

    /** The pixels of a frame: colour by colour, row by row. */
    float[] apply(Frame frame) {
        boolean resized = !transform.isEmpty() && transform.get(0) instanceof FrameStep.Resize;
        Picture picture = resized ? ((FrameStep.Resize) transform.get(0)).apply(frame) : Picture.of(frame);
        for (FrameStep step : transform.subList(resized ? 1 : 0, transform.size())) {
            picture = step.apply(picture);
        }
        float[] pixels = picture.values();
        int plane = pixels.length / Frame.COLOURS;
        for (int c = 0; c < Frame.COLOURS; c++) {
            float factor = rescale / std[c];
            float shift = mean[c] / std[c];
            for (int i = c * plane; i < (c + 1) * plane; i++) {
                pixels[i] = pixels[i] * factor - shift;
            }
        }
        return pixels;
    }
}
