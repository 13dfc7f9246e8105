package io.github.osgnet4j.encoders;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.read.ListAppender;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.slf4j.LoggerFactory;

/** A file that is no video, or one that is meant to harm, gives a message and nothing else. */
class HostileVideoTest {

    @TempDir
    Path folder;

    private static String refused(Path file) {
        VideoException e = assertThrows(VideoException.class, () -> VideoFile.open(file));
        assertTrue(e.getMessage().contains(file.toString()), e.getMessage());
        return e.getMessage();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "no video at all",
                "#EXTM3U\n#EXTINF:10,\nfile:///etc/hostname\n#EXT-X-ENDLIST\n",
                "ffconcat version 1.0\nfile /etc/hostname\n",
                "<?xml version=\"1.0\"?><MPD xmlns=\"urn:mpeg:dash:schema:mpd:2011\"></MPD>",
                ""
            })
    void whatIsNoVideoOrNamesOtherFilesIsRefused(String content) throws IOException {
        Path file = Files.writeString(folder.resolve("video.mp4"), content);
        assertTrue(refused(file).contains("not a video that can be read"));
    }

    @Test
    void soundAloneIsNoVideo() {
        Path sound = TinyVideo.make(folder.resolve("sound.mp4"), "-f", "lavfi", "-i", "sine=duration=1", "-c:a", "aac");
        assertTrue(refused(sound).contains("only sound"));
    }

    @Test
    void aVideoWithSoundIsReadAsOneWithout() {
        Path file = TinyVideo.make(
                folder.resolve("both.mp4"),
                "-f",
                "lavfi",
                "-i",
                "sine=duration=3",
                "-f",
                "lavfi",
                "-i",
                "testsrc=duration=1:size=64x48:rate=10",
                "-c:a",
                "aac",
                "-c:v",
                "mpeg4");
        VideoFile video = VideoFile.open(file);
        assertTrue(video.info().audio());
        assertEquals(1, video.duration(), 0.01);
    }

    @Test
    void namesThatFfmpegWouldTakeForSomethingElseAreNames() {
        for (String name : List.of("-i.mp4", "http:x.mp4", "a%03d.mp4", "concat:a|b.mp4")) {
            Path file = TinyVideo.moving(folder.resolve(name), 1, 5);
            try (FrameStream frames = VideoFile.open(file).frames()) {
                assertTrue(frames.next().isPresent(), name);
            }
        }
    }

    @Test
    void aVideoWithoutItsEndIsRefused() throws IOException {
        Path whole = TinyVideo.moving(folder.resolve("whole.mp4"), 1, 5);
        byte[] bytes = Files.readAllBytes(whole);
        Path cut = Files.write(folder.resolve("cut.mp4"), java.util.Arrays.copyOf(bytes, bytes.length / 2));
        assertTrue(refused(cut).contains("moov atom not found"));
    }

    @Test
    void limitsAreKept() {
        Path file = TinyVideo.moving(folder.resolve("video.mp4"), 3, 5);
        Duration patience = Duration.ofSeconds(90);
        String large = assertThrows(
                        VideoException.class,
                        () -> VideoFile.open(file, TinyVideo.ffmpeg(), new VideoLimits(1000, 10, patience)))
                .getMessage();
        assertTrue(large.contains("video.mp4"), large);
        String lengthy = assertThrows(
                        VideoException.class,
                        () -> VideoFile.open(file, TinyVideo.ffmpeg(), new VideoLimits(1 << 20, 2, patience)))
                .getMessage();
        assertTrue(lengthy.contains("3 s long") && lengthy.contains("2 s"), lengthy);
    }

    @Test
    void aVideoThatIsBrokenInTheMiddleEndsTheDecoderAlone() throws IOException {
        Path file = TinyVideo.moving(folder.resolve("video.mp4"), 2, 25);
        byte[] bytes = Files.readAllBytes(file);
        for (int i = bytes.length / 3; i < bytes.length / 2; i++) {
            bytes[i] = (byte) (i * 31);
        }
        Path broken = Files.write(folder.resolve("broken.mp4"), bytes);
        int frames = 0;
        try (FrameStream stream = VideoFile.open(broken).frames()) {
            while (stream.next().isPresent()) {
                frames++;
            }
        } catch (VideoException e) {
            assertTrue(e.getMessage().contains("broken.mp4"), e.getMessage());
        }
        assertTrue(frames <= 50, frames + " frames");
    }

    /** A video of 50 pictures, of which the first of each so many has no signature. */
    private VideoFile damaged(int each) throws IOException {
        Path file = TinyVideo.make(
                folder.resolve("damaged.mkv"),
                "-f",
                "lavfi",
                "-i",
                "testsrc=duration=2:size=64x48:rate=25",
                "-c:v",
                "png");
        byte[] bytes = Files.readAllBytes(file);
        String content = new String(bytes, StandardCharsets.ISO_8859_1);
        int count = 0;
        for (int at = 0; (at = content.indexOf("\u0089PNG", at)) >= 0; at++) {
            if (count++ % each == each - 1) {
                bytes[at] = 0;
            }
        }
        assertEquals(50, count);
        return VideoFile.open(Files.write(file, bytes));
    }

    private static int frames(VideoFile video) {
        int frames = 0;
        try (FrameStream stream = video.frames()) {
            while (stream.next().isPresent()) {
                frames++;
            }
        }
        return frames;
    }

    @Test
    void aVideoOfWhichMuchIsDamagedIsRefused() throws IOException {
        VideoFile video = damaged(10);
        VideoException e = assertThrows(VideoException.class, () -> frames(video));
        assertTrue(e.getMessage().contains("damaged.mkv cannot be decoded beyond "), e.getMessage());
    }

    @Test
    void aVideoOfWhichLittleIsDamagedIsWarnedOf() throws IOException {
        VideoFile video = damaged(30);
        Logger log = (Logger) LoggerFactory.getLogger(FrameStream.class);
        ListAppender<ILoggingEvent> warnings = new ListAppender<>();
        warnings.start();
        log.addAppender(warnings);
        try {
            int frames = frames(video);
            assertTrue(frames >= 47 && frames < 50, frames + " frames");
        } finally {
            log.detachAppender(warnings);
        }
        assertEquals(1, warnings.list.size());
        String warning = warnings.list.get(0).getFormattedMessage();
        assertTrue(warning.contains("damaged.mkv is damaged") && warning.contains("PNG signature"), warning);
    }

    /** Nobody waits for the time that such a frame does not get. */
    @Test
    void aJumpOfMoreThanThirtyHoursIsRefusedAtOnce() {
        Path whole = TinyVideo.moving(folder.resolve("whole.mkv"), 2, 5);
        Path jump = TinyVideo.make(
                folder.resolve("jump.mkv"),
                "-i",
                "file:" + whole,
                "-c",
                "copy",
                "-copyts",
                "-bsf:v",
                "setts=ts='if(gte(N,5),TS+200000/TB,TS)'");
        VideoLimits wide = new VideoLimits(1 << 20, 1e6, Duration.ofMinutes(5));
        VideoException e =
                assertThrows(VideoException.class, () -> frames(VideoFile.open(jump, TinyVideo.ffmpeg(), wide)));
        assertTrue(
                e.getMessage().contains("jump.mkv cannot be decoded beyond 5 frames: frame 5 has no"), e.getMessage());
        assertTrue(refused(jump).contains("more than the 43200 s"));
    }

    @Test
    void aDecoderThatSaysNothingIsKilled() throws Exception {
        try (ChildProcess child =
                new ChildProcess(List.of("sleep", "600"), Map.of(), Duration.ofMillis(300), line -> false)) {
            long start = System.nanoTime();
            assertEquals(0, child.read(new byte[10], 0, 10));
            assertTrue(child.exit() != 0);
            assertTrue(child.problem().contains("killed"), child.problem());
            assertTrue(System.nanoTime() - start < Duration.ofSeconds(300).toNanos());
        }
    }

    @Test
    void aProgramThatIsNotThereIsNamed() {
        EncoderException e = assertThrows(EncoderException.class, () -> Ffmpeg.at(folder.resolve("ffmpeg")));
        assertTrue(e.getMessage().contains(folder.resolve("ffmpeg").toString()), e.getMessage());
    }
}
