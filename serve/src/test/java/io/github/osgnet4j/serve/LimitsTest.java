package io.github.osgnet4j.serve;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.github.osgnet4j.data.io.NpyArray;
import io.github.osgnet4j.serve.Running.Got;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.Socket;
import java.net.http.HttpRequest.BodyPublishers;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** What requests may cost. */
@Timeout(300)
class LimitsTest {

    private static final int CHANNELS = 48;

    /** Requests of a batch that is still being answered when another one comes. */
    private static final int LONG = 200;

    /** A server with little memory for bodies. */
    private static Running small;

    @BeforeAll
    static void start() {
        small = Running.start(Demo.builder().bodyMemory(1_000_000));
    }

    @BeforeEach
    void awaitTheEndOfOtherBodies() {
        Waiting.until(() -> small.meter("osgnet_http_body_memory") == 0);
    }

    @AfterAll
    static void close() {
        small.close();
    }

    private static String head(String path, String mediaType, String length) {
        return "POST " + path + " HTTP/1.1\r\nHost: localhost\r\nContent-Type: " + mediaType + "\r\n" + length
                + "\r\n\r\n";
    }

    /** A batch that takes a while. */
    private static ObjectNode longBatch(int requests) {
        ObjectNode body = Running.JSON.createObjectNode();
        ArrayNode list = body.putArray("requests");
        for (int i = 0; i < requests; i++) {
            list.add(Running.annotated(Demo.QUERIES.get(i % Demo.QUERIES.size())));
        }
        return body;
    }

    @Test
    void aBodyThatSaysItIsTooLargeIsRefusedBeforeItComes() {
        try (Running server = Running.start(Demo.builder().jsonBytes(1000))) {
            Got got = Raw.exchange(
                    server.port(), head("/api/ground", "application/json", "Content-Length: 1000000000000"));
            assertEquals(413, got.status());
            assertEquals("body-too-large", got.problem());
            assertEquals("close", got.header("Connection"));
        }
    }

    @Test
    void anAnswerThatComesBeforeTheEndOfABodySaysThatItIsTheLastOfItsConnection() throws IOException {
        try (Socket socket = Raw.connect(Running.shared().port())) {
            OutputStream out = socket.getOutputStream();
            String whole = head("/api/unknown", "application/json", "Content-Length: 3") + "{ }";
            out.write(whole.getBytes(StandardCharsets.US_ASCII));
            Got first = Raw.answer(socket);
            assertEquals(404, first.status());
            assertEquals("", first.header("Connection"));
            String part = head("/api/unknown", "application/json", "Content-Length: 1000") + "{ }";
            out.write(part.getBytes(StandardCharsets.US_ASCII));
            assertEquals("close", Raw.answer(socket).header("Connection"));
            assertEquals(-1, socket.getInputStream().read());
        }
    }

    @Test
    void aBodyThatBecomesTooLargeIsRefusedWhileItComes() {
        try (Running server = Running.start(Demo.builder().uploadBytes(100_000))) {
            InputStream endless = new InputStream() {
                private long left = 10_000_000;

                @Override
                public int read() {
                    return left-- > 0 ? 'x' : -1;
                }
            };
            Got got = server.send(server.typed("/api/videos", Running.NPZ)
                    .POST(BodyPublishers.ofInputStream(() -> endless))
                    .build());
            assertEquals(413, got.status());
            assertEquals(200, server.get("/health/ready").status());
        }
    }

    @Test
    void aBodyOfExactlyTheLimitIsRead() {
        byte[] npz = Uploads.features(20, CHANNELS);
        try (Running server = Running.start(Demo.builder().uploadBytes(npz.length))) {
            assertEquals(201, server.post("/api/videos", Running.NPZ, npz).status());
            byte[] more = Arrays.copyOf(npz, npz.length + 1);
            assertEquals(413, server.post("/api/videos", Running.NPZ, more).status());
        }
    }

    /** Whether there is still somebody to write to: a slow client finds its answer only after the connection has ended. */
    private static boolean written(OutputStream out, char c) {
        try {
            out.write(c);
            return true;
        } catch (IOException e) {
            return false;
        }
    }

    @Test
    void aBodyThatTricklesIsGivenUp() throws IOException, InterruptedException {
        try (Running server = Running.start(Demo.builder().bodyTimeout(Duration.ofMillis(500)));
                Socket socket = Raw.connect(server.port())) {
            OutputStream out = socket.getOutputStream();
            out.write(head("/api/ground", "application/json", "Content-Length: 1000")
                    .getBytes(StandardCharsets.US_ASCII));
            InputStream in = socket.getInputStream();
            boolean open = true;
            while (open && in.available() == 0) {
                open = written(out, ' ');
                Thread.sleep(50);
            }
            Got got = Raw.answer(socket);
            assertEquals(408, got.status());
            assertEquals("body-timeout", got.problem());
        }
    }

    @Test
    void aBodyThatStopsIsGivenUp() throws IOException {
        try (Running server = Running.start(Demo.builder().idleTimeout(Duration.ofMillis(500)));
                Socket socket = Raw.connect(server.port())) {
            socket.getOutputStream()
                    .write(head("/api/ground", "application/json", "Content-Length: 1000")
                            .getBytes(StandardCharsets.US_ASCII));
            assertEquals(408, Raw.answer(socket).status());
        }
    }

    @Test
    void aConnectionThatSaysNothingIsClosed() throws IOException {
        try (Running server = Running.start(Demo.builder().idleTimeout(Duration.ofMillis(300)));
                Socket socket = Raw.connect(server.port())) {
            assertEquals(-1, socket.getInputStream().read());
        }
    }

    private static Running idlingFor(Duration idle) {
        return Running.start(Demo.builder().idleTimeout(idle).batch(2000).service(s -> s.workers(1)));
    }

    private static long nanosOfALongBatch(Running server) {
        long start = System.nanoTime();
        Got got = server.post("/api/batch", longBatch(LONG));
        assertEquals(200, got.status(), got.body());
        return System.nanoTime() - start;
    }

    /** How long a batch takes is for the machine to say, once its code is warm. */
    @Test
    void anAnswerThatTakesLongerThanTheIdleTimeoutStillComes() {
        long usual;
        try (Running server = idlingFor(Duration.ofMinutes(1))) {
            nanosOfALongBatch(server);
            usual = Math.min(nanosOfALongBatch(server), nanosOfALongBatch(server));
        }
        Duration idle = Duration.ofMillis(Math.max(1, TimeUnit.NANOSECONDS.toMillis(usual) / 5));
        try (Running server = idlingFor(idle)) {
            long nanos = nanosOfALongBatch(server);
            assertTrue(nanos > 2 * idle.toNanos(), nanos + " ns, before it could be idle for " + idle);
        }
    }

    @Test
    void aVideoOfTooManyStepsIsRefused() {
        try (Running server = Running.start(Demo.builder().service(s -> s.maxSteps(10)))) {
            assertEquals(
                    201,
                    server.post("/api/videos", Running.NPZ, Uploads.features(10, CHANNELS))
                            .status());
            Got got = server.post("/api/videos", Running.NPZ, Uploads.features(11, CHANNELS));
            assertEquals(413, got.status());
            assertEquals("video-too-long", got.problem());
            assertEquals(
                    413,
                    server.send(server.ground(Running.annotated(Demo.query()))).status());
        }
    }

    @Test
    void aVideoThatTheCacheCannotHoldIsRefusedRatherThanForgottenAtOnce() {
        try (Running server = Running.start(Demo.builder().service(s -> s.cacheBytes(1000)))) {
            Got got = server.post("/api/videos", Running.NPZ, Uploads.features(50, CHANNELS));
            assertEquals(413, got.status());
            assertTrue(got.json().get("detail").asText().contains("cache"), got.body());
        }
    }

    @Test
    void aVideoWhosePlaceTheCacheNeededIsUnknown() {
        long bytes;
        try (Running server = Running.start(Demo.builder())) {
            server.post("/api/videos", Running.NPZ, Uploads.features(30, CHANNELS));
            bytes = (long) server.meter("osgnet_cache_bytes");
        }
        try (Running server = Running.start(Demo.builder().service(s -> s.cacheBytes(bytes * 3 / 2)))) {
            String first = server.post("/api/videos", Running.NPZ, Uploads.features(30, CHANNELS))
                    .json()
                    .get("video")
                    .asText();
            String second = server.post("/api/videos", Running.NPZ, Uploads.features(30, CHANNELS))
                    .json()
                    .get("video")
                    .asText();
            assertEquals(200, server.get("/api/videos/" + second).status());
            Got gone = server.get("/api/videos/" + first);
            assertEquals(404, gone.status());
            assertTrue(gone.json().get("detail").asText().contains("send it again"), gone.body());
        }
    }

    @Test
    void onlySoManyHandlesAreKept() {
        try (Running server = Running.start(Demo.builder().videos(2))) {
            List<String> handles = new ArrayList<>();
            for (int i = 0; i < 3; i++) {
                handles.add(server.post("/api/videos", Running.NPZ, Uploads.features(3, CHANNELS))
                        .json()
                        .get("video")
                        .asText());
            }
            assertEquals(404, server.get("/api/videos/" + handles.get(0)).status());
            assertEquals(200, server.get("/api/videos/" + handles.get(1)).status());
            assertEquals(200, server.get("/api/videos/" + handles.get(2)).status());
        }
    }

    @Test
    void anArchiveThatUnpacksToMoreThanThereIsMemoryForIsRefused() {
        byte[] bomb = Uploads.npz(
                Map.of("features", new NpyArray(new int[] {20_000, CHANNELS}, new float[20_000 * CHANNELS])), true);
        assertTrue(bomb.length < 20_000, "the bomb is no bomb");
        Got got = small.post("/api/videos", Running.NPZ, bomb);
        assertEquals(413, got.status(), got.body());
        assertEquals(
                201,
                small.post("/api/videos", Running.NPZ, Uploads.features(10, CHANNELS))
                        .status());
    }

    @Test
    void memoryOfBodiesIsSharedAndGivenBack() throws IOException {
        int size = 600_000;
        Running server = small;
        try (Socket slow = Raw.connect(server.port())) {
            OutputStream out = slow.getOutputStream();
            out.write(
                    head("/api/videos", Running.NPZ, "Content-Length: " + size).getBytes(StandardCharsets.US_ASCII));
            out.write(new byte[size - 1]);
            out.flush();
            byte[] other = new byte[size];
            Waiting.until(() -> server.meter("osgnet_http_body_memory") >= size);
            assertEquals(503, server.post("/api/videos", Running.NPZ, other).status());
            out.write(1);
            out.flush();
            assertEquals(422, Raw.answer(slow).status());
            assertEquals(422, server.post("/api/videos", Running.NPZ, other).status());
        }
    }

    @Test
    void aBodyThatIsRefusedHalfWayIsReadToItsEndSoThatTheAnswerArrives() throws IOException {
        int size = 600_000;
        byte[] head =
                head("/api/videos", Running.NPZ, "Content-Length: " + size).getBytes(StandardCharsets.US_ASCII);
        Running server = small;
        try (Socket slow = Raw.connect(server.port());
                Socket refused = Raw.connect(server.port())) {
            slow.getOutputStream().write(head);
            slow.getOutputStream().write(new byte[size - 1]);
            Waiting.until(() -> server.meter("osgnet_http_body_memory") >= size);
            for (int i = 0; i < 3; i++) {
                refused.getOutputStream().write(head);
                refused.getOutputStream().write(new byte[size]);
                Got got = Raw.answer(refused);
                assertEquals(503, got.status());
                assertEquals("", got.header("Connection"));
            }
        }
    }

    @Test
    void aBodyThatNeedsMoreMemoryThanThereIsAtAllIsTooLargeAndNotToBeTriedAgain() {
        Got got = small.post("/api/ground", " ".repeat(60_000));
        assertEquals(413, got.status(), got.body());
        assertEquals("", got.header("Retry-After"));
        assertEquals(0, small.meter("osgnet_http_body_memory"));
    }

    @Test
    void aFullQueueRefusesAndSaysWhenToTryAgain() {
        try (Running server =
                Running.start(Demo.builder().service(s -> s.workers(1).queueCapacity(1)))) {
            Map<Integer, Integer> statuses = flood(server, 64);
            assertEquals(
                    64, statuses.values().stream().mapToInt(Integer::intValue).sum());
            assertTrue(statuses.getOrDefault(429, 0) > 0, statuses.toString());
            assertTrue(statuses.getOrDefault(200, 0) > 0, statuses.toString());
            statuses.keySet().removeAll(List.of(200, 429, 503));
            assertEquals(Map.of(), statuses);
        }
    }

    @Test
    void moreRequestsThanThereArePlacesForAreRefused() {
        try (Running server = Running.start(
                Demo.builder().service(s -> s.workers(1)).requests(1).batch(1000))) {
            var slow = server.sendAsync(server.typed("/api/batch", Json.MEDIA_TYPE)
                    .POST(BodyPublishers.ofString(longBatch(LONG).toString()))
                    .build());
            Waiting.until(() -> server.meter("osgnet_http_active") == 1);
            Got refused = server.send(server.ground(Running.annotated(Demo.query())));
            assertEquals(503, refused.status());
            assertEquals("too-many-requests", refused.problem());
            assertFalse(refused.header("Retry-After").isEmpty());
            assertEquals(200, server.get("/health/live").status());
            assertEquals(200, slow.join().status());
        }
    }

    @Test
    void anAnswerThatIsNotReadyAtItsDeadlineIsGivenUp() {
        try (Running server =
                Running.start(Demo.builder().service(s -> s.workers(1)).batch(1000))) {
            var slow = server.sendAsync(server.typed("/api/batch", Json.MEDIA_TYPE)
                    .POST(BodyPublishers.ofString(longBatch(LONG).toString()))
                    .build());
            Waiting.until(() -> server.meter("osgnet_requests_unfinished") > 0);
            Got got = server.send(server.ground(Running.annotated(Demo.query()).put("deadline", 1e-4)));
            assertEquals(503, got.status());
            assertEquals("deadline-exceeded", got.problem());
            assertEquals(200, slow.join().status());
        }
    }

    @Test
    void aBatchIsNoLongerThanAllowed() {
        try (Running server = Running.start(Demo.builder().batch(2))) {
            assertEquals(200, server.post("/api/batch", longBatch(2)).status());
            assertEquals(422, server.post("/api/batch", longBatch(3)).status());
        }
    }

    /** Many requests at once; how often each status came. */
    private static Map<Integer, Integer> flood(Running server, int count) {
        List<CompletableFuture<Got>> answers = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            answers.add(server.sendAsync(server.ground(Running.annotated(Demo.QUERIES.get(i % Demo.QUERIES.size())))));
        }
        Map<Integer, Integer> statuses = new TreeMap<>();
        answers.forEach(answer -> statuses.merge(answer.join().status(), 1, Integer::sum));
        return statuses;
    }
}
