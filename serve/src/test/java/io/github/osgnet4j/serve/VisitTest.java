package io.github.osgnet4j.serve;

import static org.junit.jupiter.api.Assertions.assertTrue;

import java.lang.reflect.Proxy;
import java.time.Duration;
import java.util.concurrent.atomic.AtomicLong;
import org.eclipse.jetty.io.ByteArrayEndPoint;
import org.eclipse.jetty.io.Connection;
import org.junit.jupiter.api.Test;

/** Which of two connections makes room. */
class VisitTest {

    private static final long FOR_EVER = Long.MAX_VALUE;

    /** A connection that has brought some bytes. */
    private static Connection connection(AtomicLong bytes) {
        ByteArrayEndPoint endPoint = new ByteArrayEndPoint();
        return (Connection) Proxy.newProxyInstance(
                VisitTest.class.getClassLoader(),
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
        Visit before = new Visit(connection(bytes), false);
        Waiting.pause(Duration.ofMillis(20));
        Visit newcomer = new Visit(connection(new AtomicLong()), false);
        assertTrue(first(before, newcomer));
        bytes.set(1);
        assertTrue(first(before, newcomer), "its header has begun, which makes it no newer");
        newcomer.enter(Visit.Phase.ANSWERING);
        assertTrue(newcomer.candidate(FOR_EVER).isEmpty());
    }

    private static boolean first(Visit one, Visit other) {
        Visit.Candidate first = one.candidate(FOR_EVER).orElseThrow();
        return first.compareTo(other.candidate(FOR_EVER).orElseThrow()) < 0;
    }

    @Test
    void whoIsGivenUpIsNoCandidateAgain() {
        Visit visit = new Visit(connection(new AtomicLong()), false);
        assertTrue(visit.giveUp());
        assertTrue(visit.candidate(FOR_EVER).isEmpty());
        assertTrue(visit.last());
    }
}
