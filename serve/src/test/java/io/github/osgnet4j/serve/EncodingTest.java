package io.github.osgnet4j.serve;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import io.github.osgnet4j.encoders.TinyVideo;
import io.github.osgnet4j.serve.Running.Got;
import java.io.IOException;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;

/** Video files that clients send, or the server offers, become videos that can be asked. */
class EncodingTest {

    private static final String MP4 = "video/mp4";
    private static final int SECONDS = 8;

    /** A feature each 16 / 30 s. */
    private static final int STEPS = 15;

    @TempDir
    static Path folder;

    private static Path encoders;
    private static Path video;
    private static Running server;

    @BeforeAll
    static void start() throws IOException {
        encoders = DemoEncoders.write(folder.resolve("encoders"));
        video = TinyVideo.moving(
                Files.createDirectories(folder.resolve("videos")).resolve("one.mp4"), SECONDS, 10);
        // What a server left that was killed, and what another one uses.
        Path left = Files.createDirectories(uploads().resolve("osgnet-uploads-left"));
        Files.createFile(left.resolve("lock"));
        Files.write(left.resolve("upload-1.video"), new byte[100]);
        server = Running.start(builder().videoFolder(folder.resolve("videos")).videoBytes(1 << 20));
        assertFalse(Files.exists(left), "what a killed server left is removed");
    }

    private static Path uploads() throws IOException {
        return Files.createDirectories(folder.resolve("uploads"));
    }

    private static OsgnetServerBuilder builder() throws IOException {
        return Demo.builder().encoders(encoders).uploadFolder(uploads());
    }

    @AfterAll
    static void stop() throws IOException {
        server.close();
        try (Stream<Path> left = Files.list(uploads())) {
            assertEquals(List.of(), left.toList(), "nothing is left behind");
        }
    }

    private static List<Path> uploaded() {
        try (Stream<Path> files = Files.walk(uploads())) {
            return files.filter(file -> file.getFileName().toString().startsWith("upload-"))
                    .toList();
        } catch (IOException | java.io.UncheckedIOException e) {
            return List.of(folder);
        }
    }

    /** An encoding once it has ended. */
    private static JsonNode ended(Running of, Got begun) {
        assertEquals(202, begun.status(), begun.body());
        String path = begun.header("Location");
        assertEquals("/api/encodings/" + begun.json().get("encoding").asText(), path);
        JsonNode[] now = {begun.json()};
        Waiting.until(() -> {
            now[0] = of.get(path).json();
            return List.of("done", "failed").contains(now[0].get("state").asText());
        });
        return now[0];
    }

    private static JsonNode windows(Running of, JsonNode encoding) {
        Got got = of.post(
                "/api/ground",
                Running.JSON
                        .createObjectNode()
                        .put("video", encoding.get("result").get("video").asText())
                        .put("text", "Where was the pan?")
                        .put("scores", true));
        assertEquals(200, got.status(), got.body());
        assertEquals(STEPS, got.json().get("steps").asInt());
        return got.json().get("windows");
    }

    private static String file() {
        return server.get("/api/files").json().get("files").get(0).get("file").asText();
    }

    @Test
    void aVideoThatIsSentCanBeAskedInWordsAndIsNotKept() throws IOException {
        JsonNode done = ended(server, server.post("/api/encodings", MP4, Files.readAllBytes(video)));
        assertEquals("done", done.get("state").asText(), done.toString());
        assertEquals(STEPS, done.get("result").get("steps").asInt());
        assertEquals(SECONDS, done.get("result").get("duration").asDouble(), 0.2);
        JsonNode windows = windows(server, done);
        assertTrue(windows.size() > 0);
        assertTrue(windows.get(0).get("end").asDouble() <= SECONDS + 0.2);
        assertEquals(List.of(), uploaded());

        Got again = server.post("/api/encodings", "application/octet-stream", Files.readAllBytes(video));
        assertEquals("done", again.json().get("state").asText(), "the same content is known");
        assertEquals(windows, windows(server, again.json()));

        String json = "{\"file\": \"" + file() + "\"}";
        JsonNode stored = ended(server, server.post("/api/encodings", json));
        assertEquals(windows, windows(server, stored));
        assertEquals(
                "done", server.post("/api/encodings", json).json().get("state").asText());

        String handle = done.get("result").get("video").asText();
        assertEquals(
                204,
                server.delete("/api/encodings/" + done.get("encoding").asText()).status());
        assertEquals("unknown-video", server.get("/api/videos/" + handle).problem());
        assertEquals(
                "unknown-encoding",
                server.delete("/api/encodings/" + done.get("encoding").asText()).problem());
        assertEquals(0, server.meter("osgnet_encodings_unfinished"));
        assertTrue(server.meter("osgnet_encodings_seconds_count") >= 4);
        assertTrue(server.meter("osgnet_encodings_features") >= STEPS * 48 * 4);
    }

    @Test
    void whatNoVideoCanBeMadeOfFailsWithTheReasonAndWithoutPlaces() throws IOException {
        byte[] broken = Arrays.copyOf(Files.readAllBytes(video), 500);
        JsonNode failed = ended(server, server.post("/api/encodings", MP4, broken));
        assertEquals("failed", failed.get("state").asText());
        assertEquals(
                "urn:osgnet:problem:invalid-video",
                failed.get("problem").get("type").asText());
        String detail = failed.get("problem").get("detail").asText();
        assertTrue(detail.contains("the video"), detail);
        assertFalse(detail.contains(folder.toString()) || detail.contains("upload-"), detail);
        assertEquals(List.of(), uploaded());
    }

    @Test
    void whatIsNotTakenIsRefused() throws IOException {
        assertEquals(
                "body-too-large",
                server.post("/api/encodings", MP4, new byte[(1 << 20) + 1]).problem());
        assertEquals(
                "unsupported-media-type",
                server.post("/api/encodings", "text/plain", new byte[1]).problem());
        assertEquals(
                "unknown-model",
                server.post("/api/encodings?model=x", MP4, new byte[1]).problem());
        assertEquals(
                "invalid-request",
                server.post("/api/encodings?name=x", MP4, new byte[1]).problem());
        assertEquals(
                "unknown-file",
                server.post("/api/encodings", "{\"file\": \"../one.mp4\"}").problem());
        assertEquals("invalid-request", server.post("/api/encodings", "{}").problem());
        assertEquals("unknown-encoding", server.get("/api/encodings/x").problem());
        assertEquals(List.of(), uploaded());
        assertEquals(0, server.meter("osgnet_encodings_unfinished"));
        JsonNode takes = server.get("/api/models").json().get("models").get(0).get("videoFiles");
        assertEquals(1 << 20, takes.get("maxBytes").asInt());
        assertEquals(4 * 3600, takes.get("maxSeconds").asInt());
    }

    /** Decodes nothing, and takes its time for that. */
    private static Path stuck() throws IOException {
        Path real = TinyVideo.ffmpeg().program();
        String begin = "#!/bin/sh\nexport LD_LIBRARY_PATH=" + real.getParent() + "\n";
        Path programs = Files.createDirectories(folder.resolve("programs"));
        Path ffmpeg = programs.resolve("ffmpeg");
        Files.writeString(
                ffmpeg, begin + "case \"$*\" in *-version*) exec " + real + " -version;; esac\nexec sleep 600\n");
        Path ffprobe = programs.resolve("ffprobe");
        Files.writeString(ffprobe, begin + "exec " + real.resolveSibling("ffprobe") + " \"$@\"\n");
        for (Path file : List.of(ffmpeg, ffprobe)) {
            Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rwx------"));
        }
        return ffmpeg;
    }

    @Test
    void placesAreFewAndACancelledEncodingGivesItsOwnBack() throws IOException {
        byte[] bytes = Files.readAllBytes(video);
        try (Running slow = Running.start(builder().ffmpeg(stuck()).encodings(2))) {
            String running = slow.post("/api/encodings", MP4, bytes).header("Location");
            Waiting.until(() -> slow.get(running).json().get("state").asText().equals("running"));
            String queued = slow.post("/api/encodings", MP4, bytes).header("Location");
            assertEquals("queued", slow.get(queued).json().get("state").asText());
            Got more = slow.post("/api/encodings", MP4, bytes);
            assertEquals("queue-full", more.problem());
            assertEquals("1", more.header("Retry-After"));
            assertEquals(2, slow.meter("osgnet_encodings_unfinished"));
            assertEquals(2 * bytes.length, slow.meter("osgnet_encodings_uploads"));

            assertEquals(204, slow.delete(queued).status());
            assertEquals(1, slow.meter("osgnet_encodings_unfinished"));
            try (Socket half = Raw.connect(slow.port())) {
                half.getOutputStream()
                        .write(("POST /api/encodings HTTP/1.1\r\nHost: localhost\r\nContent-Type: video/mp4\r\n"
                                        + "Content-Length: 1000\r\n\r\nhalf of it")
                                .getBytes(StandardCharsets.US_ASCII));
                Waiting.until(() -> slow.meter("osgnet_encodings_unfinished") == 2);
                assertEquals(
                        "queue-full", slow.post("/api/encodings", MP4, bytes).problem());
            }
            Waiting.until(() -> slow.meter("osgnet_encodings_unfinished") == 1);

            assertEquals(204, slow.delete(running).status());
            assertEquals("unknown-encoding", slow.get(running).problem());
            Waiting.until(() -> slow.meter("osgnet_encodings_unfinished") == 0);
            assertEquals(0, slow.meter("osgnet_encodings_uploads"));
            String last = slow.post("/api/encodings", MP4, bytes).header("Location");
            Waiting.until(() -> slow.get(last).json().get("state").asText().equals("running"));
            assertEquals(1, uploaded().size());
        }
        assertEquals(List.of(), uploaded(), "nothing stays of an encoding that the server's end has stopped");
    }

    @Test
    void aVideoThatIsTooLongFailsBeforeItIsDecoded() throws IOException {
        try (Running brief = Running.start(builder().videoLength(Duration.ofSeconds(SECONDS / 2)))) {
            JsonNode failed = ended(brief, brief.post("/api/encodings", MP4, Files.readAllBytes(video)));
            assertEquals(
                    "urn:osgnet:problem:invalid-video",
                    failed.get("problem").get("type").asText());
        }
        try (Running small = Running.start(builder().featureBytes(STEPS * 48 * 4 - 1))) {
            JsonNode failed = ended(small, small.post("/api/encodings", MP4, Files.readAllBytes(video)));
            assertEquals(
                    "urn:osgnet:problem:video-too-long",
                    failed.get("problem").get("type").asText());
        }
    }

    @Test
    void featuresWithoutRoomAreForgottenAndTheVideoIsAskedForAgain() throws IOException {
        Path other = TinyVideo.moving(folder.resolve("other.mp4"), SECONDS, 5);
        try (Running small = Running.start(builder().featureBytes(STEPS * 48 * 4))) {
            JsonNode first = ended(small, small.post("/api/encodings", MP4, Files.readAllBytes(video)));
            JsonNode second = ended(small, small.post("/api/encodings", MP4, Files.readAllBytes(other)));
            assertTrue(windows(small, second).size() > 0);
            Got gone =
                    small.get("/api/videos/" + first.get("result").get("video").asText());
            assertEquals("unknown-video", gone.problem());
            assertTrue(gone.json().get("detail").asText().contains("/api/encodings"), gone.body());
        }
    }

    /** Linux says which files are locked; within the process, Java only says which should be. */
    @Test
    @EnabledOnOs(OS.LINUX)
    void aSecondServerOfTheProcessLeavesTheFirstOneItsLock(@TempDir Path parent) throws IOException {
        try (UploadFolder first = UploadFolder.open(parent)) {
            Path lock = first.newFile().resolveSibling("lock");
            String entry = ":" + Files.getAttribute(lock, "unix:ino") + " ";
            assertTrue(Files.readString(Path.of("/proc/locks")).contains(entry));
            UploadFolder.open(parent).close();
            assertTrue(Files.readString(Path.of("/proc/locks")).contains(entry));
        }
    }

    @Test
    void aServerWithoutEncodersSaysSo() {
        assertEquals(
                "no-encoders",
                Running.shared().post("/api/encodings", MP4, new byte[10]).problem());
        assertFalse(
                Running.shared().get("/api/models").json().get("models").get(0).has("videoFiles"));
    }

    @Test
    void encodersThatFitNoModelAreAMistake(@TempDir Path other) throws IOException {
        DemoEncoders.video(other.resolve("video"), "0.25");
        try (OsgnetServer started =
                Demo.builder().encoders(other).uploadFolder(uploads()).start()) {
            ServeException e = assertThrows(ServeException.class, started::load);
            assertTrue(e.getMessage().contains("0.25 s"), e.getMessage());
        }
    }
}
