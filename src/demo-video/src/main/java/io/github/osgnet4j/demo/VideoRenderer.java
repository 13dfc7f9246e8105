package io.github.osgnet4j.demo;

import io.github.osgnet4j.encoders.Ffmpeg;
import java.io.BufferedOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;

/** Makes an mp4 of a story: H.264, as browsers play it. */
final class VideoRenderer {

    /** Frames a second: the rate at which the encoder looks. */
    static final int FPS = 8;

    private static final Duration PATIENCE = Duration.ofMinutes(1);

    private final Ffmpeg ffmpeg;

    VideoRenderer(Ffmpeg ffmpeg) {
        this.ffmpeg = ffmpeg;
    }

    /**
     * Writes a video.
     *
     * @param folder where {@code ID.mp4} goes
     * @throws IOException if it cannot be written
     */
    Path render(Story story, Path folder) throws IOException {
        Path raw = Files.createTempFile(folder, "frames", ".bgr");
        Path video = folder.resolve(story.id() + ".mp4");
        try {
            paint(story, raw);
            ffmpeg.run(
                    List.of(
                            "-f", "rawvideo",
                            "-pixel_format", "bgr24",
                            "-video_size", StoryWriter.WIDTH + "x" + StoryWriter.HEIGHT,
                            "-framerate", Integer.toString(FPS),
                            "-i", "file:" + raw,
                            "-threads", "1",
                            "-c:v", "libopenh264",
                            "-b:v", "250k",
                            "-pix_fmt", "yuv420p",
                            "-movflags", "+faststart",
                            "-fflags", "+bitexact",
                            "-flags", "+bitexact",
                            "-y", "file:" + video),
                    PATIENCE);
        } finally {
            Files.delete(raw);
        }
        return video;
    }

    private static void paint(Story story, Path raw) throws IOException {
        Painter painter = new Painter(story);
        int frames = (int) Math.round(story.seconds() * FPS);
        try (OutputStream out = new BufferedOutputStream(Files.newOutputStream(raw))) {
            for (int i = 0; i < frames; i++) {
                out.write(painter.paint((double) i / FPS));
            }
        }
    }
}
