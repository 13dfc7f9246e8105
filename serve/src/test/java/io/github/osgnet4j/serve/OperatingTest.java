package io.github.osgnet4j.serve;

import static io.github.osgnet4j.serve.Operated.ALICE;
import static io.github.osgnet4j.serve.Operated.EAGER;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.read.ListAppender;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.github.osgnet4j.serve.Running.Got;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.slf4j.LoggerFactory;

/** A server for several clients: their tokens, their rates, and what is written down of them. */
class OperatingTest {

    private static final int RATE = 300;

    @TempDir
    static Path folder;

    private static Operated server;

    @BeforeAll
    static void start() throws IOException {
        server = new Operated(
                folder, Demo.builder().rate(RATE, Duration.ofMinutes(1)).accessLog(true));
    }

    @AfterAll
    static void stop() {
        server.close();
    }

    @Test
    void tokensAreReadAgainWhileTheServerRuns() throws IOException {
        String added = "added-0123456789";
        assertEquals(401, server.get(added, "/api/models").status());
        try {
            server.writeTokens("added " + added);
            assertEquals(401, server.get(added, "/api/models").status());
            server.server().reload();
            assertEquals(200, server.get(added, "/api/models").status());
            Files.writeString(server.tokens(), "alice");
            server.server().reload();
            assertEquals(200, server.get(added, "/api/models").status());
        } finally {
            server.writeTokens();
            server.server().reload();
        }
        assertEquals(401, server.get(added, "/api/models").status());
        assertEquals(200, server.get(ALICE, "/api/models").status());
    }

    @Test
    void whoComesTooOftenIsToldWhenToComeAgain() {
        Got first = server.get(EAGER, "/api/models");
        assertEquals("\"requests\";q=" + RATE + ";w=60", first.header("RateLimit-Policy"));
        assertTrue(
                first.header("RateLimit").startsWith("\"requests\";r="),
                first.headers().toString());
        Got last = first;
        for (int i = 0; i < 20 * RATE && last.status() == 200; i++) {
            last = server.get(EAGER, "/api/models");
        }
        assertEquals(429, last.status());
        assertEquals("rate-limited", last.problem());
        assertTrue(
                last.header("RateLimit").startsWith("\"requests\";r=0;t="),
                last.headers().toString());
        int wait = Integer.parseInt(last.header("Retry-After"));
        assertTrue(wait >= 1 && wait <= 60, last.header("Retry-After"));
        // Others go on, and so does what needs no token.
        assertEquals(200, server.get(ALICE, "/api/models").status());
        assertEquals(200, server.get(EAGER, "/health/ready").status());
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
        Got answer = server.post(
                ALICE, "/api/ground", Running.annotated(Demo.query()).toString());
        assertEquals(200, answer.status(), answer.body());
        List<JsonNode> lines = server.audit(answer);
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
        JsonNode both = server.audit(server.post(ALICE, "/api/batch", batch.toString()))
                .get(0)
                .get("queries");
        assertEquals(2, both.size(), both.toString());
        assertEquals(2, both.get(0).get("windows").asInt());
        assertEquals(1, both.get(1).get("windows").asInt());

        assertEquals(List.of(), server.audit(server.post(ALICE, "/api/ground", "{}")));
        assertEquals(List.of(), server.audit(server.get(ALICE, "/api/models")));
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
            Got got = server.get(ALICE, "/api/clips/%0Anobody%0A");
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
                Got file = server.get(ALICE, path);
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
    void settingsThatDoNotGoTogetherAreRefused() throws IOException {
        OsgnetServerBuilder nobody = Demo.builder().bundleRoot(folder);
        assertTrue(
                assertThrows(ServeException.class, nobody::start).getMessage().contains("admin"));
        OsgnetServerBuilder both = Demo.builder().token(ALICE).tokenFile(server.tokens());
        assertTrue(assertThrows(ServeException.class, both::start).getMessage().contains("tokenFile"));
        OsgnetServerBuilder nowhere = Demo.builder().tokenFile(server.tokens()).bundleRoot(folder.resolve("nowhere"));
        assertTrue(
                assertThrows(ServeException.class, nowhere::start).getMessage().contains("--bundles"));
        assertThrows(ServeException.class, () -> Demo.builder().rate(0, Duration.ofSeconds(1)));
        assertThrows(ServeException.class, () -> Demo.builder().rate(1, Duration.ofMillis(999)));
    }
}
