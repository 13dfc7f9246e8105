package io.github.osgnet4j.serve;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import io.github.osgnet4j.data.io.NpyArray;
import io.github.osgnet4j.serve.Running.Got;
import java.io.IOException;
import java.net.Socket;
import java.net.http.HttpRequest.BodyPublishers;
import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What cannot be answered is refused with the reason. */
class RefusalTest {

    private static final Running SERVER = Running.shared();
    private static final String CLIP = Demo.query().videoId();
    private static final String QUERY = Demo.query().queryId();

    private static void assertProblem(int status, String type, Got got) {
        assertEquals(status, got.status(), got.body());
        assertEquals("application/problem+json", got.header("Content-Type"));
        JsonNode problem = got.json();
        assertEquals("urn:osgnet:problem:" + type, problem.get("type").asText());
        assertEquals(status, problem.get("status").asInt());
        assertTrue(problem.get("title").asText().length() > 3, got.body());
        assertTrue(problem.get("detail").asText().length() > 10, got.body());
        assertTrue(got.header("Content-Security-Policy").startsWith("default-src 'none'"));
    }

    static Stream<Arguments> requests() {
        String base = "\"clip\": \"" + CLIP + "\", \"query\": \"" + QUERY + "\"";
        return Stream.of(
                Arguments.of("", "{\"query\": \"" + QUERY + "\"}", "/clip"),
                Arguments.of("", "{" + base + ", \"video\": \"x\"}", "/clip"),
                Arguments.of("", "{\"clip\": \"" + CLIP + "\"}", "/query"),
                Arguments.of("", "{" + base + ", \"text\": \"x\"}", "/query"),
                Arguments.of("unknown member 'topk'", "{" + base + ", \"topk\": 1}", ""),
                Arguments.of("expected 1 to 100, found 0", "{" + base + ", \"topK\": 0}", "/topK"),
                Arguments.of("found 101", "{" + base + ", \"topK\": 101}", "/topK"),
                Arguments.of("found 1.5", "{" + base + ", \"topK\": 1.5}", "/topK"),
                Arguments.of("found a text", "{" + base + ", \"topK\": \"1\"}", "/topK"),
                Arguments.of("", "{" + base + ", \"topK\": 99999999999999999999}", "/topK"),
                Arguments.of("true or false", "{" + base + ", \"scores\": 1}", "/scores"),
                Arguments.of("16 to 4000", "{" + base + ", \"scorePoints\": 15}", "/scorePoints"),
                Arguments.of("more than 0", "{" + base + ", \"deadline\": 0}", "/deadline"),
                Arguments.of("more than 0", "{" + base + ", \"deadline\": 1e999}", "/deadline"),
                Arguments.of("labels of its own", "{" + base + ", \"labels\": []}", "/labels"),
                Arguments.of("expected a text", "{" + base.replace("" + '"' + CLIP + '"', "7") + "}", "/clip"),
                Arguments.of("blank", "{\"clip\": \" \"}", "/clip"),
                Arguments.of("half of a surrogate pair", "{\"clip\": \"\\ud800\"}", "/clip"),
                Arguments.of("expected an object", "[1]", ""),
                Arguments.of("expected an object", "null", ""),
                Arguments.of("expected an array", tokens("7"), "/tokens"),
                Arguments.of("1 to 512 elements", tokens("[]"), "/tokens"),
                Arguments.of("24 to 24 elements, found 1", tokens("[[1]]"), "/tokens/0"),
                Arguments.of("found a text", tokens("[" + row("\"x\"") + "]"), "/tokens/0/0"),
                Arguments.of("float32", tokens("[" + row("0") + "," + row("1e39") + "]"), "/tokens/1/0"),
                Arguments.of("an array", tokens("[" + row("0") + "], \"labels\": {}"), "/labels"),
                Arguments.of("", tokens("[" + row("0") + "], \"labels\": [{}]"), "/labels/0"),
                Arguments.of(
                        "", tokens("[" + row("0") + "], \"labels\": [{\"classes\": [-1]}]"), "/labels/0/classes/0"),
                Arguments.of(
                        "No annotation names",
                        tokens("[" + row("0") + "], \"labels\": [{\"name\": \"xyzzy\"}]"),
                        "/labels/0/name"));
    }

    private static String tokens(String tokens) {
        return "{\"clip\": \"" + CLIP + "\", \"tokens\": " + tokens + "}";
    }

    private static String row(String first) {
        return "[" + first + ",0".repeat(23) + "]";
    }

    @ParameterizedTest
    @MethodSource("requests")
    void aValueThatCannotBeIsPointedAt(String reason, String body, String pointer) {
        Got got = SERVER.post("/api/ground", body);
        assertProblem(422, "invalid-request", got);
        assertEquals(pointer, got.json().path("pointer").asText());
        assertTrue(got.json().get("detail").asText().contains(reason), got.body());
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "{",
                "{} {}",
                "{\"a\": 1, \"a\": 2}",
                "{\"clip\": NaN}",
                "\u0000",
                "[[[[[[[[[[[[[[[[[[[[1]]]]]]]]]]]]]]]]]]]]",
            })
    void whatIsNoJsonIsMalformed(String body) {
        assertProblem(400, "malformed-request", SERVER.post("/api/ground", body));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "Transfer-Encoding: chunked\r\n\r\nzz\r\n",
                "Transfer-Encoding: chunked\r\n\r\n5\r\n{\"a\"",
                "Content-Length: 100\r\n\r\n{\"clip\"",
            })
    void aBodyThatBreaksOffIsMalformed(String rest) throws IOException {
        for (String path : List.of("/api/ground", "/api/videos")) {
            String type = path.equals("/api/videos") ? Running.NPZ : Json.MEDIA_TYPE;
            try (Socket socket = Raw.connect(SERVER.port())) {
                socket.getOutputStream()
                        .write(("POST " + path + " HTTP/1.1\r\nHost: localhost\r\nContent-Type: " + type + "\r\n"
                                        + rest)
                                .getBytes(StandardCharsets.US_ASCII));
                socket.shutdownOutput();
                assertProblem(400, "malformed-request", Raw.answer(socket));
            }
        }
    }

    static Stream<byte[]> encodings() {
        String json = "{\"clip\": \"" + CLIP + "\", \"query\": \"" + QUERY + "\"}";
        byte[] overlong = json.replace(CLIP, "##").getBytes(StandardCharsets.UTF_8);
        for (int i = 0; i < overlong.length; i++) {
            overlong[i] = overlong[i] == '#' ? (byte) (overlong[i - 1] == '"' ? 0xc1 : 0x81) : overlong[i];
        }
        return Stream.concat(
                Stream.of("UTF-16", "UTF-16LE", "UTF-16BE", "UTF-32", "UTF-32LE", "UTF-32BE")
                        .map(name -> json.getBytes(Charset.forName(name))),
                Stream.of(overlong, "{\"clip\": \"\u00e9\"}".getBytes(StandardCharsets.ISO_8859_1), new byte[] {
                    '"', (byte) 0xed, (byte) 0xa0, (byte) 0x80, '"'
                }));
    }

    @ParameterizedTest
    @MethodSource("encodings")
    void jsonThatIsNotInUtf8IsMalformed(byte[] body) {
        Got got = SERVER.post("/api/ground", Json.MEDIA_TYPE, body);
        assertProblem(400, "malformed-request", got);
        assertTrue(got.json().get("detail").asText().contains("UTF-8"), got.body());
    }

    @Test
    void jsonWithTheMarkOfUtf8IsRead() {
        String json = "\ufeff{\"clip\": \"" + CLIP + "\", \"query\": \"" + QUERY + "\"}";
        assertEquals(200, SERVER.post("/api/ground", json).status());
    }

    @ParameterizedTest
    @ValueSource(strings = {"utf-16", "\"iso-8859-1\"", "us-ascii"})
    void anotherCharsetIsRefused(String charset) {
        Got got = SERVER.post(
                "/api/ground", "application/json; Charset = " + charset, "{}".getBytes(StandardCharsets.UTF_8));
        assertProblem(415, "unsupported-media-type", got);
        assertTrue(got.json().get("detail").asText().contains("UTF-8"), got.body());
        assertProblem(
                422,
                "invalid-request",
                SERVER.post(
                        "/api/ground", "application/json;charset=\"UTF-8\"", "{}".getBytes(StandardCharsets.UTF_8)));
    }

    @ParameterizedTest
    @ValueSource(strings = {"/api/ground", "/api/batch", "/api/videos"})
    void aCompressedBodyIsRefusedWithWhatToDo(String path) {
        for (String coding : List.of("gzip", "br", "identity, gzip")) {
            Got got = SERVER.send(SERVER.typed(path, path.equals("/api/videos") ? Running.NPZ : Json.MEDIA_TYPE)
                    .header("Content-Encoding", coding)
                    .POST(BodyPublishers.ofByteArray(new byte[] {0x1f, (byte) 0x8b, 8}))
                    .build());
            assertProblem(415, "unsupported-media-type", got);
            String detail = got.json().get("detail").asText();
            assertTrue(detail.contains("Content-Encoding") && detail.contains("uncompressed"), detail);
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"gzip, chunked", "gzip,chunked", "gzip\r\nTransfer-Encoding: chunked", "x-gzip, chunked"})
    void otherTransferCodingsThanChunksAreRefused(String coding) {
        for (String head : List.of("POST /api/ground", "GET /health/live")) {
            Got got = Raw.exchange(
                    SERVER.port(),
                    head + " HTTP/1.1\r\nHost: localhost\r\nContent-Type: application/json\r\nTransfer-Encoding: "
                            + coding + "\r\n\r\n2\r\n{}\r\n0\r\n\r\n");
            assertProblem(501, "unknown-transfer-coding", got);
            assertEquals("close", got.header("Connection"));
        }
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "Transfer-Encoding: chunked, gzip",
                "Transfer-Encoding: chunked, chunked",
                "Transfer-Encoding: chunked\r\nContent-Length: 2",
                "Content-Length: 2\r\nContent-Length: 3",
                "Content-Length: 0x2",
                "Content-Length: +2",
                "Content-Length: -2"
            })
    void aBodyOfUncertainLengthIsRefused(String header) {
        Got got = Raw.exchange(
                SERVER.port(),
                "POST /api/ground HTTP/1.1\r\nHost: localhost\r\nContent-Type: application/json\r\n" + header
                        + "\r\n\r\n2\r\n{}\r\n0\r\n\r\n");
        assertTrue(got.status() == 400 || got.status() == 501, header + ": " + got.status());
    }

    @Test
    void aNumberOfAThousandDigitsIsMalformed() {
        assertProblem(400, "malformed-request", SERVER.post("/api/ground", "{\"topK\": " + "9".repeat(1000) + "}"));
    }

    static Stream<Arguments> unknown() {
        return Stream.of(
                Arguments.of("unknown-clip", "{\"clip\": \"nobody\", \"query\": \"x\"}"),
                Arguments.of("unknown-clip", "{\"clip\": \"../../../etc/passwd\", \"query\": \"x\"}"),
                Arguments.of("unknown-query", "{\"clip\": \"" + CLIP + "\", \"query\": \"x\"}"),
                Arguments.of("unknown-video", "{\"video\": \"x\", \"query\": \"x\"}"),
                Arguments.of(
                        "unknown-model",
                        "{\"model\": \"x\", \"clip\": \"" + CLIP + "\", \"query\": \"" + QUERY + "\"}"));
    }

    @ParameterizedTest
    @MethodSource("unknown")
    void whatIsNotThereIsNotFound(String type, String body) {
        assertProblem(404, type, SERVER.post("/api/ground", body));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "/api",
                "/api/clips/nobody",
                "/api/clips/nobody/queries",
                "/api/clips/..%2f..%2fetc%2fpasswd",
                "/page/openapi.yaml",
                "/page/..%2fopenapi.yaml",
                "/page/files.list",
                "/page/",
                "/favicon.ico",
                "/api/videos/x",
            })
    void aPathThatIsNotThereIsNotFound(String path) {
        Got got = SERVER.get(path);
        assertEquals(404, got.status(), got.body());
        assertTrue(got.problem().startsWith("unknown-") || got.problem().equals("not-found"), got.body());
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "//",
                "/api/clips/%00",
                "/api/clips/%zz",
                "/api/clips/%",
                "/api/clips/%ff",
                "/api/clips?search=%ff"
            })
    void aPathThatCannotBeIsMalformed(String path) {
        Got got = Raw.exchange(
                SERVER.port(), "GET " + path + " HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n");
        assertProblem(400, "malformed-request", got);
    }

    @ParameterizedTest
    @CsvSource({
        "limit=0",
        "limit=1001",
        "limit=x",
        "offset=-1",
        "limit=1&limit=2",
        "limit=%2B5",
        "limit=0x5",
        "limit=%205",
        "limit=%D9%A5",
        "lmit=1",
        "limit=",
        "offset=99999999999"
    })
    void aParameterThatCannotBeIsRefused(String query) {
        assertProblem(422, "invalid-request", SERVER.get("/api/clips?" + query));
    }

    @Test
    void anotherMethodIsRefusedWithThoseThereAre() {
        Got got = SERVER.delete("/api/ground");
        assertProblem(405, "method-not-allowed", got);
        assertEquals("POST", got.header("Allow"));
        assertEquals("GET, HEAD", SERVER.post("/api/clips", "{}").header("Allow"));
    }

    @Test
    void aBodyOfAnotherTypeIsRefused() {
        assertProblem(
                415,
                "unsupported-media-type",
                SERVER.post("/api/ground", "text/plain", "{}".getBytes(StandardCharsets.UTF_8)));
        assertProblem(415, "unsupported-media-type", SERVER.post("/api/videos", "image/png", new byte[10]));
    }

    static Stream<Arguments> uploads() {
        return Stream.of(
                Arguments.of("not an npz", new byte[0]),
                Arguments.of("not an npz", "hello".getBytes(StandardCharsets.UTF_8)),
                Arguments.of("found [5, 47]", Uploads.features(5, 47)),
                Arguments.of("found [48]", Uploads.features(48)),
                Arguments.of("found [1, 5, 48]", Uploads.features(1, 5, 48)),
                Arguments.of("found [0, 48]", Uploads.features(0, 48)),
                Arguments.of("no array 'features'", Uploads.npz(Map.of(), false)));
    }

    @ParameterizedTest
    @MethodSource("uploads")
    void anUploadThatIsNoVideoIsRefused(String reason, byte[] npz) {
        Got got = SERVER.post("/api/videos", Running.NPZ, npz);
        assertProblem(422, "invalid-request", got);
        assertTrue(got.json().get("detail").asText().contains(reason), got.body());
    }

    @Test
    void aVideoOfNaNIsRefused() {
        float[] values = new float[3 * 48];
        values[100] = Float.NaN;
        byte[] npz = Uploads.npz(Map.of("features", new NpyArray(new int[] {3, 48}, values)), true);
        assertProblem(422, "invalid-request", SERVER.post("/api/videos", Running.NPZ, npz));
    }

    @Test
    void objectsThatTheModelDoesNotKnowAreRefused() {
        for (int id : List.of(40, -2)) {
            byte[] npz = Uploads.npz(
                    Map.of(
                            "features",
                            new NpyArray(new int[] {2, 48}, new float[96]),
                            "objects",
                            Uploads.objects(List.of(new int[] {id}))),
                    true);
            assertProblem(422, "invalid-request", SERVER.post("/api/videos", Running.NPZ, npz));
        }
    }

    @Test
    void aWrongDurationIsRefused() {
        for (String duration : List.of(
                "0",
                "-1",
                "NaN",
                "Infinity",
                "x",
                "1e999",
                "0x1p3",
                "8d",
                "8f",
                "%2B8",
                "+8",
                "8%20",
                "8%0A",
                ".5",
                "%D9%A8")) {
            assertProblem(
                    422,
                    "invalid-request",
                    SERVER.post("/api/videos?duration=" + duration, Running.NPZ, Uploads.features(2, 48)));
        }
    }

    @Test
    void aBatchWithoutRequestsIsRefused() {
        for (String body : List.of("{}", "{\"requests\": []}", "{\"requests\": 1}", "[]")) {
            assertProblem(422, "invalid-request", SERVER.post("/api/batch", body));
        }
    }

    @Test
    void whatIsNoHttpGetsAProblemToo() {
        Got got = Raw.exchange(SERVER.port(), "HELLO\r\n\r\n");
        assertProblem(400, "malformed-request", got);
        Got large = Raw.exchange(
                SERVER.port(), "GET / HTTP/1.1\r\nHost: localhost\r\nX: " + "x".repeat(20_000) + "\r\n\r\n");
        assertProblem(431, "malformed-request", large);
    }
}
