package io.github.osgnet4j.spark;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assertions.fail;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class PerJvmTest {

    private final PerJvm<String, AutoCloseable> jvm = new PerJvm<>();
    private final List<String> events = new ArrayList<>();

    @TempDir
    private Path folder;

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
    void aTaskThatIsKilledWhileItOpensLeavesTheOthersWhatItOpens() throws IOException {
        Path file = Files.writeString(folder.resolve("weights"), "read when it is opened, and later");
        Thread task = Thread.currentThread();
        PerJvm<String, FileChannel> files = new PerJvm<>();

        var first = files.lease("a", () -> {
            try {
                FileChannel channel = FileChannel.open(file);
                task.interrupt();
                channel.read(ByteBuffer.allocate(1));
                return channel;
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        });

        assertTrue(Thread.interrupted(), "Spark looks at it");
        first.close();
        try (var second = files.lease("a", () -> fail("it is open"))) {
            assertEquals(1, second.value().read(ByteBuffer.allocate(1)));
        }
        files.closeIdle();
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
