package io.github.osgnet4j.serve;

import static org.junit.jupiter.api.Assertions.assertTrue;

import java.lang.reflect.Proxy;
import java.time.Duration;
import java.util.concurrent.atomic.AtomicLong;
import org.eclipse.jetty.io.ByteArrayEndPoint;
import org.eclipse.jetty.io.Connection;
import org.junit.jupiter.api.Test;

/** Which of two connections makes room. */
class ConnectionStateTest {

    private static final long FOR_EVER = Long.MAX_VALUE;

    /** A connection that has brought some bytes. */
    private static Connection connection(AtomicLong bytes) {
        ByteArrayEndPoint endPoint = new ByteArrayEndPoint();
        return (Connection) Proxy.newProxyInstance(
                ConnectionStateTest.class.getClassLoader(),
                new Class<?>[] {Connection.class},
                (self, method, arguments) -> switch (method.getName()) {
                    case "getBytesIn" -> bytes.get();
                    case "getEndPoint" -> endPoint;
                    default -> throw new AssertionError(method);
                });
    }

    @Test
    void theOneThatCameFirstGoesFirstWheneverItsBytesAreSeen() {
        AtomicLong bytes = new AtomicLong();
        ConnectionState before = new ConnectionState(connection(bytes), false);
        Waiting.pause(Duration.ofMillis(20));
        ConnectionState newcomer = new ConnectionState(connection(new AtomicLong()), false);
        assertTrue(first(before, newcomer));
        bytes.set(1);
        assertTrue(first(before, newcomer), "its header has begun, which makes it no newer");
        newcomer.enter(ConnectionState.Phase.ANSWERING);
        assertTrue(newcomer.candidate(FOR_EVER).isEmpty());
    }

    private static boolean first(ConnectionState one, ConnectionState other) {
        ConnectionState.Candidate first = one.candidate(FOR_EVER).orElseThrow();
        return first.compareTo(other.candidate(FOR_EVER).orElseThrow()) < 0;
    }

    @Test
    void whoIsGivenUpIsNoCandidateAgain() {
        ConnectionState state = new ConnectionState(connection(new AtomicLong()), false);
        assertTrue(state.giveUp());
        assertTrue(state.candidate(FOR_EVER).isEmpty());
        assertTrue(state.last());
    }
}
