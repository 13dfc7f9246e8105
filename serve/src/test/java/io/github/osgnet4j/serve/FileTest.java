package io.github.osgnet4j.serve;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import io.github.osgnet4j.serve.Running.Got;
import java.io.IOException;
import java.io.InputStream;
import java.net.Socket;
import java.net.http.HttpRequest;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Video files that the server offers, and stretches of them. */
class FileTest {

    private static final int SIZE = 300_000;

    @TempDir
    static Path outside;

    private static byte[] content;
    private static Path folder;
    private static Running server;

    @BeforeAll
    static void start() throws IOException {
        // The content is text, so that a client that reads texts gets every byte.
        content = new byte[SIZE];
        Random random = new Random(7);
        for (int i = 0; i < SIZE; i++) {
            content[i] = (byte) ('a' + random.nextInt(26));
        }
        folder = Files.createDirectories(outside.resolve("videos"));
        Files.write(folder.resolve("one.mp4"), content);
        Files.createDirectories(folder.resolve("sub folder"));
        Files.write(folder.resolve("sub folder/zwei ü.WebM"), Arrays.copyOf(content, 100));
        Files.write(folder.resolve("empty.mov"), new byte[0]);
        Files.write(folder.resolve("notes.txt"), content);
        Files.write(folder.resolve(".hidden.mp4"), content);
        Files.createDirectories(folder.resolve("folder.mp4"));
        Files.write(outside.resolve("secret.mp4"), content);
        Files.createSymbolicLink(folder.resolve("link-out.mp4"), outside.resolve("secret.mp4"));
        Files.createSymbolicLink(folder.resolve("link-text.mp4"), folder.resolve("notes.txt"));
        Files.createSymbolicLink(folder.resolve("link-in.mp4"), folder.resolve("one.mp4"));
        Files.createSymbolicLink(folder.resolve("link-folder"), outside);
        server = Running.start(Demo.builder().videoFolder(folder).token("0123456789abcdef"));
    }

    @AfterAll
    static void close() {
        server.close();
    }

    private static Got list(String query) {
        return server.send(server.request("/api/files" + query)
                .header("Authorization", "Bearer 0123456789abcdef")
                .build());
    }

    private static String id(String name) {
        for (JsonNode file : list("").json().get("files")) {
            if (file.get("name").asText().equals(name)) {
                return file.get("file").asText();
            }
        }
        throw new AssertionError(name);
    }

    /** What a player gets, which has no token. */
    private static Got content(String id, String... headers) {
        HttpRequest.Builder request = server.request("/api/files/" + id + "/content");
        if (headers.length > 0) {
            request.headers(headers);
        }
        return server.send(request.build());
    }

    private static String text(int from, int to) {
        return new String(content, from, to - from, StandardCharsets.US_ASCII);
    }

    @Test
    void theListHasRegularVideoFilesOfTheFolderAlone() {
        List<String> names = new ArrayList<>();
        list("").json().get("files").forEach(file -> names.add(file.get("name").asText()));
        assertEquals(List.of("empty.mov", "link-in.mp4", "one.mp4", "sub folder/zwei ü.WebM"), names);
        JsonNode one = list("?search=ONE").json();
        assertEquals(1, one.get("total").asInt());
        assertEquals(SIZE, one.get("files").get(0).get("bytes").asInt());
        assertEquals("video/mp4", one.get("files").get(0).get("mediaType").asText());
        assertEquals(2, list("?offset=1&limit=2").json().get("files").size());
        assertEquals(401, server.get("/api/files").status());
    }

    @Test
    void aFileComesWholeWithWhatACacheNeeds() {
        Got got = content(id("one.mp4"));
        assertEquals(200, got.status());
        assertEquals(text(0, SIZE), got.body());
        assertEquals("video/mp4", got.header("Content-Type"));
        assertEquals("bytes", got.header("Accept-Ranges"));
        assertEquals("private, no-cache", got.header("Cache-Control"));
        assertTrue(got.header("Content-Security-Policy").contains("media-src 'self' blob:"));
        assertEquals("video/webm", content(id("sub folder/zwei ü.WebM")).header("Content-Type"));
        assertEquals("", content(id("empty.mov")).body());
        Got same = content(id("one.mp4"), "If-None-Match", "\"x\", " + got.header("ETag"));
        assertEquals(304, same.status());
        assertEquals(got.header("ETag"), same.header("ETag"));
    }

    @ParameterizedTest
    @CsvSource({
        "bytes=0-0, 0, 1",
        "bytes=1000-200000, 1000, 200001",
        "bytes=299999-, 299999, 300000",
        "bytes=65536-131071, 65536, 131072",
        "bytes=299990-999999999999, 299990, 300000",
        "bytes=-10, 299990, 300000",
        "bytes=-999999, 0, 300000",
        "Bytes = 5-9, 5, 10"
    })
    void aStretchComesAlone(String range, int from, int to) {
        Got got = content(id("one.mp4"), "Range", range);
        assertEquals(206, got.status());
        assertEquals("bytes " + from + "-" + (to - 1) + "/" + SIZE, got.header("Content-Range"));
        assertEquals(String.valueOf(to - from), got.header("Content-Length"));
        assertEquals(text(from, to), got.body());
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = ';',
            value = {"bytes=0-1,5-6", "bytes=9-5", "bytes=-", "bytes=a-b", "lines=0-1", "bytes=99999999999999999999-"})
    void whatIsNoSingleStretchBringsTheWholeFile(String range) {
        Got got = content(id("one.mp4"), "Range", range);
        assertEquals(200, got.status());
        assertEquals(SIZE, got.body().length());
    }

    @ParameterizedTest
    @CsvSource({"one.mp4, bytes=300000-, 300000", "one.mp4, bytes=-0, 300000", "empty.mov, bytes=0-0, 0"})
    void aStretchBeyondTheEndIsRefusedWithTheLength(String name, String range, int size) {
        Got got = content(id(name), "Range", range);
        assertEquals(416, got.status());
        assertEquals("range-not-satisfiable", got.problem());
        assertEquals("bytes */" + size, got.header("Content-Range"));
    }

    @Test
    void theRestOfAFileThatHasChangedIsNotItsRest() throws IOException {
        Path file = folder.resolve("changing.mp4");
        Files.write(file, Arrays.copyOf(content, 50));
        String id = id("changing.mp4");
        try {
            Got first = content(id);
            for (String condition : List.of(first.header("ETag"), first.header("Last-Modified"))) {
                assertEquals(
                        206,
                        content(id, "Range", "bytes=5-", "If-Range", condition).status());
            }
            Files.write(file, Arrays.copyOfRange(content, 100, 150));
            Files.setLastModifiedTime(file, FileTime.fromMillis(1_000_000_000_000L));
            for (String condition : List.of(first.header("ETag"), first.header("Last-Modified"), "\"else\"")) {
                Got again = content(id, "Range", "bytes=5-", "If-Range", condition);
                assertEquals(200, again.status());
                assertEquals(text(100, 150), again.body());
            }
        } finally {
            Files.delete(file);
        }
        assertEquals("unknown-file", content(id).problem(), "it is gone");
    }

    @Test
    void headHasTheHeadersAlone() {
        for (String range : List.of("bytes=1-4", "none")) {
            Got got = server.send(server.request("/api/files/" + id("one.mp4") + "/content")
                    .method("HEAD", HttpRequest.BodyPublishers.noBody())
                    .header("Range", range)
                    .build());
            assertEquals(range.equals("none") ? 200 : 206, got.status());
            assertEquals(range.equals("none") ? String.valueOf(SIZE) : "4", got.header("Content-Length"));
            assertEquals("", got.body());
        }
    }

    @ParameterizedTest
    @CsvSource({"..", "one.mp4", "%2e%2e%2fsecret.mp4", "00000000000000000000000000000000", "%00"})
    void aNameIsNoId(String id) {
        Got got = Raw.exchange(
                server.port(),
                "GET /api/files/" + id + "/content HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n");
        assertTrue(got.status() == 404 || got.status() == 400 || got.status() == 401, got.status() + got.body());
        assertFalse(got.body().contains(text(0, 20)));
    }

    @Test
    void aFileThatBecameALinkToTheOutsideIsNotSent() throws IOException {
        Path file = folder.resolve("turning.mp4");
        Files.write(file, content);
        String id = id("turning.mp4");
        Files.delete(file);
        Files.createSymbolicLink(file, outside.resolve("secret.mp4"));
        try {
            assertEquals("unknown-file", content(id).problem());
        } finally {
            Files.delete(file);
        }
    }

    @Test
    void aReaderThatWaitsHoldsNeitherMemoryNorTheEndOfTheServer() throws IOException {
        Path large = folder.resolve("large.mp4");
        byte[] block = new byte[1 << 20];
        try (var out = Files.newOutputStream(large)) {
            for (int i = 0; i < 64; i++) {
                out.write(block);
            }
        }
        Running own = Running.start(
                Demo.builder().videoFolder(folder).bodyMemory(8 << 20).grace(Duration.ofMinutes(5)));
        List<Socket> readers = new ArrayList<>();
        try {
            String id = own.get("/api/files?search=large")
                    .json()
                    .get("files")
                    .get(0)
                    .get("file")
                    .asText();
            for (int i = 0; i < 64; i++) {
                Socket socket = Raw.connect(own.port());
                readers.add(socket);
                socket.getOutputStream()
                        .write(("GET /api/files/" + id + "/content HTTP/1.1\r\nHost: localhost\r\n\r\n")
                                .getBytes(StandardCharsets.US_ASCII));
                assertEquals('H', socket.getInputStream().read());
            }
            assertEquals(64, own.meter("osgnet_http_streams"));
            Got more = own.get("/api/files/" + id + "/content");
            assertEquals("too-many-requests", more.problem());
            assertTrue(own.meter("osgnet_http_body_memory") <= 64 * 65536 + 200_000);
            readers.get(0).close();
            readers.get(1).getInputStream().readNBytes(1 << 20);
            long start = System.nanoTime();
            own.close();
            assertTrue(
                    System.nanoTime() - start < Duration.ofMinutes(1).toNanos(),
                    "it does not wait for readers of files");
            try (InputStream rest = readers.get(1).getInputStream()) {
                byte[] came = rest.readAllBytes();
                assertTrue(came.length < 64 << 20, "the file broke off");
            }
        } finally {
            own.close();
            for (Socket reader : readers) {
                reader.close();
            }
            Files.delete(large);
        }
    }

    @Test
    void aFolderThatIsNoneIsSaidAtTheStart() {
        try (OsgnetServer started =
                Demo.builder().videoFolder(folder.resolve("one.mp4")).start()) {
            ServeException e = assertThrows(ServeException.class, started::load);
            assertTrue(e.getMessage().contains("expected a folder with video files, found a file"), e.getMessage());
        }
    }

    @Test
    void aServerWithoutAFolderOffersNothing() {
        JsonNode none = Running.shared().get("/api/files").json();
        assertEquals(0, none.get("total").asInt());
        Got got = Running.shared().get("/api/files/" + "0".repeat(32) + "/content");
        assertEquals(404, got.status());
        assertEquals("unknown-file", got.problem());
    }
}
