package io.github.osgnet4j.tests;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.github.osgnet4j.encoders.TinyVideo;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The script that goes from videos to answers in words: all of its steps, with too few videos to learn from. */
class DemoVideoTest {

    private static final Path SCRIPT = Path.of(System.getProperty("osgnet.root"), "scripts/demo-video");

    @TempDir
    Path folder;

    private Command demo(Object... args) throws IOException, InterruptedException {
        Path osgnet = folder.resolve("osgnet");
        Files.writeString(osgnet, ClassArchive.script());
        Files.setPosixFilePermissions(osgnet, PosixFilePermissions.fromString("rwxr-xr-x"));
        List<String> command = new ArrayList<>(List.of(SCRIPT.toString()));
        Stream.of(args).map(String::valueOf).forEach(command::add);
        Path out = folder.resolve("stdout");
        Path err = folder.resolve("stderr");
        ProcessBuilder builder =
                new ProcessBuilder(command).redirectOutput(out.toFile()).redirectError(err.toFile());
        builder.environment().put("OSGNET", osgnet.toString());
        builder.environment().put("OSGNET_DEMO_VIDEO", System.getProperty("java.class.path"));
        builder.environment().put("OMP_WAIT_POLICY", "passive");
        Process process = builder.start();
        assertTrue(process.waitFor(10, TimeUnit.MINUTES), "hangs");
        return new Command(process.exitValue(), Files.readString(out), Files.readString(err));
    }

    @Test
    void everyStepWorksAndAskAnswersAsGroundDoes() throws IOException, InterruptedException {
        TinyVideo.ffmpeg();
        Path out = folder.resolve("out");
        Command result = demo("--train", 3, "--tune", 1, "--unseen", 1, "--epochs", 1, "--least", 0, out);
        assertEquals(0, result.code(), result.out() + result.err());
        assertTrue(result.out().contains("shuffled questions"), result.out());
        try (Stream<Path> videos = Files.list(out.resolve("videos"))) {
            assertEquals(
                    5, videos.filter(file -> file.toString().endsWith(".mp4")).count());
        }
        assertTrue(Files.exists(out.resolve("run/report.html")));
        assertTrue(Files.readString(out.resolve("ask.json")).contains("\"question\""));
    }

    @Test
    void anUnknownOptionIsWrongUsage() throws IOException, InterruptedException {
        assertEquals(2, demo("--nonsense").code());
        assertEquals(2, demo("--seed").code());
        assertEquals(2, demo("--seed", "x").code());
    }
}
