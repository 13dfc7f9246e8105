package io.github.osgnet4j.cli;

import io.github.osgnet4j.serve.OsgnetServerBuilder;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** Video files of {@code osgnet serve}: which are offered, and how they are encoded. */
final class ServeVideos {

    /** Mebibytes that a video file may have at most. */
    private static final int MOST_FILE = 1 << 20;

    @Option(
            names = "--videos",
            paramLabel = "DIR",
            description = "Folder of video files to offer in the page, including its subfolders.")
    private Optional<Path> videos;

    @Option(
            names = "--encoders",
            paramLabel = "DIR",
            description = "Folder of encoders, each a folder with encoder.json, for video files opened in the page"
                    + " and for questions in words.")
    private Optional<Path> encoders;

    @Mixin
    private DecoderOption decoder;

    @Option(
            names = "--upload-dir",
            paramLabel = "DIR",
            description = "Folder for uploaded videos while they are encoded (default: the system's temporary folder).")
    private Optional<Path> uploads;

    @Option(
            names = "--max-video-mb",
            defaultValue = "2048",
            paramLabel = "MB",
            description = "Maximum size of an uploaded video (default: ${DEFAULT-VALUE}).")
    private int megabytes;

    @Option(
            names = "--max-video-minutes",
            defaultValue = "240",
            paramLabel = "MINUTES",
            description = "Maximum length of a video to encode (default: ${DEFAULT-VALUE}).")
    private int minutes;

    @Option(
            names = "--max-encodings",
            defaultValue = "4",
            paramLabel = "N",
            description = "Videos being uploaded, waiting or being encoded; more get 429 (default: ${DEFAULT-VALUE}).")
    private int encodings;

    @Option(
            names = "--feature-cache-mb",
            paramLabel = "MB",
            description = "Size of the cache of video features (default: a quarter of the heap).")
    private Optional<Integer> features;

    /**
     * Hands all of them to a server.
     *
     * @param limits that judge the numbers
     */
    void apply(OsgnetServerBuilder builder, ServeLimits limits) {
        videos.ifPresent(builder::videoFolder);
        encoders.ifPresent(builder::encoders);
        decoder.file().ifPresent(builder::ffmpeg);
        uploads.ifPresent(builder::uploadFolder);
        builder.videoBytes(limits.bytes("--max-video-mb", megabytes, 1, MOST_FILE));
        limits.set("--max-video-minutes", () -> builder.videoLength(Duration.ofMinutes(minutes)));
        limits.set("--max-encodings", () -> builder.encodings(encodings));
        features.ifPresent(mb -> builder.featureBytes(limits.bytes("--feature-cache-mb", mb, 1, MOST_FILE)));
    }
}
