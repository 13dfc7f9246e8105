package io.github.osgnet4j.serve;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.github.osgnet4j.data.annotation.AnnotatedQuery;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.URLEncoder;
import java.net.http.HttpClient;
import java.net.http.HttpHeaders;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublisher;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;

/** A server that answers, with a client. */
final class Running implements AutoCloseable {

    static final ObjectMapper JSON = new ObjectMapper();
    static final String NPZ = "application/zip";

    private final OsgnetServer server;
    private final HttpClient client = HttpClient.newBuilder()
            .version(HttpClient.Version.HTTP_1_1)
            .connectTimeout(Duration.ofMinutes(1))
            .build();

    private Running(OsgnetServer server) {
        this.server = server;
    }

    static Running start(OsgnetServerBuilder builder) {
        OsgnetServer server = builder.start();
        server.load();
        return new Running(server);
    }

    /** A server of the demo with the usual settings, shared by all tests that change nothing in it. */
    static Running shared() {
        return Shared.RUNNING;
    }

    /** Started when first asked for. */
    private static final class Shared {
        private static final Running RUNNING = start(Demo.builder());
    }

    /** What came back. */
    record Got(int status, String body, HttpHeaders headers) {

        JsonNode json() {
            try {
                return JSON.readTree(body);
            } catch (IOException e) {
                throw new AssertionError(body, e);
            }
        }

        String header(String name) {
            return headers.firstValue(name).orElse("");
        }

        /** The last part of a problem's type. */
        String problem() {
            return json().path("type").asText().replace("urn:osgnet:problem:", "");
        }
    }

    OsgnetServer server() {
        return server;
    }

    int port() {
        return server.port();
    }

    HttpRequest.Builder request(String path) {
        return HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + port() + path))
                .timeout(Duration.ofMinutes(2));
    }

    Got send(HttpRequest request) {
        try {
            var response = client.send(request, BodyHandlers.ofString());
            return new Got(response.statusCode(), response.body(), response.headers());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (InterruptedException e) {
            throw new IllegalStateException(e);
        }
    }

    CompletableFuture<Got> sendAsync(HttpRequest request) {
        return client.sendAsync(request, BodyHandlers.ofString())
                .thenApply(r -> new Got(r.statusCode(), r.body(), r.headers()));
    }

    Got get(String path) {
        return send(request(path).build());
    }

    /** The sum of a meter over its tags. */
    double meter(String name) {
        return get("/metrics")
                .body()
                .lines()
                .filter(line -> line.startsWith(name + " ") || line.startsWith(name + "{"))
                .mapToDouble(line -> Double.parseDouble(line.substring(line.lastIndexOf(' ') + 1)))
                .sum();
    }

    Got delete(String path) {
        return send(request(path).DELETE().build());
    }

    Got post(String path, JsonNode body) {
        return post(path, body.toString());
    }

    Got post(String path, String json) {
        return post(path, Json.MEDIA_TYPE, BodyPublishers.ofString(json));
    }

    Got post(String path, String mediaType, byte[] body) {
        return post(path, mediaType, BodyPublishers.ofByteArray(body));
    }

    private Got post(String path, String mediaType, BodyPublisher body) {
        return send(typed(path, mediaType).POST(body).build());
    }

    HttpRequest.Builder typed(String path, String mediaType) {
        return request(path).header("Content-Type", mediaType);
    }

    HttpRequest ground(JsonNode body) {
        return typed("/api/ground", Json.MEDIA_TYPE)
                .POST(BodyPublishers.ofString(body.toString()))
                .build();
    }

    /** A request for an annotated query. */
    static ObjectNode annotated(AnnotatedQuery query) {
        return JSON.createObjectNode().put("clip", query.videoId()).put("query", query.queryId());
    }

    static String encoded(String text) {
        return URLEncoder.encode(text, StandardCharsets.UTF_8).replace("+", "%20");
    }

    @Override
    public void close() {
        server.close();
    }
}
