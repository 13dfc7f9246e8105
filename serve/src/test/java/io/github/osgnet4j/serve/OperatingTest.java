package io.github.osgnet4j.serve;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.read.ListAppender;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.github.osgnet4j.serve.Running.Got;
import io.micrometer.common.KeyValue;
import io.micrometer.observation.Observation;
import io.micrometer.observation.ObservationHandler;
import io.micrometer.observation.ObservationRegistry;
import io.micrometer.observation.transport.ReceiverContext;
import java.io.IOException;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.slf4j.LoggerFactory;

/** A server for several clients: their tokens, their rates, what is written down of them, and its administrators. */
class OperatingTest {

    private static final String ALICE = "alice-0123456789";
    private static final String ADMIN = "admin-0123456789";
    private static final String EAGER = "eager-0123456789";
    private static final String BUSY = "busy-0123456789-";
    private static final int RATE = 300;
    private static final String SWAP = "/api/admin/models/{model}/swap";

    @TempDir
    static Path folder;

    private static Running server;

    @BeforeAll
    static void start() throws IOException {
        writeTokens("alice " + ALICE, "root " + ADMIN + " admin", "eager " + EAGER, "busy " + BUSY);
        Path bundles = Files.createDirectory(folder.resolve("bundles"));
        copy(bundles.resolve("next"), "\"demo.yaml\"", "\"next.yaml\"");
        copy(bundles.resolve("other-rate"), "\"fps\" : 30.0", "\"fps\" : 25.0");
        copy(bundles.resolve("damaged"), "", "");
        Files.write(bundles.resolve("damaged/query.onnx"), new byte[10]);
        Files.createDirectory(bundles.resolve("empty"));
        copy(folder.resolve("outside"), "", "");
        Files.createSymbolicLink(bundles.resolve("link"), folder.resolve("outside"));
        server = Running.start(Demo.builder()
                .tokenFile(folder.resolve("tokens"))
                .rate(RATE, Duration.ofMinutes(1))
                .audit(folder.resolve("audit"), true)
                .accessLog(true)
                .observations(observations())
                .bundleRoot(bundles));
    }

    @AfterAll
    static void stop() {
        server.close();
    }

    private static final List<Observation.Context> OBSERVED = new CopyOnWriteArrayList<>();

    private static ObservationRegistry observations() {
        ObservationRegistry registry = ObservationRegistry.create();
        registry.observationConfig().observationHandler(new ObservationHandler<>() {
            @Override
            public void onStart(Observation.Context context) {
                if (context instanceof ReceiverContext<?> received) {
                    context.put(RequestId.PARENT, String.valueOf(parent(received)));
                }
            }

            @Override
            public void onStop(Observation.Context context) {
                OBSERVED.add(context);
            }

            @Override
            public boolean supportsContext(Observation.Context context) {
                return true;
            }
        });
        return registry;
    }

    /** What tracing would go on from. */
    private static <C> String parent(ReceiverContext<C> received) {
        return received.getGetter().get(received.getCarrier(), RequestId.PARENT);
    }

    private static void writeTokens(String... lines) throws IOException {
        Files.writeString(folder.resolve("tokens"), String.join("\n", lines));
    }

    /** The demo with another manifest, which its hash follows. */
    private static void copy(Path to, String old, String other) throws IOException {
        Files.createDirectory(to);
        try (Stream<Path> files = Files.list(Demo.BUNDLE)) {
            for (Path file : files.toList()) {
                Files.copy(file, to.resolve(file.getFileName()));
            }
        }
        String manifest = Files.readString(to.resolve("manifest.json"));
        assertTrue(manifest.contains(old), old);
        Files.writeString(to.resolve("manifest.json"), manifest.replace(old, other));
        Files.writeString(to.resolve("manifest.sha256"), sha256(to) + "  manifest.json\n");
    }

    private static String sha256(Path bundle) throws IOException {
        try {
            return HexFormat.of()
                    .formatHex(MessageDigest.getInstance("SHA-256")
                            .digest(Files.readAllBytes(bundle.resolve("manifest.json"))));
        } catch (NoSuchAlgorithmException e) {
            throw new AssertionError(e);
        }
    }

    private static HttpRequest.Builder as(String token, String path) {
        return server.typed(path, Json.MEDIA_TYPE).header("Authorization", "Bearer " + token);
    }

    private static Got get(String token, String path) {
        return server.send(as(token, path).build());
    }

    private static Got post(String token, String path, String json) {
        return server.send(as(token, path).POST(BodyPublishers.ofString(json)).build());
    }

    private static Got swap(String token, String bundle) {
        return post(
                token,
                "/api/admin/models/demo/swap",
                Running.JSON.createObjectNode().put("bundle", bundle).toString());
    }

    private static List<JsonNode> audit() throws IOException {
        return Files.readAllLines(folder.resolve("audit")).stream()
                .map(line -> new Got(200, line, null).json())
                .toList();
    }

    /** The lines of the audit about an answer. */
    private static List<JsonNode> audit(Got got) throws IOException {
        return audit().stream()
                .filter(line -> line.get("requestId").asText().equals(got.header(RequestId.HEADER)))
                .toList();
    }

    @Test
    void tokensAreReadAgainWhileTheServerRuns() throws IOException {
        String added = "added-0123456789";
        assertEquals(401, get(added, "/api/models").status());
        try {
            writeTokens(
                    "alice " + ALICE, "root " + ADMIN + " admin", "eager " + EAGER, "busy " + BUSY, "added " + added);
            assertEquals(401, get(added, "/api/models").status());
            server.server().reload();
            assertEquals(200, get(added, "/api/models").status());
            writeTokens("alice");
            server.server().reload();
            assertEquals(200, get(added, "/api/models").status());
        } finally {
            writeTokens("alice " + ALICE, "root " + ADMIN + " admin", "eager " + EAGER, "busy " + BUSY);
            server.server().reload();
        }
        assertEquals(401, get(added, "/api/models").status());
        assertEquals(200, get(ALICE, "/api/models").status());
    }

    @Test
    void whoComesTooOftenIsToldWhenToComeAgain() {
        Got first = get(EAGER, "/api/models");
        assertEquals("\"requests\";q=" + RATE + ";w=60", first.header("RateLimit-Policy"));
        assertTrue(
                first.header("RateLimit").startsWith("\"requests\";r="),
                first.headers().toString());
        Got last = first;
        for (int i = 0; i < 20 * RATE && last.status() == 200; i++) {
            last = get(EAGER, "/api/models");
        }
        assertEquals(429, last.status());
        assertEquals("rate-limited", last.problem());
        assertTrue(
                last.header("RateLimit").startsWith("\"requests\";r=0;t="),
                last.headers().toString());
        int wait = Integer.parseInt(last.header("Retry-After"));
        assertTrue(wait >= 1 && wait <= 60, last.header("Retry-After"));
        // Others go on, and so does what needs no token.
        assertEquals(200, get(ALICE, "/api/models").status());
        assertEquals(200, get(EAGER, "/health/ready").status());
    }

    @Test
    void withoutTokensAnAddressHasTheRate() {
        try (OsgnetServer open = Demo.builder().rate(2, Duration.ofMinutes(10)).start()) {
            String request = "GET /metrics HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n";
            assertEquals(200, Raw.exchange(open.port(), request).status());
            assertEquals(200, Raw.exchange(open.port(), request).status());
            Got third = Raw.exchange(open.port(), request);
            assertEquals(429, third.status());
            assertTrue(third.json().get("detail").asText().contains("this address"), third.body());
        }
    }

    @Test
    void everyAnswerToAQueryIsOnRecord() throws IOException {
        Got answer = post(ALICE, "/api/ground", Running.annotated(Demo.query()).toString());
        assertEquals(200, answer.status(), answer.body());
        List<JsonNode> lines = audit(answer);
        assertEquals(1, lines.size());
        JsonNode line = lines.get(0);
        assertEquals("alice", line.get("token").asText());
        assertEquals("POST /api/ground", line.get("action").asText());
        assertTrue(line.get("seconds").asDouble() > 0, line.toString());
        assertTrue(line.get("time").asText().matches("\\d{4}-\\d\\d-\\d\\dT.*Z"), line.toString());
        JsonNode query = line.get("queries").get(0);
        assertEquals(Demo.query().videoId(), query.get("clip").asText());
        assertEquals(Demo.query().queryId(), query.get("query").asText());
        assertEquals(Demo.query().query(), query.get("text").asText());
        assertEquals(answer.json().get("windows").size(), query.get("windows").asInt());

        ObjectNode batch = Running.JSON.createObjectNode().put("sequence", true);
        batch.putArray("requests")
                .add(Running.annotated(Demo.QUERIES.get(0)).put("topK", 2))
                .add(Running.annotated(Demo.QUERIES.get(1)).put("topK", 0))
                .add(Running.annotated(Demo.QUERIES.get(2)).put("topK", 1));
        JsonNode both =
                audit(post(ALICE, "/api/batch", batch.toString())).get(0).get("queries");
        assertEquals(2, both.size(), both.toString());
        assertEquals(2, both.get(0).get("windows").asInt());
        assertEquals(1, both.get(1).get("windows").asInt());

        assertEquals(List.of(), audit(post(ALICE, "/api/ground", "{}")));
        assertEquals(List.of(), audit(get(ALICE, "/api/models")));
    }

    @Test
    void everyRequestIsLoggedWithWhatItWas() {
        Logger access = (Logger) LoggerFactory.getLogger("io.github.osgnet4j.serve.access");
        ListAppender<ILoggingEvent> lines = new ListAppender<>() {
            @Override
            protected void append(ILoggingEvent event) {
                event.prepareForDeferredProcessing();
                super.append(event);
            }
        };
        lines.list = new CopyOnWriteArrayList<>();
        lines.start();
        access.addAppender(lines);
        access.setAdditive(false);
        access.setLevel(Level.INFO);
        try {
            Got got = get(ALICE, "/api/clips/%0Anobody%0A");
            Waiting.until(() -> List.copyOf(lines.list).stream()
                    .anyMatch(
                            line -> line.getMDCPropertyMap().get(RequestId.KEY).equals(got.header(RequestId.HEADER))));
            ILoggingEvent line = lines.list.stream()
                    .filter(event ->
                            event.getMDCPropertyMap().get(RequestId.KEY).equals(got.header(RequestId.HEADER)))
                    .findFirst()
                    .orElseThrow();
            String id = "5ec7e75ec7e75ec7e75ec7e75ec7e7ff";
            for (String path : List.of(
                    "/api/files/" + id + "/content",
                    "/api/file%73/" + id + "/content",
                    "//api/files/" + id + "/content",
                    "/api/file%73/" + id + "/",
                    "/files%5c%35" + id.substring(1))) {
                Got file = get(ALICE, path);
                Waiting.until(() -> List.copyOf(lines.list).stream()
                        .anyMatch(event ->
                                event.getMDCPropertyMap().get(RequestId.KEY).equals(file.header(RequestId.HEADER))));
            }
            assertFalse(
                    lines.list.stream()
                            .anyMatch(event ->
                                    (event.getFormattedMessage() + event.getKeyValuePairs()).contains(id.substring(1))),
                    "who knows the id needs no token");
            String fields = line.getKeyValuePairs().toString();
            for (String field : List.of(
                    "method=\"GET\"",
                    "path=\"/api/clips/%0Anobody%0A\"",
                    "route=\"/api/clips/{clip}\"",
                    "status=\"404\"",
                    "bytes=\"" + got.body().getBytes(StandardCharsets.UTF_8).length + "\"",
                    "token=\"alice\"")) {
                assertTrue(fields.contains(field), fields);
            }
            assertEquals(1, line.getFormattedMessage().lines().count());
            assertFalse(line.getFormattedMessage().contains(ALICE));
        } finally {
            access.detachAppender(lines);
            access.setAdditive(true);
            access.setLevel(null);
        }
    }

    @Test
    void tracingIsToldOfARequestAndOfWhatItRuns() {
        String parent = "00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01";
        Got got = server.send(as(ALICE, "/api/ground")
                .header(RequestId.PARENT, parent)
                .POST(BodyPublishers.ofString(Running.annotated(Demo.query()).toString()))
                .build());
        Waiting.until(() -> OBSERVED.stream().anyMatch(context -> isOf(context, got)));
        Observation.Context request = OBSERVED.stream()
                .filter(context -> isOf(context, got))
                .findFirst()
                .orElseThrow();
        assertEquals("osgnet.http.request", request.getName());
        assertEquals(parent, request.get(RequestId.PARENT));
        assertEquals("200", request.getLowCardinalityKeyValue("status").getValue());
        assertEquals("/api/ground", request.getLowCardinalityKeyValue("route").getValue());
        Observation.Context ran = OBSERVED.stream()
                .filter(context -> context.getParentObservation() != null
                        && context.getParentObservation().getContextView() == request)
                .findFirst()
                .orElseThrow();
        assertEquals("osgnet.ground", ran.getName());
        assertEquals("demo", ran.getLowCardinalityKeyValue("model").getValue());
    }

    private static boolean isOf(Observation.Context context, Got got) {
        KeyValue id = context.getHighCardinalityKeyValue("request.id");
        return id != null && id.getValue().equals(got.header(RequestId.HEADER));
    }

    @Test
    void onlyAdministratorsSeeTheBundles() {
        Got got = get(ALICE, "/api/admin/models");
        OpenApiTest.assertAnswerFits("get", "/api/admin/models", "403", got);
        assertEquals("forbidden", got.problem());
        assertEquals(401, server.get("/api/admin/models").status());
        assertEquals(403, swap(ALICE, "next").status());
        assertEquals(403, Running.shared().get("/api/admin/models").status());
        Got all = get(ADMIN, "/api/admin/models");
        OpenApiTest.assertAnswerFits("get", "/api/admin/models", "200", all);
        JsonNode seen = all.json();
        assertEquals(
                "[\"damaged\",\"next\",\"other-rate\"]", seen.get("bundles").toString());
        assertEquals("demo", seen.get("models").get(0).get("model").asText());
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "..",
                ".",
                "../outside",
                "/etc",
                "next/../../outside",
                "link",
                "empty",
                "nobody",
                "..\\outside",
                "%2e%2e",
                "next/",
                "\u0000next",
            })
    void whatIsNoBundleRightInTheFolderIsNotThere(String name) {
        Got got = swap(ADMIN, name);
        OpenApiTest.assertAnswerFits("post", SWAP, "404", got);
        assertEquals("unknown-bundle", got.problem());
    }

    @Test
    void aBundleThatCannotAnswerInsteadIsRefused() throws IOException {
        Got damaged = swap(ADMIN, "damaged");
        assertEquals(422, damaged.status(), damaged.body());
        assertEquals("invalid-bundle", damaged.problem());
        assertTrue(damaged.json().get("detail").asText().contains("query.onnx"), damaged.body());
        assertFalse(damaged.body().contains(folder.toRealPath().toString()), damaged.body());
        assertFalse(damaged.body().contains(folder.toString()), damaged.body());
        Got other = swap(ADMIN, "other-rate");
        assertEquals("invalid-bundle", other.problem());
        assertTrue(other.json().get("detail").asText().contains("preprocessing"), other.body());
        assertEquals(
                404,
                post(ADMIN, "/api/admin/models/nobody/swap", "{\"bundle\": \"next\"}")
                        .status());
        assertEquals(422, post(ADMIN, "/api/admin/models/demo/swap", "{}").status());
    }

    @Test
    void aBundleIsSwappedInWhileRequestsRun() throws IOException {
        HttpRequest ground = as(BUSY, "/api/ground")
                .POST(BodyPublishers.ofString(Running.annotated(Demo.query()).toString()))
                .build();
        assertEquals(
                200,
                post(
                                ADMIN,
                                "/api/ground",
                                Running.annotated(Demo.QUERIES.get(5)).toString())
                        .status());
        Got before = server.send(ground);
        JsonNode expected = before.json().get("windows");
        AtomicBoolean done = new AtomicBoolean();
        List<Got> answers = new CopyOnWriteArrayList<>();
        CompletableFuture<Void> asking = CompletableFuture.runAsync(() -> {
            while (!done.get()) {
                Got got = server.send(ground);
                assertEquals(200, got.status(), got.body());
                assertEquals(expected, got.json().get("windows"));
                answers.add(got);
                Waiting.pause(Duration.ofSeconds(60).dividedBy(RATE));
            }
        });
        String hash = sha256(folder.resolve("bundles/next"));
        Got swapped;
        Got after;
        try {
            Waiting.until(() -> !answers.isEmpty() || asking.isDone());
            swapped = swap(ADMIN, "next");
            assertEquals(200, swapped.status(), swapped.body());
            assertEquals(hash, swapped.json().get("sha256").asText());
            after = server.send(ground);
        } finally {
            done.set(true);
        }
        asking.join();
        OpenApiTest.assertAnswerFits("post", SWAP, "200", swapped);
        JsonNode split = get(ADMIN, "/api/split").json();
        assertEquals(1, split.get("predictions").get(0).get("queries").asInt(), "what the other answered is forgotten");
        assertEquals(expected, after.json().get("windows"));

        assertEquals(sha256(Demo.BUNDLE), bundle(audit(before).get(0)));
        assertEquals(hash, bundle(audit(after).get(0)));
        assertNotEquals(sha256(Demo.BUNDLE), hash);
        List<String> bundles = new ArrayList<>();
        for (Got got : answers) {
            bundles.add(bundle(audit(got).get(0)));
        }
        List<String> others =
                bundles.stream().dropWhile(sha256(Demo.BUNDLE)::equals).toList();
        assertEquals(sha256(Demo.BUNDLE), bundles.get(0));
        assertTrue(others.stream().allMatch(hash::equals), "the other answers from the swap on: " + bundles);
        JsonNode line = audit(swapped).get(0);
        assertEquals("root", line.get("token").asText());
        assertEquals(hash, line.get("swapped").get("bundle").asText());
        OpenApiTest.assertAnswerFits("post", SWAP, "422", swap(ADMIN, "next"));
    }

    private static String bundle(JsonNode line) {
        return line.get("queries").get(0).get("bundle").asText();
    }

    @Test
    void settingsThatDoNotGoTogetherAreRefused() throws IOException {
        OsgnetServerBuilder nobody = Demo.builder().bundleRoot(folder.resolve("bundles"));
        assertTrue(
                assertThrows(ServeException.class, nobody::start).getMessage().contains("admin"));
        OsgnetServerBuilder both = Demo.builder().token(ALICE).tokenFile(folder.resolve("tokens"));
        assertTrue(assertThrows(ServeException.class, both::start).getMessage().contains("tokenFile"));
        OsgnetServerBuilder nowhere =
                Demo.builder().tokenFile(folder.resolve("tokens")).bundleRoot(folder.resolve("nowhere"));
        assertTrue(
                assertThrows(ServeException.class, nowhere::start).getMessage().contains("--bundles"));
        assertThrows(ServeException.class, () -> Demo.builder().rate(0, Duration.ofSeconds(1)));
        assertThrows(ServeException.class, () -> Demo.builder().rate(1, Duration.ofMillis(999)));
    }

    @ParameterizedTest
    @ValueSource(strings = {"start", "open", "close", "stop"})
    void aHandlerOfObservationsThatFailsCostsNoRequest(String when) {
        ObservationRegistry registry = ObservationRegistry.create();
        registry.observationConfig().observationHandler(new FailingHandler(when));
        try (OsgnetServer open = Demo.builder().observations(registry).start()) {
            String request = "GET %s HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n";
            assertEquals(
                    200,
                    Raw.exchange(open.port(), request.formatted("/health/live")).status());
            open.load();
            String body = Running.annotated(Demo.query()).toString();
            String query = "POST /api/ground HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n"
                    + "Content-Type: application/json\r\nContent-Length: " + body.length() + "\r\n\r\n" + body;
            assertEquals(200, Raw.exchange(open.port(), query).status());
            String metrics =
                    Raw.exchange(open.port(), request.formatted("/metrics")).body();
            assertTrue(metrics.lines()
                    .anyMatch(line ->
                            line.startsWith("osgnet_http_requests_seconds_count") && line.contains("/health/live")));
        }
    }

    private record FailingHandler(String when) implements ObservationHandler<Observation.Context> {

        private void fail(String now) {
            if (now.equals(when)) {
                throw new IllegalStateException(when);
            }
        }

        @Override
        public void onStart(Observation.Context context) {
            fail("start");
        }

        @Override
        public void onScopeOpened(Observation.Context context) {
            fail("open");
        }

        @Override
        public void onScopeClosed(Observation.Context context) {
            fail("close");
        }

        @Override
        public void onStop(Observation.Context context) {
            fail("stop");
        }

        @Override
        public boolean supportsContext(Observation.Context context) {
            return true;
        }
    }
}
