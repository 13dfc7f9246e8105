package io.github.osgnet4j.encoders;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.List;

/** A step of the preprocessing of a frame. */
sealed interface FrameStep {

    int MOST_PIXELS = 4096;

    FrameSize size(FrameSize from);

    Picture apply(Picture picture);

    /** One of the steps of {@code transform}. */
    static FrameStep of(JsonObject json) {
        if (json.has("resize")) {
            json.requireKeys(List.of("resize", "interpolation", "antialias"));
            boolean cubic =
                    switch (json.text("interpolation").orElse("bilinear")) {
                        case "bilinear" -> false;
                        case "bicubic" -> true;
                        default -> throw json.wrong("interpolation", "bilinear or bicubic");
                    };
            Resampling resampling = new Resampling(cubic, json.flag("antialias").orElse(true));
            JsonNode size = json.json().get("resize");
            return size.isArray()
                    ? new Resize(sizes(json, "resize"), 0, resampling)
                    : new Resize(new FrameSize(1, 1), sizes(json, "resize").height(), resampling);
        }
        json.requireKeys(List.of("center_crop"));
        if (!json.has("center_crop")) {
            throw json.missing("resize or center_crop");
        }
        return new CenterCrop(sizes(json, "center_crop"));
    }

    /** A size that is one number for both, or height and width. */
    private static FrameSize sizes(JsonObject json, String key) {
        JsonNode node = json.json().get(key);
        boolean two = node.isArray() && node.size() == 2;
        JsonNode height = two ? node.get(0) : node;
        JsonNode width = two ? node.get(1) : node;
        for (JsonNode side : List.of(height, width)) {
            if (!side.isInt() || side.intValue() < 1 || side.intValue() > MOST_PIXELS) {
                throw json.wrong(key, "1 to " + MOST_PIXELS + " pixels, or [height, width]");
            }
        }
        return new FrameSize(height.intValue(), width.intValue());
    }

    /**
     * Resizes a picture.
     *
     * @param to the size, unless
     * @param shortest is above 0: the shorter side then becomes so long, and the other in proportion, as in torchvision
     */
    record Resize(FrameSize to, int shortest, Resampling resampling) implements FrameStep {

        @Override
        public FrameSize size(FrameSize from) {
            if (shortest == 0) {
                return to;
            }
            long longer =
                    (long) shortest * Math.max(from.height(), from.width()) / Math.min(from.height(), from.width());
            int other = (int) Math.min(Integer.MAX_VALUE / 8, longer);
            return from.height() <= from.width() ? new FrameSize(shortest, other) : new FrameSize(other, shortest);
        }

        @Override
        public Picture apply(Picture picture) {
            return resampling.apply(picture, size(picture.size()));
        }

        Picture apply(Frame frame) {
            FrameSize from = new FrameSize(frame.height(), frame.width());
            FrameSize size = size(from);
            return size.equals(from) ? Picture.of(frame) : resampling.apply(frame, size);
        }
    }

    /** The middle of a picture, with black around it where it is smaller. */
    record CenterCrop(FrameSize to) implements FrameStep {

        @Override
        public FrameSize size(FrameSize from) {
            return to;
        }

        @Override
        public Picture apply(Picture picture) {
            FrameSize from = picture.size();
            int top = start(from.height(), to.height());
            int left = start(from.width(), to.width());
            float[] values = new float[Frame.COLOURS * to.height() * to.width()];
            int firstColumn = Math.max(0, -left);
            int columns = Math.min(to.width(), from.width() - left) - firstColumn;
            for (int c = 0; c < Frame.COLOURS && columns > 0; c++) {
                for (int y = Math.max(0, -top); y < Math.min(to.height(), from.height() - top); y++) {
                    System.arraycopy(
                            picture.values(),
                            (c * from.height() + y + top) * from.width() + left + firstColumn,
                            values,
                            (c * to.height() + y) * to.width() + firstColumn,
                            columns);
                }
            }
            return new Picture(to, values);
        }

        /** As Python rounds: a half to the even. */
        private static int start(int from, int to) {
            return from >= to ? (int) Math.rint((from - to) / 2.0) : -((to - from) / 2);
        }
    }
}
