package io.github.osgnet4j.cli;

import io.github.osgnet4j.serve.OsgnetServerBuilder;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;
import picocli.CommandLine.Option;

/** Video files of {@code osgnet serve}: which are offered, and how they are encoded. */
final class ServeVideos {

    /** Mebibytes that a video file may have at most. */
    private static final int MOST_FILE = 1 << 20;

    @Option(
            names = "--videos",
            paramLabel = "DIR",
            description = "Folder with video files to offer in the page; all in it and below it are.")
    private Optional<Path> videos;

    @Option(
            names = "--encoders",
            paramLabel = "DIR",
            description = "Folder of encoders, each a folder with encoder.json, for video files that are opened in the"
                    + " page and for words.")
    private Optional<Path> encoders;

    @Option(
            names = "--ffmpeg",
            paramLabel = "FILE",
            description = "Program that decodes videos (default: the one that comes with osgnet, or the system's).")
    private Optional<Path> ffmpeg;

    @Option(
            names = "--upload-dir",
            paramLabel = "DIR",
            description = "Where uploaded videos lie while they are encoded (default: the folder for temporary files).")
    private Optional<Path> uploads;

    @Option(
            names = "--max-video-mb",
            defaultValue = "2048",
            paramLabel = "MB",
            description = "An uploaded video (default: ${DEFAULT-VALUE}).")
    private int megabytes;

    @Option(
            names = "--max-video-minutes",
            defaultValue = "240",
            paramLabel = "MINUTES",
            description = "Length of a video to encode (default: ${DEFAULT-VALUE}).")
    private int minutes;

    @Option(
            names = "--max-encodings",
            defaultValue = "4",
            paramLabel = "N",
            description = "Videos that are uploaded, wait or are encoded; more get 429 (default: ${DEFAULT-VALUE}).")
    private int encodings;

    @Option(
            names = "--feature-cache-mb",
            paramLabel = "MB",
            description = "Features of videos that are kept (default: a quarter of the heap).")
    private Optional<Integer> features;

    /**
     * Hands all of them to a server.
     *
     * @param limits that judge the numbers
     */
    void apply(OsgnetServerBuilder builder, ServeLimits limits) {
        videos.ifPresent(builder::videoFolder);
        encoders.ifPresent(builder::encoders);
        ffmpeg.ifPresent(builder::ffmpeg);
        uploads.ifPresent(builder::uploadFolder);
        builder.videoBytes(limits.bytes("--max-video-mb", megabytes, 1, MOST_FILE));
        limits.set("--max-video-minutes", () -> builder.videoLength(Duration.ofMinutes(minutes)));
        limits.set("--max-encodings", () -> builder.encodings(encodings));
        features.ifPresent(mb -> builder.featureBytes(limits.bytes("--feature-cache-mb", mb, 1, MOST_FILE)));
    }
}
