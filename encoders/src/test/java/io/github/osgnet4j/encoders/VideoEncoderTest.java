package io.github.osgnet4j.encoders;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Features are those of the frames that the settings of an encoder say. */
class VideoEncoderTest {

    /** Grey 40 at the start, and 10 more each second; 25 frames a second, each of one grey. */
    private static final double FIRST_GREY = 40;

    private static final double GREY_A_SECOND = 10;
    private static final int SECONDS = 8;
    private static final double ONE_GREY = 1.2;

    @TempDir
    static Path videos;

    private static VideoFile video;

    @TempDir
    Path folder;

    @BeforeAll
    static void make() {
        Path file = TinyVideo.make(
                videos.resolve("grey.mkv"),
                "-f",
                "lavfi",
                "-i",
                "nullsrc=size=64x48:rate=25:duration=" + SECONDS
                        + ",format=rgb24,geq=r='40+10*T':g='40+10*T':b='40+10*T',format=bgr0",
                "-c:v",
                "ffv1");
        video = VideoFile.open(file);
    }

    /** Seconds at which the frames of a feature were shown on average. */
    private static double[] seconds(VideoFeatures features) {
        double[] seconds = new double[features.steps()];
        for (int t = 0; t < seconds.length; t++) {
            seconds[t] = (features.values()[t * features.channels()] * 255 - FIRST_GREY) / GREY_A_SECOND;
        }
        return seconds;
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                // The middles of four intervals of 1 / 7.5 s, from each multiple of 16 / 30 s on: 4 / 15 s behind it.
                "BTCHW|1,3,4|'frames': 4, 'sample_fps': 7.5, 'stride_seconds': 0.53333|15|0.53333|0.26667",
                "BCTHW|2,3,4|'frames': 4, 'sample_fps': 7.5, 'stride_seconds': 0.53333|15|0.53333|0.26667",
                "BTCHW|1,3,4|'frames': 5, 'sample_fps': 5, 'pick': 'interval_start', 'stride_seconds': 0.4|20|0.4|0.4",
                "BTCHW|1,3,4|'frames': 2, 'sample_fps': 4, 'stride_seconds': 1.375|6|1.375|0.25",
                "BCHW|2,3|'stride_seconds': 0.5|16|0.5|0.25"
            })
    void aFeatureIsOfTheFramesOfItsWindow(
            String layout, String axes, String keys, int steps, double stride, double middle) {
        TinyVideoEncoder.write(
                folder,
                keys.replace('\'', '"'),
                layout,
                Arrays.stream(axes.split(",")).map(Long::valueOf).toList());
        List<EncodingListener.Progress> progress = new ArrayList<>();
        try (VideoEncoder encoder = VideoEncoder.open(folder)) {
            VideoFeatures features = encoder.encode(video, progress::add);
            assertEquals(steps, features.steps());
            assertEquals(stride, features.strideSeconds(), 1e-4);
            double[] seconds = seconds(features);
            for (int t = 0; t < steps; t++) {
                double expected = t * stride + middle;
                if (t * stride + 2 * middle < SECONDS) {
                    assertEquals(expected, seconds[t], 1 / 25.0 + ONE_GREY / GREY_A_SECOND, "feature " + t);
                }
            }
        }
        assertEquals(SECONDS, progress.get(progress.size() - 1).done(), 1.4);
    }

    @Test
    void encodersStandSideBySide() throws Exception {
        TinyVideoEncoder.write(Files.createDirectory(folder.resolve("a")));
        TinyVideoEncoder.write(
                Files.createDirectory(folder.resolve("b")), "\"stride_seconds\": 0.5, \"mean\": 1, \"std\": [1, 1, 2]");
        try (Encoders encoders = Encoders.load(folder)) {
            assertEquals(6, encoders.videoChannels());
            VideoFeatures features = encoders.encode(video, EncodingListener.NONE);
            assertEquals(16, features.steps());
            for (int t = 0; t < 16; t++) {
                assertEquals(features.values()[t * 6] - 1, features.values()[t * 6 + 3], 1e-4);
                assertEquals((features.values()[t * 6] - 1) / 2, features.values()[t * 6 + 5], 1e-4);
            }
        }
    }

    @Test
    void aWindowThatNoMemoryHoldsIsRefused() throws IOException {
        TinyVideoEncoder.write(
                folder,
                "\"frames\": 1024, \"sample_fps\": 2, \"stride_seconds\": 0.5, \"transform\": [{\"resize\":"
                        + " [4096, 4096]}]");
        VideoFile video = VideoFile.open(TinyVideo.moving(folder.resolve("v.mp4"), 1, 5));
        try (VideoEncoder encoder = VideoEncoder.open(folder)) {
            EncoderException e = assertThrows(EncoderException.class, () -> encoder.encode(video));
            assertTrue(e.getMessage().contains("1024 frames of 4096 x 4096 pixels takes 192.0 GiB"), e.getMessage());
        }
    }

    @Test
    void aVideoThatIsCutOffIsSaidToBe() throws Exception {
        byte[] whole = Files.readAllBytes(video.path());
        Path file = Files.write(folder.resolve("cut.mkv"), Arrays.copyOf(whole, whole.length / 2));
        TinyVideoEncoder.write(folder);
        try (VideoEncoder encoder = VideoEncoder.open(folder)) {
            VideoFile cut = VideoFile.open(file);
            VideoException e = assertThrows(VideoException.class, () -> encoder.encode(cut));
            assertTrue(e.getMessage().contains("cut.mkv") && e.getMessage().contains("of 8 s"), e.getMessage());
        }
    }

    /** Its last second is shown 20000 s later, while it says that it is three seconds long. */
    @Test
    @Timeout(300)
    void aVideoIsEncodedToTheEndThatItSays() throws Exception {
        Path file = TinyVideo.make(
                folder.resolve("longer.mkv"),
                "-f",
                "lavfi",
                "-i",
                "testsrc=duration=4:size=64x48:rate=5",
                "-vf",
                "setpts='PTS+gte(N,15)*20000/TB'",
                "-fps_mode",
                "passthrough",
                "-c:v",
                "ffv1");
        String content = Files.readString(file, StandardCharsets.ISO_8859_1);
        String says = content.replaceAll("05:33:2\\d\\.\\d{9}", "00:00:03.000000000");
        assertNotEquals(content, says);
        Files.writeString(file, says, StandardCharsets.ISO_8859_1);
        VideoFile longer = VideoFile.open(file);
        assertEquals(3, longer.duration());
        TinyVideoEncoder.write(folder);
        try (VideoEncoder encoder = VideoEncoder.open(folder)) {
            assertEquals(6, encoder.encode(longer).steps());
        }
    }

    @Test
    void aFrameThatWouldBecomeTooLargeOnTheWayIsRefused() {
        Path file = TinyVideo.make(
                folder.resolve("strip.mkv"),
                "-f",
                "lavfi",
                "-i",
                "color=duration=1:size=8192x2:rate=2",
                "-c:v",
                "ffv1");
        TinyVideoEncoder.write(
                folder,
                "\"frames\": 1, \"stride_seconds\": 0.5, \"transform\": [{\"resize\": 256}, {\"center_crop\": 224}]");
        try (VideoEncoder encoder = VideoEncoder.open(folder)) {
            VideoFile strip = VideoFile.open(file);
            VideoException e = assertThrows(VideoException.class, () -> encoder.encode(strip));
            assertTrue(e.getMessage().contains("strip.mkv: frames of 8192 x 2 pixels"), e.getMessage());
            assertEquals(SECONDS * 2, encoder.encode(video).steps());
        }
    }

    @Test
    void encodingStopsWhenItIsNotWanted() {
        TinyVideoEncoder.write(folder);
        try (VideoEncoder encoder = VideoEncoder.open(folder)) {
            assertThrows(
                    EncodingCancelledException.class,
                    () -> encoder.encode(video, new EncodingListener() {
                        @Override
                        public void progress(Progress progress) {}

                        @Override
                        public boolean cancelled() {
                            return true;
                        }
                    }));
        }
    }
}
