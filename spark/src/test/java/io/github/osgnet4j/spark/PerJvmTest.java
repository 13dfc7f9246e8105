package io.github.osgnet4j.spark;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class PerJvmTest {

    private final PerJvm<String, AutoCloseable> jvm = new PerJvm<>();
    private final List<String> events = new ArrayList<>();

    private PerJvm<String, AutoCloseable>.Lease lease(String name) {
        return jvm.lease(name, () -> {
            events.add("open " + name);
            return () -> events.add("close " + name);
        });
    }

    @Test
    void itIsOpenedOnceAndStaysOpenUntilAnotherIsOpenedAndNobodyUsesIt() {
        var first = lease("a");
        var second = lease("a");
        assertSame(first.value(), second.value());

        first.close();
        first.close();
        lease("b").close();
        assertEquals(List.of("open a", "open b"), events, "the second task still uses it");

        second.close();
        lease("a").close();
        lease("c").close();
        assertEquals(List.of("open a", "open b"), events.subList(0, 2));
        assertEquals(
                List.of("close a", "close b"),
                events.subList(2, 4).stream().sorted().toList());
        assertEquals(List.of("open c"), events.subList(4, 5));
    }

    @Test
    void afterAFailureTheNextTaskTriesAgain() {
        assertThrows(
                IllegalStateException.class,
                () -> jvm.lease("a", () -> {
                    throw new IllegalStateException();
                }));

        lease("a").close();

        assertEquals(List.of("open a"), events);
    }
}
