package io.github.osgnet4j.serve;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.github.osgnet4j.data.sample.Dataset;
import io.github.osgnet4j.serve.Running.Got;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** A server that stops. */
@Timeout(300)
class ShutdownTest {

    private static final int REQUESTS = 200;

    private static HttpRequest batch(Running server) {
        ObjectNode body = Running.JSON.createObjectNode();
        ArrayNode list = body.putArray("requests");
        for (int i = 0; i < REQUESTS; i++) {
            list.add(Running.annotated(Demo.QUERIES.get(i % Demo.QUERIES.size())));
        }
        return server.typed("/api/batch", Json.MEDIA_TYPE)
                .POST(BodyPublishers.ofString(body.toString()))
                .build();
    }

    private static CompletableFuture<Got> running(Running server) {
        CompletableFuture<Got> answer = server.sendAsync(batch(server));
        while (server.meter("osgnet_requests_unfinished") == 0) {
            assertFalse(answer.isDone(), "the batch was too short to be seen");
        }
        return answer;
    }

    @Test
    void whatRunsIsFinished() {
        Running server = Running.start(Demo.builder().batch(REQUESTS).grace(Duration.ofMinutes(2)));
        int port = server.port();
        CompletableFuture<Got> answer = running(server);
        server.close();
        Got got = answer.join();
        assertEquals(200, got.status(), got.body());
        for (JsonNode entry : got.json().get("answers")) {
            assertEquals(200, entry.get("status").asInt(), entry.toString());
        }
        assertThrows(
                UncheckedIOException.class,
                () -> Raw.exchange(port, "GET /health/live HTTP/1.1\r\nHost: localhost\r\n\r\n"));
    }

    @Test
    void whatDoesNotEndWithinTheGraceIsCutOff() {
        Running server = Running.start(
                Demo.builder().batch(REQUESTS).service(s -> s.workers(1)).grace(Duration.ofMillis(100)));
        CompletableFuture<Got> answer = running(server);
        server.close();
        Got got;
        try {
            got = answer.join();
        } catch (CompletionException e) {
            assertTrue(e.getCause() instanceof IOException, e.toString());
            return;
        }
        boolean cut = got.status() == 503 || got.body().contains("urn:osgnet:problem:stopping");
        assertTrue(cut || got.status() == 200, got.body());
    }

    /** A batch that is cut off would otherwise log a failure for each of its requests. */
    @Test
    void whoAsksClosedDataIsToldThatTheServerStops() {
        Catalog catalog = new Catalog(Dataset.open(Demo.CONFIG, Dataset.Split.VAL), 1);
        catalog.close();
        ProblemException e = assertThrows(ProblemException.class, () -> catalog.query(Demo.query()));
        assertEquals(ProblemType.STOPPING, e.type());
    }

    @Test
    void aServerClosedWhileItLoadsStaysClosed() {
        OsgnetServer server = Demo.builder().start();
        server.close();
        server.load();
        assertEquals(-2, server.port());
    }
}
