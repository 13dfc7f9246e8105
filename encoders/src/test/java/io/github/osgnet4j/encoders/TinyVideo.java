package io.github.osgnet4j.encoders;

import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/** Small videos that ffmpeg makes. */
public final class TinyVideo {

    private static final Duration PATIENCE = Duration.ofSeconds(30);

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
        Ffmpeg.find().run(all, PATIENCE);
        return file;
    }
}
