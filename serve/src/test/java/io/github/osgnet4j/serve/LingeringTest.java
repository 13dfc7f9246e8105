package io.github.osgnet4j.serve;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.github.osgnet4j.serve.Running.Got;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** An answer that comes before the end of its request is not lost with the rest of it. */
@Timeout(100)
class LingeringTest {

    private static final int ROUNDS = 10;
    private static final int PIECES = 12;
    private static final byte[] PIECE = new byte[20_000];
    private static final int BODY = PIECES * PIECE.length;

    /** A server that refuses much. */
    private static Running strict;

    /** A server that waits for nobody. */
    private static Running hasty;

    @BeforeAll
    static void start() {
        Arrays.fill(PIECE, (byte) 'x');
        strict = Running.start(Demo.builder()
                .token("secret")
                .jsonBytes(1000)
                .uploadBytes(50_000)
                .connections(200)
                .bodyTimeout(Duration.ofSeconds(20)));
        hasty = Running.start(Demo.builder().bodyTimeout(Duration.ofMillis(700)).idleTimeout(Duration.ofSeconds(2)));
        // The first request of a process loads classes, for longer than a connection may be idle on a busy machine.
        hasty.post("/api/ground", "{}");
    }

    @AfterAll
    static void close() {
        strict.close();
        hasty.close();
    }

    private static String post(String path, String... headers) {
        return "POST " + path + " HTTP/1.1\r\nHost: localhost\r\n" + String.join("\r\n", headers) + "\r\n\r\n";
    }

    private static final String TOKEN = "Authorization: Bearer secret";
    private static final String JSON = "Content-Type: application/json";
    private static final String ALL = "Content-Length: " + BODY;

    static Stream<Arguments> early() {
        return Stream.of(
                Arguments.of(401, post("/api/ground", JSON, ALL)),
                Arguments.of(404, post("/api/unknown", TOKEN, JSON, ALL)),
                Arguments.of(405, post("/api/clips", TOKEN, JSON, ALL)),
                Arguments.of(413, post("/api/ground", TOKEN, JSON, ALL)),
                Arguments.of(413, post("/api/videos", TOKEN, "Content-Type: application/zip", ALL)),
                Arguments.of(415, post("/api/ground", TOKEN, "Content-Type: text/plain", ALL)),
                Arguments.of(415, post("/api/videos", TOKEN, "Content-Type: image/png", ALL, "Expect: 100-continue")),
                Arguments.of(501, post("/api/ground", TOKEN, JSON, "Transfer-Encoding: gzip, chunked")));
    }

    @ParameterizedTest
    @MethodSource("early")
    void whoSendsOnAfterAnEarlyAnswerReadsTheWholeOfIt(int status, String head) throws IOException {
        for (int round = 0; round < ROUNDS; round++) {
            try (Socket socket = Raw.connect(strict.port())) {
                socket.getOutputStream().write(head.getBytes(StandardCharsets.US_ASCII));
                Got got = sendAndRead(socket);
                assertEquals(status, got.status(), got.body());
                assertEquals("close", got.header("Connection"));
            }
        }
    }

    /** Sends a body in pieces, most of them after the answer, and reads that. */
    private static Got sendAndRead(Socket socket) throws IOException {
        socket.setTcpNoDelay(true);
        OutputStream out = socket.getOutputStream();
        InputStream in = socket.getInputStream();
        Waiting.until(() -> {
            try {
                return in.available() > 0;
            } catch (IOException e) {
                throw new AssertionError(e);
            }
        });
        for (int i = 0; i < PIECES; i++) {
            out.write(PIECE);
            Waiting.pause(Duration.ofMillis(1));
        }
        Got got = Raw.answer(socket);
        assertTrue(got.json().has("type"), got.body());
        assertEquals(-1, in.read(), "the answer is the last of its connection");
        return got;
    }

    @Test
    void aBodyThatBecomesTooLargeIsAnswered() throws IOException {
        String head = post("/api/videos", TOKEN, "Content-Type: application/zip", "Transfer-Encoding: chunked");
        String chunk = Integer.toHexString(1_000_000) + "\r\n" + "x".repeat(60_000);
        for (int round = 0; round < ROUNDS; round++) {
            try (Socket socket = Raw.connect(strict.port())) {
                socket.getOutputStream().write((head + chunk).getBytes(StandardCharsets.US_ASCII));
                assertEquals(413, sendAndRead(socket).status());
            }
        }
    }

    @Test
    void aBodyThatCameTooSlowlyIsAnsweredWhileItStillComes() throws IOException {
        try (Socket socket = Raw.connect(hasty.port())) {
            socket.getOutputStream()
                    .write((post("/api/ground", JSON, "Content-Length: 1000000") + "{")
                            .getBytes(StandardCharsets.US_ASCII));
            assertEquals(408, sendAndRead(socket).status());
        }
    }

    /** Connections whose answer has come, and whose client goes on. */
    private static List<Socket> lingering(Running server, int count) throws IOException {
        List<Socket> sockets = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            Socket socket = Raw.connect(server.port());
            sockets.add(socket);
            socket.getOutputStream()
                    .write(post("/api/unknown", JSON, "Content-Length: 100000000")
                            .getBytes(StandardCharsets.US_ASCII));
            assertEquals(404, Raw.answer(socket).status());
            assertEquals(-1, socket.getInputStream().read());
        }
        return sockets;
    }

    private static boolean open(Socket socket) {
        try {
            socket.getOutputStream().write(PIECE);
            return true;
        } catch (IOException e) {
            return false;
        }
    }

    private static void close(List<Socket> sockets) throws IOException {
        for (Socket socket : sockets) {
            socket.close();
        }
    }

    @Test
    void thoseThatLingerHoldNoPlaceMakeRoomAndAreNotWaitedForByAServerThatStops() throws IOException {
        int connections = 12;
        // The grace is longer than this test may last.
        Running server = Running.start(Demo.builder()
                .connections(connections)
                .requests(2)
                .grace(Duration.ofMinutes(5))
                .bodyTimeout(Duration.ofMinutes(5)));
        List<Socket> sockets = lingering(server, 3);
        assertEquals(
                0,
                server.meter("osgnet_http_connections_given_up_total"),
                "the answer ended before its connection did");
        sockets.addAll(lingering(server, 2 * connections - sockets.size()));
        assertEquals(0, server.meter("osgnet_http_active"));
        assertEquals(0, server.meter("osgnet_http_body_memory"));
        assertTrue(server.meter("osgnet_http_connections") <= connections);
        Got answer = server.send(server.ground(Running.annotated(Demo.query())));
        assertEquals(200, answer.status(), answer.body());
        close(sockets);
        Waiting.until(() -> server.meter("osgnet_http_connections") <= 2);

        List<Socket> last = lingering(server, 3);
        server.close();
        for (Socket socket : last) {
            Waiting.until(() -> !open(socket));
        }
        close(last);
    }

    @Test
    void itEndsAfterAWhileWhetherBytesComeOrNot() throws IOException {
        List<Socket> silent = lingering(hasty, 1);
        Waiting.until(() -> hasty.meter("osgnet_http_connections") == 1);
        List<Socket> steady = lingering(hasty, 1);
        Waiting.until(() -> !open(steady.get(0)));
        close(steady);
        close(silent);
    }
}
