package io.github.osgnet4j.cli.ask;

import io.github.osgnet4j.cli.CommandException;
import io.github.osgnet4j.encoders.VideoFile;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/**
 * Frames of windows, three of each: a sixth, half and five sixths into it.
 *
 * @param videos where they are from
 */
record Stills(Videos videos) {

    /** Frames of a window. */
    static final int COUNT = 3;
    /** Pixels of a frame across. */
    static final int WIDTH = 320;

    private static final Duration PATIENCE = Duration.ofMinutes(2);
    private static final int LEAST_HEIGHT = 16;
    private static final int MOST_HEIGHT = 640;
    /** Seconds that a frame is looked for further in front, since a container may promise more than there is. */
    private static final List<Double> EARLIER = List.of(0.0, 0.1, 0.5, 1.0, 2.0);

    /** When the frames of a window are shown, in seconds. */
    static List<Double> times(FoundWindow found) {
        List<Double> times = new ArrayList<>();
        for (int i = 0; i < COUNT; i++) {
            times.add(found.window().start() + found.window().length() * (2 * i + 1) / (2 * COUNT));
        }
        return times;
    }

    /** The height of frames of a video that are {@link #WIDTH} wide. */
    int height(Source source) {
        VideoFile video = videos.open(source);
        long height =
                Math.round((double) WIDTH * video.info().height() / video.info().width());
        return (int) Math.max(LEAST_HEIGHT, Math.min(MOST_HEIGHT, height));
    }

    /** A frame as height x {@link #WIDTH} x 3 bytes. */
    byte[] pixels(Source source, double seconds) {
        return frame(source, seconds, List.of("-f", "rawvideo", "-pix_fmt", "rgb24"));
    }

    /** A frame as JPEG. */
    byte[] jpeg(Source source, double seconds) {
        return frame(source, seconds, List.of("-f", "image2pipe", "-c:v", "mjpeg", "-q:v", "4"));
    }

    private byte[] frame(Source source, double seconds, List<String> format) {
        VideoFile video = videos.open(source);
        for (double earlier : EARLIER) {
            double from = Math.max(0, Math.min(seconds, video.duration()) - earlier);
            List<String> arguments = new ArrayList<>(List.of("-ss", String.format(Locale.ROOT, "%.3f", from)));
            arguments.addAll(video.inputArguments());
            arguments.addAll(List.of("-map", "0:V:0", "-frames:v", "1"));
            arguments.addAll(List.of("-vf", "scale=" + WIDTH + ":" + height(source)));
            arguments.addAll(format);
            arguments.add("pipe:1");
            byte[] bytes = video.ffmpeg().run(arguments, PATIENCE);
            if (bytes.length > 0) {
                return bytes;
            }
        }
        throw new CommandException(source.file() + " has no frame at " + ClockTime.of(seconds)
                + "; is the file damaged, or has it changed?");
    }
}
