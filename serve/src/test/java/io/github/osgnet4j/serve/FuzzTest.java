package io.github.osgnet4j.serve;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.github.osgnet4j.serve.Running.Got;
import java.io.UncheckedIOException;
import java.math.BigDecimal;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;
import java.util.Set;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import net.jqwik.api.ShrinkingMode;
import net.jqwik.api.Tuple;
import net.jqwik.api.lifecycle.AfterContainer;
import net.jqwik.api.lifecycle.BeforeContainer;

/** Requests by chance: each is answered or refused, soon, and leaves nothing behind. */
class FuzzTest {

    private static final Set<Integer> CLEAN =
            Set.of(200, 201, 204, 400, 404, 405, 408, 413, 414, 415, 421, 422, 426, 429, 431, 501, 503, 505);
    private static final int MORE_THREADS = 40;
    private static final long MORE_HEAP = 64 << 20;
    private static final JsonNodeFactory NODES = JsonNodeFactory.instance;
    private static final String CLIP = Demo.query().videoId();
    private static final String QUERY = Demo.query().queryId();

    private static Running server;
    private static int threads;
    private static long heap;

    @BeforeContainer
    static void start() {
        server = Running.start(Demo.builder().videos(20).uploadBytes(1 << 20));
        server.post("/api/ground", Running.annotated(Demo.query()));
        threads = Thread.activeCount();
        heap = Memory.heapAfterCollection();
    }

    @AfterContainer
    static void nothingIsLeftBehind() {
        try (Running ended = server) {
            assertEquals(
                    200,
                    ended.post("/api/ground", Running.annotated(Demo.query())).status());
            assertEquals(0, ended.meter("osgnet_http_active"));
            assertEquals(0, ended.meter("osgnet_http_body_memory"));
            assertEquals(0, ended.meter("osgnet_requests_unfinished"));
            assertTrue(Thread.activeCount() <= threads + MORE_THREADS, "threads: " + Thread.activeCount());
            long grown = Memory.heapAfterCollection() - heap;
            assertTrue(grown < MORE_HEAP, "the heap has grown by " + grown + " bytes");
        }
    }

    private static void assertClean(Got got) {
        assertTrue(CLEAN.contains(got.status()), got.status() + " " + got.body());
        if (got.status() >= 400) {
            assertTrue(got.header("Content-Type").startsWith("application/problem+json"), got.body());
            assertEquals(got.status(), got.json().get("status").asInt());
        }
    }

    @Provide
    Arbitrary<JsonNode> values() {
        Arbitrary<JsonNode> scalars = Arbitraries.frequencyOf(
                Tuple.of(3, texts().map(NODES::textNode)),
                Tuple.of(2, Arbitraries.integers().map(NODES::numberNode)),
                Tuple.of(2, Arbitraries.integers().between(-2, 300).map(NODES::numberNode)),
                Tuple.of(1, Arbitraries.doubles().map(NODES::numberNode)),
                Tuple.of(1, Arbitraries.bigIntegers().map(n -> NODES.numberNode(n.pow(5)))),
                Tuple.of(1, Arbitraries.of("1e400", "-1e-400", "1e39").map(n -> NODES.numberNode(new BigDecimal(n)))),
                Tuple.of(1, Arbitraries.of(true, false).map(NODES::booleanNode)),
                Tuple.of(1, Arbitraries.just(NODES.nullNode())));
        return Arbitraries.recursive(
                () -> scalars,
                inner -> Arbitraries.oneOf(
                        inner.list().ofMaxSize(5).map(list -> NODES.arrayNode().addAll(list)),
                        Combinators.combine(names().list().ofMaxSize(5), inner).as(FuzzTest::object)),
                0,
                3);
    }

    private static JsonNode object(List<String> names, JsonNode value) {
        ObjectNode object = NODES.objectNode();
        names.forEach(name -> object.set(name, value));
        return object;
    }

    @Provide
    Arbitrary<String> names() {
        return Arbitraries.frequencyOf(
                Tuple.of(
                        9,
                        Arbitraries.of(
                                "model",
                                "clip",
                                "video",
                                "query",
                                "text",
                                "tokens",
                                "labels",
                                "topK",
                                "scores",
                                "scorePoints",
                                "objects",
                                "deadline",
                                "name",
                                "classes",
                                "requests")),
                Tuple.of(1, texts()));
    }

    @Provide
    Arbitrary<String> texts() {
        return Arbitraries.frequencyOf(
                Tuple.of(4, Arbitraries.of(CLIP, QUERY, "demo", "pan")),
                Tuple.of(
                        2,
                        Arbitraries.of(
                                "../../etc/passwd",
                                "/etc/passwd",
                                "..\\..\\x",
                                "file:///etc/passwd",
                                "%2e%2e%2f",
                                "",
                                "\u0000",
                                "\ud800",
                                "\udc00x",
                                "\ud83d\ude00",
                                "\r\nX: y",
                                "' OR 1=1",
                                "${jndi:ldap://x}",
                                "x".repeat(5000))),
                Tuple.of(2, Arbitraries.strings().ofMaxLength(40)));
    }

    /** A request of which some members make sense. */
    @Provide
    Arbitrary<JsonNode> requests() {
        return Combinators.combine(
                        Arbitraries.of(true, false),
                        Arbitraries.of("query", "tokens", "text", "none"),
                        Arbitraries.integers().between(0, 26),
                        Arbitraries.floats(),
                        Combinators.combine(names(), values())
                                .as(Tuple::of)
                                .list()
                                .ofMaxSize(3))
                .as((clip, kind, channels, value, changes) -> {
                    ObjectNode request = NODES.objectNode();
                    if (clip) {
                        request.put("clip", CLIP);
                    }
                    switch (kind) {
                        case "query" -> request.put("query", QUERY);
                        case "text" -> request.put("text", "where was the pan");
                        case "tokens" -> tokens(request.putArray("tokens"), channels, value);
                        default -> request.putNull("query");
                    }
                    changes.forEach(change -> request.set(change.get1(), change.get2()));
                    return request;
                });
    }

    private static void tokens(ArrayNode tokens, int channels, float value) {
        ArrayNode row = tokens.addArray();
        for (int c = 0; c < (channels > 20 ? 24 : channels); c++) {
            row.add(value);
        }
    }

    @Property(tries = 1500, shrinking = ShrinkingMode.OFF)
    void requestsToGround(@ForAll("requests") JsonNode request) {
        assertClean(server.post("/api/ground", request));
    }

    @Property(tries = 500, shrinking = ShrinkingMode.OFF)
    void anyJson(@ForAll("values") JsonNode value, @ForAll("posts") String path) {
        assertClean(server.post(path, value));
    }

    @Property(tries = 300, shrinking = ShrinkingMode.OFF)
    void batches(
            @ForAll("requests") JsonNode first, @ForAll("requests") JsonNode second, @ForAll("values") JsonNode value) {
        ObjectNode batch = NODES.objectNode();
        batch.putArray("requests").add(first).add(second).add(value).add(Running.annotated(Demo.query()));
        Got got = server.post("/api/batch", batch);
        assertClean(got);
        if (got.status() == 200) {
            JsonNode answers = got.json().get("answers");
            assertEquals(4, answers.size());
            assertEquals(
                    200, answers.get(3).get("status").asInt(), answers.get(3).toString());
            answers.forEach(
                    answer -> assertTrue(CLEAN.contains(answer.get("status").asInt()), answer.toString()));
        }
    }

    @Property(tries = 500, shrinking = ShrinkingMode.OFF)
    void cutAndChangedJson(@ForAll("requests") JsonNode request, @ForAll("posts") String path, @ForAll int seed) {
        byte[] json = request.toString().getBytes(StandardCharsets.UTF_8);
        assertClean(server.post(path, Json.MEDIA_TYPE, damaged(json, seed)));
    }

    /** A part of the bytes, one of them another. */
    private static byte[] damaged(byte[] bytes, int seed) {
        int cut = bytes.length == 0 ? 0 : Math.floorMod(seed * 31, bytes.length + 1);
        byte[] part = Arrays.copyOf(bytes, seed % 3 == 0 ? bytes.length : cut);
        if (part.length > 0) {
            part[Math.floorMod(seed, part.length)] = (byte) (seed >> 8);
        }
        return part;
    }

    @Property(tries = 500, shrinking = ShrinkingMode.OFF)
    void bytesAsAnUpload(@ForAll byte[] bytes, @ForAll("texts") String duration) {
        assertClean(server.post("/api/videos?duration=" + Running.encoded(duration), Running.NPZ, bytes));
    }

    @Property(tries = 1000, shrinking = ShrinkingMode.OFF)
    void damagedUploads(@ForAll int seed, @ForAll boolean cut) {
        byte[] npz = (seed % 2 == 0 ? Archives.STORED : Archives.DEFLATED).clone();
        byte[] upload = cut ? damaged(npz, seed) : npz;
        for (int i = 0; i < Math.floorMod(seed, 4) + 1; i++) {
            if (upload.length > 0) {
                upload[Math.floorMod(seed * 7919 * (i + 1), upload.length)] ^= (byte) (1 << (seed >>> 4 & 7));
            }
        }
        assertClean(server.post("/api/videos", Running.NPZ, upload));
    }

    /** What is damaged. */
    private static final class Archives {
        private static final byte[] DEFLATED = Uploads.clip(CLIP);
        private static final byte[] STORED = Uploads.features(4, 48);
    }

    @Property(tries = 700, shrinking = ShrinkingMode.OFF)
    void anyPath(@ForAll("texts") String first, @ForAll("texts") String second, @ForAll("templates") String template) {
        assertClean(server.get(template.formatted(Running.encoded(first), Running.encoded(second))));
    }

    @Property(tries = 500, shrinking = ShrinkingMode.OFF)
    void anyRequestLineAndHeaders(@ForAll("lines") String line, @ForAll("lines") String header) {
        try {
            assertClean(Raw.exchange(
                    server.port(), line + "\r\nHost: localhost\r\n" + header + "\r\nConnection: close\r\n\r\n"));
        } catch (UncheckedIOException e) {
            // Closed without a word is an answer to what is no HTTP.
            assertEquals(200, server.get("/health/live").status());
        }
    }

    @Provide
    Arbitrary<String> posts() {
        return Arbitraries.of("/api/ground", "/api/batch", "/api/videos");
    }

    @Provide
    Arbitrary<String> templates() {
        return Arbitraries.of(
                "/api/clips/%s?limit=%s",
                "/api/clips/%s/queries?offset=%s",
                "/api/clips/%s/objects?limit=%s",
                "/api/clips?search=%s&offset=%s",
                "/api/videos/%s?x=%s",
                "/page/%s?%s",
                "/%s/%s");
    }

    @Provide
    Arbitrary<String> lines() {
        Arbitrary<String> known = Arbitraries.of(
                "GET / HTTP/1.1",
                "GET /api/models HTTP/1.1",
                "POST /api/ground HTTP/1.1",
                "POST /api/videos HTTP/1.0",
                "OPTIONS * HTTP/1.1",
                "CONNECT x:1 HTTP/1.1",
                "TRACE / HTTP/1.1",
                "GET http://evil.example/api/models HTTP/1.1",
                "GET /../../etc/passwd HTTP/1.1",
                "GET / HTTP/9.9",
                "PRI * HTTP/2.0",
                "Content-Length: -1",
                "Content-Length: 99999999999999999999",
                "Content-Length: 0",
                "Transfer-Encoding: chunked",
                "Transfer-Encoding: gzip",
                "Expect: 100-continue",
                "Content-Type: application/json; charset=\u00ff",
                "Authorization: Bearer x",
                "Upgrade: h2c");
        return Arbitraries.oneOf(
                known,
                known,
                Arbitraries.strings()
                        .ascii()
                        .ofMaxLength(60)
                        .map(s -> s.replace("\n", "").replace("\r", "")));
    }
}
