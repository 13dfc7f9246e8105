package io.github.osgnet4j.serve;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.github.osgnet4j.serve.Running.Got;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Every request has an id, which belongs to the trace of the client. */
class RequestIdTest {

    private static final String TRACE = "4bf92f3577b34da6a3ce929d0e0e4736";
    private static final String SPAN = "00f067aa0ba902b7";
    private static final String PARENT = "00-" + TRACE + "-" + SPAN + "-01";
    private static final String ID = "[0-9a-f]{32}-[0-9a-f]{16}";

    @ParameterizedTest
    @ValueSource(
            strings = {PARENT, "00-" + TRACE + "-" + SPAN + "-00", "cc-" + TRACE + "-" + SPAN + "-01-what-is-to-come"})
    void aTraceIsTakenOver(String parent) {
        RequestId id = RequestId.of(List.of(parent));
        assertEquals(TRACE, id.trace());
        assertNotEquals(SPAN, id.span());
        assertTrue(id.toString().matches(ID), id.toString());
        assertNotEquals(id, RequestId.of(List.of(parent)));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "x",
                "00-" + TRACE + "-" + SPAN,
                PARENT + "-more",
                PARENT + " ",
                "ff-" + TRACE + "-" + SPAN + "-01",
                "cc-" + TRACE + "-" + SPAN + "-01.more",
                "00-4BF92F3577B34DA6A3CE929D0E0E4736-" + SPAN + "-01",
                "00-00000000000000000000000000000000-" + SPAN + "-01",
                "00-" + TRACE + "-0000000000000000-01",
                "00-4bf92f3577b34da6a3ce929d0e0e473\u0664-" + SPAN + "-01",
                "00_" + TRACE + "_" + SPAN + "_01",
                "0g-" + TRACE + "-" + SPAN + "-01",
                "00-" + TRACE + "-" + SPAN + "-0g",
                "00-" + TRACE + "\n-" + SPAN + "-1",
            })
    void whatIsNoParentMakesANewTrace(String parent) {
        RequestId id = RequestId.of(List.of(parent));
        assertNotEquals(TRACE, id.trace());
        assertTrue(id.toString().matches(ID), id.toString());
    }

    @Test
    void twoParentsAreNone() {
        assertNotEquals(TRACE, RequestId.of(List.of(PARENT, PARENT)).trace());
    }

    @Test
    void answersAndErrorsHaveIt() {
        Running server = Running.shared();
        for (String path : List.of("/health/live", "/api/models", "/")) {
            Got got = server.send(
                    server.request(path).header(RequestId.PARENT, PARENT).build());
            assertTrue(
                    got.header(RequestId.HEADER).startsWith(TRACE + "-"),
                    got.headers().toString());
        }
        Got refused = server.send(server.request("/api/clips/nobody")
                .header(RequestId.PARENT, PARENT)
                .build());
        assertEquals(404, refused.status());
        assertTrue(refused.header(RequestId.HEADER).startsWith(TRACE), refused.body());
        assertEquals(
                refused.header(RequestId.HEADER),
                refused.json().get("requestId").asText());
    }

    @Test
    void whatIsNoHttpHasOneToo() {
        Got got = Raw.exchange(Running.shared().port(), "HELLO\r\n\r\n");
        assertEquals(400, got.status());
        assertTrue(got.header(RequestId.HEADER).matches(ID), got.headers().toString());
        assertEquals(got.header(RequestId.HEADER), got.json().get("requestId").asText());
    }
}
