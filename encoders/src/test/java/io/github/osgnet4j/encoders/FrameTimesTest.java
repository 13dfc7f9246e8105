package io.github.osgnet4j.encoders;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Frames come with the times that ffprobe says, and those of a grid are the ones that are shown then. */
class FrameTimesTest {

    private static final double EXACT = 2e-3;

    @TempDir
    static Path folder;

    /** A video of each kind, made when first asked for. */
    private static Path video(String kind) {
        Path constant = TinyVideo.moving(folder.resolve("constant.mp4"), 4, 25);
        return switch (kind) {
            case "constant" -> constant;
            case "variable" ->
                TinyVideo.make(
                        folder.resolve("variable.mkv"),
                        "-i",
                        "file:" + constant,
                        "-vf",
                        "select='not(mod(n,7))+lt(mod(n,31),3)'",
                        "-fps_mode",
                        "vfr",
                        "-c:v",
                        "mpeg4");
            case "rotated" ->
                TinyVideo.make(
                        folder.resolve("rotated.mp4"),
                        "-display_rotation:v:0",
                        "90",
                        "-i",
                        "file:" + constant,
                        "-c",
                        "copy");
            case "late" ->
                TinyVideo.make(
                        folder.resolve("late.ts"),
                        "-i",
                        "file:" + constant,
                        "-c:v",
                        "mpeg2video",
                        "-output_ts_offset",
                        "30");
            case "resized" -> {
                Path first = small("first.ts", "160x120", 0);
                Path second = small("second.ts", "96x64", 2);
                yield joined(folder.resolve("resized.ts"), first, second);
            }
            case "reordered" ->
                TinyVideo.make(folder.resolve("reordered.mkv"), "-i", "file:" + constant, "-c:v", "mpeg4", "-bf", "2");
            default -> throw new IllegalArgumentException(kind);
        };
    }

    /** Two seconds of a size. */
    private static Path small(String name, String size, int start) {
        return TinyVideo.make(
                folder.resolve(name),
                "-f",
                "lavfi",
                "-i",
                "testsrc=duration=2:rate=25:size=" + size,
                "-c:v",
                "mpeg2video",
                "-output_ts_offset",
                Integer.toString(start));
    }

    private static Path joined(Path file, Path first, Path second) {
        try {
            Files.write(file, Files.readAllBytes(first));
            return Files.write(file, Files.readAllBytes(second), StandardOpenOption.APPEND);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** What ffprobe says, from the start of the file. */
    private static List<Double> probed(Path file) {
        List<String> arguments = new ArrayList<>(List.of(
                "-v",
                "error",
                "-select_streams",
                "V:0",
                "-of",
                "csv=p=0",
                "-show_entries",
                "frame=best_effort_timestamp_time"));
        arguments.addAll(VideoFile.inputArguments(file, VideoLimits.DEFAULT));
        List<Double> times = new String(
                        TinyVideo.ffmpeg().probe(arguments, Duration.ofSeconds(90)), StandardCharsets.UTF_8)
                .lines()
                .filter(line -> !line.isBlank())
                .map(line -> Double.valueOf(line.split(",")[0]))
                .toList();
        double start = file.toString().endsWith(".ts") ? times.get(0) : 0;
        return times.stream().map(t -> t - start).toList();
    }

    private static List<Double> times(FrameStream stream) {
        List<Double> times = new ArrayList<>();
        try (stream) {
            for (Optional<Frame> next; (next = stream.next()).isPresent(); ) {
                times.add(next.get().seconds());
            }
        }
        return times;
    }

    @ParameterizedTest
    @ValueSource(strings = {"constant", "variable", "rotated", "late", "reordered", "resized"})
    void framesHaveTheTimesThatFfprobeSays(String kind) {
        Path file = video(kind);
        List<Double> expected = probed(file);
        VideoFile video = VideoFile.open(file);
        List<Double> found = times(video.frames());
        assertEquals(expected.size(), found.size());
        for (int i = 0; i < found.size(); i++) {
            assertEquals(expected.get(i), found.get(i), EXACT, "frame " + i);
        }

        FrameGrid grid = FrameGrid.of(1 / 15.0, 7.5, 1);
        List<Double> chosen = times(video.frames(grid));
        assertEquals(4 * grid.rate(), chosen.size(), 2);
        for (int k = 0; k < chosen.size(); k++) {
            double time = grid.seconds(k);
            double shown = expected.stream()
                    .filter(t -> t <= time + EXACT)
                    .reduce((a, b) -> b)
                    .orElse(expected.get(0));
            assertEquals(shown, chosen.get(k), EXACT, "grid time " + k);
        }
    }

    @Test
    void aRotatedVideoIsShownUpright() {
        VideoFile video = VideoFile.open(video("rotated"));
        assertEquals(120, video.info().width());
        assertEquals(160, video.info().height());
        assertEquals(90, video.info().rotation());
        VideoFile stored = VideoFile.open(video("constant"));
        try (FrameStream turned = video.frames();
                FrameStream plain = stored.frames()) {
            Frame a = turned.next().orElseThrow();
            Frame b = plain.next().orElseThrow();
            assertEquals(120 * 160 * 3, a.rgb().length);
            long difference = 0;
            long otherWay = 0;
            for (int y = 0; y < a.height(); y++) {
                for (int x = 0; x < a.width(); x++) {
                    difference += Math.abs(a.value(y, x, 0) - b.value(x, b.width() - 1 - y, 0));
                    otherWay += Math.abs(a.value(y, x, 0) - b.value(b.height() - 1 - x, y, 0));
                }
            }
            assertTrue(10 * difference < otherWay, difference + " turned anticlockwise, clockwise " + otherWay);
        }
    }

    @Test
    void aVideoSaysItsDurationAndRate() {
        VideoInfo info = VideoFile.open(video("constant")).info();
        assertEquals(4, info.duration(), 1e-6);
        assertEquals(25, info.frameRate(), 1e-6);
        assertEquals("mpeg4", info.codec());
        assertTrue(info.certain());
    }
}
