package io.github.osgnet4j.encoders;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Objects;

/**
 * A video in a file. Its properties come from {@code ffprobe}, and its frames from {@code ffmpeg} in a child process,
 * which opens no other files and no network addresses.
 */
public final class VideoFile {

    /** Containers of videos, and no playlists, which name other files. */
    private static final String FORMATS =
            "mov,matroska,avi,mpegts,mpeg,flv,asf,ogg,mxf,nut,gif,wtv,dv,ivf,h264,hevc,m4v," + "mpegvideo,yuv4mpegpipe";

    private final Path path;
    private final Ffmpeg ffmpeg;
    private final VideoLimits limits;
    private final VideoInfo info;

    private VideoFile(Path path, Ffmpeg ffmpeg, VideoLimits limits) {
        this.path = path;
        this.ffmpeg = ffmpeg;
        this.limits = limits;
        this.info = new VideoProbe(path, ffmpeg, limits).info();
    }

    /**
     * Opens a video with {@link Ffmpeg#find()} and the usual limits.
     *
     * @throws VideoException if it is none, or beyond the limits
     */
    public static VideoFile open(Path path) {
        return open(path, Ffmpeg.find(), VideoLimits.DEFAULT);
    }

    /**
     * Opens a video.
     *
     * @throws VideoException if it is none, or beyond the limits
     */
    public static VideoFile open(Path path, Ffmpeg ffmpeg, VideoLimits limits) {
        Objects.requireNonNull(ffmpeg, "ffmpeg");
        Objects.requireNonNull(limits, "limits");
        if (Files.notExists(path)) {
            throw new VideoException("There is no file " + path);
        }
        if (!Files.isRegularFile(path)) {
            throw new VideoException(path + " is not a regular file; give a video file");
        }
        return new VideoFile(path, ffmpeg, limits);
    }

    /** Its path. */
    public Path path() {
        return path;
    }

    /** Its properties. */
    public VideoInfo info() {
        return info;
    }

    /** Its duration in seconds. */
    public double duration() {
        return info.duration();
    }

    /** The program that decodes it. */
    public Ffmpeg ffmpeg() {
        return ffmpeg;
    }

    VideoLimits limits() {
        return limits;
    }

    /** All frames, in the order in which they are shown. */
    public FrameStream frames() {
        return new FrameStream(this, "");
    }

    /** A frame for each time of a grid, until the video ends; if there is no new frame, the same one again. */
    public FrameStream frames(FrameGrid grid) {
        return new FrameStream(this, grid.filter());
    }

    /**
     * The ffmpeg arguments for this file as an input, which also restrict the protocols and formats that ffmpeg may
     * open.
     */
    public List<String> inputArguments() {
        return inputArguments(path, limits);
    }

    static List<String> inputArguments(Path path, VideoLimits limits) {
        return List.of(
                "-protocol_whitelist",
                "file,pipe",
                "-format_whitelist",
                FORMATS,
                "-max_pixels",
                Long.toString(limits.pixels()),
                "-i",
                "file:" + path.toAbsolutePath());
    }
}
