package io.github.osgnet4j.tests;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.github.osgnet4j.data.annotation.AnnotatedQuery;
import io.github.osgnet4j.data.annotation.Annotations;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** {@code osgnet serve} as a process that is stopped and killed while it answers. */
@Timeout(600)
class ServeTest {

    private static final ObjectMapper JSON = new ObjectMapper();

    /** Enough to run for a while. */
    private static final int BATCH = 200;

    @TempDir
    Path folder;

    private HttpClient client = HttpClient.newBuilder()
            .version(HttpClient.Version.HTTP_1_1)
            .connectTimeout(Duration.ofMinutes(1))
            .build();
    private final List<AnnotatedQuery> queries = Annotations.read(Learn.annotations());
    private Path inputs;

    @BeforeEach
    void copyInputs() {
        inputs = folder.resolve("inputs");
        Folders.copy(Learn.folder(), inputs);
        Folders.copy(Learn.bundle(), inputs.resolve("bundle"));
    }

    private CommandProcess serve(Object... more) {
        List<Object> words = new ArrayList<>(List.of(
                "serve",
                "--model",
                inputs.resolve("bundle"),
                "--config",
                inputs.resolve("config.yaml"),
                "--port",
                0,
                "--grace",
                120,
                "--max-batch",
                BATCH));
        words.addAll(List.of(more));
        CommandProcess process = CommandProcess.start(folder, words.toArray());
        process.await(() -> process.out().contains("Ready at "));
        return process;
    }

    private HttpRequest.Builder request(CommandProcess server, String path) {
        String address = server.out().replaceAll("(?s).*Ready at (https?://[^/]+)/.*", "$1");
        return HttpRequest.newBuilder(URI.create(address + path)).timeout(Duration.ofMinutes(2));
    }

    private CompletableFuture<HttpResponse<String>> post(CommandProcess server, String path, JsonNode body) {
        return client.sendAsync(
                request(server, path)
                        .header("Content-Type", "application/json")
                        .POST(BodyPublishers.ofString(body.toString()))
                        .build(),
                BodyHandlers.ofString());
    }

    private static ObjectNode ground(AnnotatedQuery query) {
        return JSON.createObjectNode().put("clip", query.videoId()).put("query", query.queryId());
    }

    /** What the server finds for a query. */
    private JsonNode windows(CommandProcess server) throws Exception {
        HttpResponse<String> got =
                post(server, "/api/ground", ground(queries.get(0))).get(2, TimeUnit.MINUTES);
        assertEquals(200, got.statusCode(), got.body());
        return JSON.readTree(got.body()).get("windows");
    }

    /** A request that is being answered. */
    private CompletableFuture<HttpResponse<String>> running(CommandProcess server) throws Exception {
        ObjectNode batch = JSON.createObjectNode();
        ArrayNode requests = batch.putArray("requests");
        for (int i = 0; i < BATCH; i++) {
            requests.add(ground(queries.get(i % queries.size())));
        }
        CompletableFuture<HttpResponse<String>> answer = post(server, "/api/batch", batch);
        while (meter(server, "osgnet_requests_unfinished") == 0) {
            assertFalse(answer.isDone(), "the batch was too short to be seen");
        }
        return answer;
    }

    private double meter(CommandProcess server, String name) throws IOException, InterruptedException {
        return client.send(request(server, "/metrics").build(), BodyHandlers.ofString())
                .body()
                .lines()
                .filter(line -> line.startsWith(name + "{"))
                .mapToDouble(line -> Double.parseDouble(line.substring(line.lastIndexOf(' ') + 1)))
                .sum();
    }

    @Test
    void killedWhileItAnswersItLosesNothingOnDiskAndAnswersTheSameAgain() throws Exception {
        Map<String, String> before = Folders.contents(inputs);
        JsonNode windows;
        try (CommandProcess server = serve()) {
            windows = windows(server);
            CompletableFuture<HttpResponse<String>> answer = running(server);
            server.kill();
            assertThrowsIo(answer);
        }
        assertEquals(before, Folders.contents(inputs));
        try (CommandProcess server = serve()) {
            assertEquals(windows, windows(server));
        }
        assertEquals(before, Folders.contents(inputs));
    }

    private static void assertThrowsIo(CompletableFuture<?> answer) throws Exception {
        try {
            answer.get(2, TimeUnit.MINUTES);
        } catch (ExecutionException e) {
            assertTrue(e.getCause() instanceof IOException, e.toString());
            return;
        }
        throw new AssertionError("the request was over before the server was killed");
    }

    @Test
    void toldToStopItFinishesWhatRunsAndLeavesNothingBehind() throws Exception {
        Map<String, String> before = Folders.contents(inputs);
        try (CommandProcess server = serve()) {
            CompletableFuture<HttpResponse<String>> answer = running(server);
            server.signal("TERM");
            HttpResponse<String> got = answer.get(2, TimeUnit.MINUTES);
            assertEquals(200, got.statusCode(), got.body());
            JsonNode answers = JSON.readTree(got.body()).get("answers");
            assertEquals(BATCH, answers.size());
            for (JsonNode one : answers) {
                assertEquals(200, one.get("status").asInt(), one.toString());
            }
            assertEquals(143, server.join().code());
            assertEquals(List.of(), server.leftovers());
        }
        assertEquals(before, Folders.contents(inputs));
    }

    @Test
    void atSighupTokensAreReadAgainAndTheAuditMovesOn() throws Exception {
        Path tokens = Files.writeString(folder.resolve("tokens"), "alice first-0123456789\n");
        Path audit = folder.resolve("audit");
        LocalCertificate local = LocalCertificate.make(folder);
        client = HttpClient.newBuilder().sslContext(local.trust()).build();
        try (CommandProcess server = serve(
                "--token-file",
                folder.resolve("nowhere"),
                "--tokens",
                tokens,
                "--audit",
                audit,
                "--audit-no-text",
                "--log-format",
                "json",
                "--access-log",
                "--rate",
                "600/min",
                "--tls-cert",
                local.certificate(),
                "--tls-key",
                local.key())) {
            assertTrue(server.out().contains("https://"), server.out());
            HttpResponse<Void> first = ask(server, "first-0123456789");
            assertEquals(200, first.statusCode());
            assertEquals(
                    "\"requests\";q=600;w=60",
                    first.headers().firstValue("RateLimit-Policy").orElseThrow());
            assertEquals(401, status(server, "other-0123456789"));
            Files.writeString(tokens, "bob other-0123456789\n");
            Files.move(audit, folder.resolve("audit.1"));
            server.signal("HUP");
            server.await(() -> Files.exists(audit));
            assertEquals(200, status(server, "other-0123456789"));
            assertEquals(401, status(server, "first-0123456789"));
            Files.writeString(tokens, "nobody");
            server.signal("HUP");
            server.await(() -> server.err().contains("Not reloaded"));
            assertEquals(200, status(server, "other-0123456789"));
            server.signal("TERM");
            Command ended = server.join();
            assertEquals(143, ended.code());
            List<JsonNode> lines = new ArrayList<>();
            for (String line : ended.err().lines().toList()) {
                lines.add(JSON.readTree(line));
            }
            assertTrue(
                    lines.stream().anyMatch(line -> line.path("token").asText().equals("bob")), ended.err());
            String unused = "--token-file is not used: --tokens is given";
            assertTrue(
                    lines.stream()
                            .anyMatch(line -> line.path("message").asText().equals(unused)),
                    ended.err());
            assertFalse(ended.err().contains("-0123456789"));
        }
        assertEquals("alice", only(folder.resolve("audit.1")).get("token").asText());
        JsonNode line = JSON.readTree(Files.readAllLines(audit).get(0));
        assertEquals("bob", line.get("token").asText());
        assertFalse(line.get("queries").get(0).has("text"), line.toString());
    }

    private HttpResponse<Void> ask(CommandProcess server, String token) throws IOException, InterruptedException {
        return client.send(
                request(server, "/api/ground")
                        .header("Authorization", "Bearer " + token)
                        .header("Content-Type", "application/json")
                        .POST(BodyPublishers.ofString(ground(queries.get(0)).toString()))
                        .build(),
                BodyHandlers.discarding());
    }

    private int status(CommandProcess server, String token) throws IOException, InterruptedException {
        return ask(server, token).statusCode();
    }

    private static JsonNode only(Path audit) throws IOException {
        List<String> lines = Files.readAllLines(audit);
        assertEquals(1, lines.size(), lines.toString());
        return JSON.readTree(lines.get(0));
    }

    @Test
    void aPortThatIsTakenIsOneClearError() throws IOException {
        try (CommandProcess first = serve()) {
            int port = URI.create(first.out().replaceAll("(?s).*Ready at (\\S+).*", "$1"))
                    .getPort();
            Command second = Command.run("serve", "-q", "-m", inputs.resolve("bundle"), "--port", port);
            assertEquals(1, second.code());
            assertTrue(second.err().contains("port " + port), second.err());
            assertTrue(second.err().contains("--port takes another"), second.err());
        }
        assertTrue(Files.isDirectory(inputs.resolve("bundle")));
    }
}
