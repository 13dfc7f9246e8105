package io.github.osgnet4j.encoders;

import java.util.List;

/**
 * Selects the frames of a feature. Feature w is computed from {@code frames} frames, one in each interval of {@code 1 /
 * sampleFps} seconds from {@code w * strideSeconds} on.
 *
 * @param frames of a feature
 * @param sampleFps frames taken in a second
 * @param middle whether the frame in the middle of an interval is taken instead of the one at its start
 * @param finer grid times in an interval
 * @param step grid times from a feature to the next
 */
record Sampling(int frames, double sampleFps, boolean middle, int finer, int step) {

    static final List<String> KEYS = List.of("frames", "sample_fps", "pick", "stride_seconds");

    private static final int MOST_FRAMES = 1024;
    private static final double MOST_FPS = 240;
    private static final double MOST_STRIDE = 600;
    private static final int MOST_FINER = 8;

    /** A stride such as 0.53333 stands for 16 / 30. */
    private static final double ROUNDED = 5e-4;

    /** What {@code encoder.json} says. */
    static Sampling of(JsonObject json) {
        int frames = json.whole("frames", 1, MOST_FRAMES).orElse(1);
        double stride = json.positive("stride_seconds", MOST_STRIDE).orElseThrow(() -> json.missing("stride_seconds"));
        double fps = json.positive("sample_fps", MOST_FPS).orElseGet(() -> {
            if (frames > 1) {
                throw json.missing("sample_fps");
            }
            return 1 / stride;
        });
        boolean middle =
                switch (json.text("pick").orElse("interval_middle")) {
                    case "interval_middle" -> true;
                    case "interval_start" -> false;
                    default -> throw json.wrong("pick", "interval_middle or interval_start");
                };
        for (int finer = 1; finer <= MOST_FINER; finer++) {
            double steps = stride * fps * finer;
            if (Math.abs(steps - Math.rint(steps)) < ROUNDED && Math.rint(steps) >= 1) {
                return new Sampling(frames, fps, middle, finer, (int) Math.rint(steps));
            }
        }
        throw json.wrong(
                "stride_seconds",
                "a whole number of the intervals of 1 / sample_fps = " + 1 / fps
                        + " s, or of halves to eighths of them");
    }

    /** The times of all frames that any feature takes. */
    FrameGrid grid() {
        return FrameGrid.of(middle ? 0.5 / sampleFps : 0, sampleFps, finer);
    }

    /** Seconds from a feature to the next. */
    double strideSeconds() {
        return step / (sampleFps * finer);
    }

    /** The grid time of a frame of a feature. */
    long time(long feature, int frame) {
        return feature * step + (long) frame * finer;
    }

    /** Whether any feature takes the frame of a grid time. */
    boolean takes(long time) {
        long last = time / step;
        long first = Math.max(0, (time - (long) (frames - 1) * finer + step - 1) / step);
        for (long feature = last; feature >= first; feature--) {
            if ((time - feature * step) % finer == 0 && (time - feature * step) / finer < frames) {
                return true;
            }
        }
        return false;
    }

    /** Features of a video: as many strides as fit, to the nearest, and at least one. */
    int count(double duration) {
        return (int) Math.max(1, Math.round(duration / strideSeconds()));
    }
}
