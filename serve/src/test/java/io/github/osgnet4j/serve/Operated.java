package io.github.osgnet4j.serve;

import com.fasterxml.jackson.databind.JsonNode;
import io.github.osgnet4j.serve.Running.Got;
import java.io.IOException;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** A server of the demo for several clients, which have tokens, with an audit. */
final class Operated implements AutoCloseable {

    static final String ALICE = "alice-0123456789";
    static final String ADMIN = "admin-0123456789";
    static final String EAGER = "eager-0123456789";

    private final Path folder;
    private final Running server;

    /**
     * Starts it.
     *
     * @param folder for its files
     */
    Operated(Path folder, OsgnetServerBuilder builder) throws IOException {
        this.folder = folder;
        writeTokens();
        server = Running.start(builder.tokenFile(tokens()).audit(folder.resolve("audit"), true));
    }

    Path tokens() {
        return folder.resolve("tokens");
    }

    /** Writes the file of tokens, those above and others. */
    void writeTokens(String... others) throws IOException {
        List<String> lines = new ArrayList<>(List.of("alice " + ALICE, "root " + ADMIN + " admin", "eager " + EAGER));
        lines.addAll(List.of(others));
        Files.write(tokens(), lines);
    }

    OsgnetServer server() {
        return server.server();
    }

    HttpRequest.Builder as(String token, String path) {
        return server.typed(path, Json.MEDIA_TYPE).header("Authorization", "Bearer " + token);
    }

    Got send(HttpRequest request) {
        return server.send(request);
    }

    /** Asks without a token. */
    Got get(String path) {
        return server.get(path);
    }

    Got get(String token, String path) {
        return send(as(token, path).build());
    }

    Got post(String token, String path, String json) {
        return send(as(token, path).POST(BodyPublishers.ofString(json)).build());
    }

    /** The lines of the audit about an answer. */
    List<JsonNode> audit(Got got) throws IOException {
        return Files.readAllLines(folder.resolve("audit")).stream()
                .map(line -> new Got(200, line, null).json())
                .filter(line -> line.get("requestId").asText().equals(got.header(RequestId.HEADER)))
                .toList();
    }

    @Override
    public void close() {
        server.close();
    }
}
