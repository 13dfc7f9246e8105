package io.github.osgnet4j.encoders;

import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Assumptions;

/** Small videos that ffmpeg makes. */
public final class TinyVideo {

    private static final Duration PATIENCE = Duration.ofSeconds(90);

    private TinyVideo() {}

    /** A test picture with moving parts and a clock. */
    public static Path moving(Path file, int seconds, int framesPerSecond) {
        return make(
                file,
                "-f",
                "lavfi",
                "-i",
                "testsrc=duration=" + seconds + ":size=160x120:rate=" + framesPerSecond,
                "-c:v",
                "mpeg4");
    }

    /** What a command line of ffmpeg makes. */
    public static Path make(Path file, String... arguments) {
        List<String> all = new ArrayList<>(List.of(arguments));
        all.addAll(List.of("-y", "file:" + file.toAbsolutePath()));
        ffmpeg().run(all, PATIENCE);
        return file;
    }

    /** The program; skips the test where there is none that runs, unless {@code osgnet.ffmpeg} is {@code required}. */
    public static Ffmpeg ffmpeg() {
        try {
            return Ffmpeg.find();
        } catch (EncoderException e) {
            Assumptions.assumeTrue("required".equals(System.getProperty("osgnet.ffmpeg")), e.getMessage());
            throw e;
        }
    }
}
