package io.github.osgnet4j.serve;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.github.osgnet4j.serve.Running.Got;
import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Clients that take as long as they are let. */
@Timeout(300)
class SlowClientsTest {

    private static final int CONNECTIONS = 20;
    private static final int ROUNDS = 10;

    /** Requests that keep a connection busy until the test ends. */
    private static final int BATCH = 10_000;

    private static final String HEADER = "GET /health/live HTTP/1.1\r\nHost: localhost\r\nX: ";
    private static final String BODY =
            "POST /api/ground HTTP/1.1\r\nHost: localhost\r\nContent-Type: application/json\r\nContent-Length: 1000\r\n\r\n";

    private static OsgnetServerBuilder builder() {
        return Demo.builder()
                .connections(CONNECTIONS)
                .headerTimeout(Duration.ofMillis(300))
                .bodyTimeout(Duration.ofSeconds(30));
    }

    /** Sockets that never come to an end, each of which is replaced when the server closes it. */
    private static final class Attack implements AutoCloseable {
        private final int port;
        private final String start;
        private final List<Socket> sockets = new ArrayList<>();

        Attack(int port, String start, int count) throws IOException {
            this.port = port;
            this.start = start;
            for (int i = 0; i < count; i++) {
                sockets.add(open());
            }
        }

        private Socket open() throws IOException {
            Socket socket = Raw.connect(port);
            socket.getOutputStream().write(start.getBytes(StandardCharsets.US_ASCII));
            return socket;
        }

        /** One byte more from each. */
        void trickle() {
            for (int i = 0; i < sockets.size(); i++) {
                try {
                    sockets.get(i).getOutputStream().write('x');
                } catch (IOException e) {
                    again(i);
                }
            }
        }

        private void again(int i) {
            try {
                sockets.get(i).close();
                sockets.set(i, open());
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        }

        @Override
        public void close() throws IOException {
            for (Socket socket : sockets) {
                socket.close();
            }
        }
    }

    private static void assertAnswers(Running server) {
        Got live = Raw.exchange(
                server.port(), "GET /health/live HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n");
        assertEquals(200, live.status());
        Got answer = server.send(server.ground(Running.annotated(Demo.query())));
        assertEquals(200, answer.status(), answer.body());
    }

    /** Whether a newcomer is let in; until others have been late for long enough, it is not. */
    private static boolean answers(Running server) {
        try {
            return server.send(server.ground(Running.annotated(Demo.query()))).status() == 200;
        } catch (UncheckedIOException e) {
            return false;
        }
    }

    @Test
    void headersThatDoNotEndKeepNobodyOut() throws IOException, InterruptedException {
        try (Running server = Running.start(builder());
                Attack attack = new Attack(server.port(), HEADER, 2 * CONNECTIONS)) {
            for (int round = 0; round < ROUNDS; round++) {
                attack.trickle();
                assertAnswers(server);
                Thread.sleep(20);
            }
            Waiting.until(() -> server.meter("osgnet_http_connections") <= CONNECTIONS);
            assertTrue(server.meter("osgnet_http_connections_given_up_total") > CONNECTIONS);
        }
    }

    @Test
    void aHeaderIsGivenUpAfterItsTimeHoweverManyBytesCome() throws IOException, InterruptedException {
        try (Running server = Running.start(builder());
                Socket socket = Raw.connect(server.port())) {
            socket.getOutputStream().write(HEADER.getBytes(StandardCharsets.US_ASCII));
            Waiting.until(() -> !open(socket));
        }
    }

    /** Whether a byte more is taken. */
    private static boolean open(Socket socket) {
        try {
            socket.getOutputStream().write('x');
            return true;
        } catch (IOException e) {
            return false;
        }
    }

    @Test
    void bodiesThatTrickleMakeRoomForRequests() throws IOException, InterruptedException {
        int requests = 6;
        try (Running server = Running.start(builder().requests(requests).connections(200));
                Attack attack = new Attack(server.port(), BODY, 2 * requests)) {
            Waiting.until(() -> server.meter("osgnet_http_active") == requests);
            Thread.sleep(400);
            for (int round = 0; round < 3; round++) {
                assertAnswers(server);
                Thread.sleep(20);
            }
            attack.trickle();
            assertAnswers(server);
            try (Attack more = new Attack(server.port(), BODY, 60)) {
                Got live = Raw.exchange(server.port(), HEADER + "\r\n\r\n");
                assertEquals(200, live.status());
                more.trickle();
                Waiting.until(() -> answers(server));
            }
        }
    }

    @Test
    void bodiesThatStopHalfWayMakeRoomInMemory() throws IOException, InterruptedException {
        String half = "POST /api/videos HTTP/1.1\r\nHost: localhost\r\nContent-Type: application/zip\r\n"
                + "Content-Length: 600000\r\n\r\n" + "x".repeat(400_000);
        byte[] other = new byte[500_000];
        try (Running server = Running.start(builder().bodyMemory(1_000_000));
                Attack attack = new Attack(server.port(), half, 1)) {
            Waiting.until(() -> server.meter("osgnet_http_body_memory") >= 400_000);
            Waiting.until(() -> server.post("/api/videos", Running.NPZ, other).status() == 422);
            assertEquals(408, Raw.answer(attack.sockets.get(0)).status());
        }
    }

    @Test
    void bodiesThatFillAllConnectionsMakeRoomForOthers() throws IOException, InterruptedException {
        try (Running server = Running.start(builder());
                Attack attack = new Attack(server.port(), BODY, CONNECTIONS)) {
            Waiting.until(() -> answers(server));
            attack.trickle();
            Waiting.until(() -> answers(server));
        }
    }

    @Test
    void answersThatAreNotReadMakeRoomAndAreGivenUp() throws IOException {
        String ask = "GET /openapi.yaml HTTP/1.1\r\nHost: localhost\r\n\r\n".repeat(200);
        List<Socket> sockets = new ArrayList<>();
        try (Running server = Running.start(builder().bodyTimeout(Duration.ofMillis(300)))) {
            for (int i = 0; i < CONNECTIONS; i++) {
                Socket socket = new Socket();
                socket.setReceiveBufferSize(4096);
                socket.connect(new InetSocketAddress("127.0.0.1", server.port()));
                sockets.add(socket);
                socket.getOutputStream().write(ask.getBytes(StandardCharsets.US_ASCII));
            }
            assertAnswers(server);
            Waiting.until(() -> server.meter("osgnet_http_connections") <= 2);
        } finally {
            for (Socket socket : sockets) {
                socket.close();
            }
        }
    }

    @Test
    void aBodyThatComesSteadilyMayTakeLongerThanTheTimeForOne() throws IOException, InterruptedException {
        // In three seconds nearly twice as many bytes as those that are never late.
        byte[] npz = Uploads.features(900, 48);
        try (Running server = Running.start(builder().bodyTimeout(Duration.ofSeconds(1)));
                Socket socket = Raw.connect(server.port())) {
            OutputStream out = socket.getOutputStream();
            out.write(
                    ("POST /api/videos HTTP/1.1\r\nHost: localhost\r\nContent-Type: application/zip\r\nContent-Length: "
                                    + npz.length + "\r\n\r\n")
                            .getBytes(StandardCharsets.US_ASCII));
            int parts = 12;
            for (int i = 0; i < parts; i++) {
                int from = npz.length * i / parts;
                out.write(npz, from, npz.length * (i + 1) / parts - from);
                Thread.sleep(250);
            }
            assertEquals(201, Raw.answer(socket).status());
        }
    }

    @Test
    void whileAllConnectionsAreBeingAnsweredHealthIsToldAndNothingElse() throws IOException, InterruptedException {
        ObjectNode body = Running.JSON.createObjectNode();
        ArrayNode list = body.putArray("requests");
        for (int i = 0; i < BATCH; i++) {
            list.add(Running.annotated(Demo.QUERIES.get(i % Demo.QUERIES.size())));
        }
        String request =
                "POST /api/batch HTTP/1.1\r\nHost: localhost\r\nContent-Type: application/json\r\nContent-Length: "
                        + body.toString().length() + "\r\n\r\n" + body;
        OsgnetServerBuilder settings =
                builder().connections(2).batch(BATCH).service(s -> s.workers(1)).grace(Duration.ofMillis(10));
        try (Running server = Running.start(settings);
                Attack busy = new Attack(server.port(), request, 2)) {
            String ask = "GET %s HTTP/1.1\r\nHost: localhost\r\n\r\n";
            Waiting.until(() -> isRefused(server.port(), busy, ask.formatted("/api/models")));
            assertEquals(
                    200,
                    Raw.exchange(server.port(), ask.formatted("/health/live")).status());
        }
    }

    /** Whether a question is, for the right reason, while others keep the connections busy; before that it is answered. */
    private static boolean isRefused(int port, Attack busy, String question) {
        busy.trickle();
        // A question that comes before the batches are read would take the place of one of them.
        Waiting.pause(Duration.ofMillis(300));
        Got got = Raw.exchange(port, question);
        if (got.status() == 200) {
            return false;
        }
        assertEquals("too-many-requests", got.problem());
        return true;
    }

    @Test
    void threadsOfAnOnrushAreGivenBack() throws IOException {
        try (Running server = Running.start(builder().connections(100).idleTimeout(Duration.ofMillis(500)))) {
            long before = threads();
            try (Attack attack = new Attack(server.port(), BODY, 60)) {
                Waiting.until(() -> {
                    // Who is silent for the idle timeout is let go, before the others are there on a busy machine.
                    attack.trickle();
                    return threads() >= before + 30;
                });
            }
            Waiting.until(() -> threads() <= before + 8);
        }
    }

    private static long threads() {
        return Thread.getAllStackTraces().keySet().stream()
                .filter(thread -> thread.getName().startsWith("osgnet-http"))
                .count();
    }
}
