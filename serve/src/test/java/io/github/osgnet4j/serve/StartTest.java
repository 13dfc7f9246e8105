package io.github.osgnet4j.serve;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.github.osgnet4j.runtime.error.BundleException;
import io.github.osgnet4j.serve.Running.Got;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Who may ask, from where, and since when. */
class StartTest {

    private static final String TOKEN = "0123456789abcdef";

    private static void assertRefused(OsgnetServerBuilder builder, String... words) {
        ServeException e = assertThrows(ServeException.class, builder::start);
        for (String word : words) {
            assertTrue(e.getMessage().contains(word), e.getMessage());
        }
    }

    @Test
    void aServerThatOthersCanReachNeedsAToken() {
        for (String host : List.of("0.0.0.0", "::")) {
            assertRefused(Demo.builder().host(host), host, "--token-file");
        }
    }

    @Test
    void withATokenItMayBeReached() {
        try (Running server = Running.start(Demo.builder().host("0.0.0.0").token(TOKEN))) {
            assertEquals(200, server.get("/health/ready").status());
        }
    }

    @Test
    void aPortThatIsTakenIsNamed() throws IOException {
        try (ServerSocket taken = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            assertRefused(Demo.builder().port(taken.getLocalPort()), Integer.toString(taken.getLocalPort()), "--port");
        }
    }

    @Test
    void aHostThatIsNoneIsNamed() {
        assertRefused(Demo.builder().host("no such host"), "no such host");
    }

    @Test
    void twoModelsOfOneNameAreRefused() {
        assertRefused(Demo.builder().model(new NamedBundle("demo", Demo.BUNDLE)), "demo", "name=");
    }

    @Test
    void numbersThatCannotBeAreRefused() {
        assertThrows(ServeException.class, () -> Demo.builder().port(65536));
        assertThrows(
                IllegalArgumentException.class,
                () -> Demo.builder().service(s -> s.queueCapacity(0)).start());
        assertThrows(ServeException.class, () -> Demo.builder().jsonBytes(0));
        assertThrows(ServeException.class, () -> Demo.builder().deadline(Duration.ZERO));
    }

    @Test
    void everythingThatCostsNeedsTheToken() {
        try (Running server = Running.start(Demo.builder().token(TOKEN))) {
            for (String path : List.of("/api/models", "/api/clips", "/metrics")) {
                Got got = server.get(path);
                assertEquals(401, got.status(), path);
                assertEquals("unauthorized", got.problem());
                assertTrue(got.header("WWW-Authenticate").startsWith("Bearer"), path);
                for (String wrong : List.of(TOKEN + "0", "", TOKEN.substring(1))) {
                    assertEquals(401, asked(server, path, "Bearer " + wrong), path);
                }
                assertEquals(401, asked(server, path, "Basic " + TOKEN), path);
                assertEquals(200, asked(server, path, "Bearer " + TOKEN), path);
                assertEquals(200, asked(server, path, "bearer " + TOKEN), path);
            }
            assertEquals(
                    401,
                    server.send(server.ground(Running.annotated(Demo.query()))).status());
            for (String open : List.of("/", "/health/live", "/health/ready", "/openapi.yaml")) {
                assertEquals(200, server.get(open).status(), open);
            }
        }
    }

    private static int asked(Running server, String path, String authorization) {
        return server.send(server.request(path)
                        .header("Authorization", authorization)
                        .build())
                .status();
    }

    @Test
    void withoutATokenOnlyNamesOfThisMachineAreAnswered() {
        int port = Running.shared().port();
        for (String host : List.of("localhost", "127.0.0.1", "127.0.0.1:" + port, "[::1]:" + port, "LOCALHOST:1")) {
            assertEquals(200, asked(port, host).status(), host);
        }
        for (String host : List.of("evil.example", "127.0.0.1.evil.example", "localhost.evil.example:80")) {
            Got got = asked(port, host);
            assertEquals(421, got.status(), host);
            assertEquals("misdirected", got.problem());
        }
    }

    private static Got asked(int port, String host) {
        return Raw.exchange(port, "GET /api/models HTTP/1.1\r\nHost: " + host + "\r\nConnection: close\r\n\r\n");
    }

    @Test
    void aServerAnswersThatItLivesBeforeItIsReady() {
        try (OsgnetServer server = Demo.builder().start()) {
            String base = "GET %s HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n";
            assertEquals(
                    200,
                    Raw.exchange(server.port(), base.formatted("/health/live")).status());
            Got early = Raw.exchange(server.port(), base.formatted("/health/ready"));
            assertEquals(503, early.status());
            assertEquals("starting", early.problem());
            assertEquals(
                    "starting",
                    Raw.exchange(server.port(), base.formatted("/api/models")).problem());
            server.load();
            assertEquals(
                    200,
                    Raw.exchange(server.port(), base.formatted("/health/ready")).status());
        }
    }

    @Test
    void aBundleThatIsNoneEndsTheStart() {
        try (OsgnetServer server = OsgnetServer.builder()
                .port(0)
                .model(new NamedBundle("x", Path.of("nowhere")))
                .start()) {
            assertThrows(BundleException.class, server::load);
        }
    }

    @Test
    void closingTwiceIsClosing() {
        OsgnetServer server = Demo.builder().start();
        int port = server.port();
        server.close();
        server.close();
        assertThrows(UncheckedIOException.class, () -> Raw.exchange(port, "GET / HTTP/1.1\r\n\r\n"));
    }
}
