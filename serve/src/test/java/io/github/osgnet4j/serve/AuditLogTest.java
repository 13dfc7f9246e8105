package io.github.osgnet4j.serve;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import com.fasterxml.jackson.databind.JsonNode;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The file of the audit. */
class AuditLogTest {

    @TempDir
    Path folder;

    private final SimpleMeterRegistry registry = new SimpleMeterRegistry();

    private static AuditEntry entry(String text) {
        AuditEntry.Question question = new AuditEntry.Question(
                "demo", "00", Optional.of("clip"), Optional.empty(), Optional.empty(), Optional.of(text), 5);
        return new AuditEntry(
                "2026-01-01T00:00:00Z",
                "id",
                Optional.of("alice"),
                "POST /api/ground",
                0.25,
                List.of(question),
                Optional.empty());
    }

    private static List<String> texts(List<String> lines) throws IOException {
        return lines.stream().map(AuditLogTest::text).toList();
    }

    private static String text(String line) {
        try {
            JsonNode json = Running.JSON.readTree(line);
            return json.get("queries").get(0).get("text").asText();
        } catch (IOException e) {
            throw new AssertionError(line, e);
        }
    }

    @Test
    void aLineIsAppendedForEachAnswerWhateverItsText() throws IOException {
        Path file = folder.resolve("audit");
        List<String> hostile =
                List.of("two\nlines", "\r\u0000\u2028\u0085", "\"}\n{\"time\":0}", "where is \ud83d\udd2a");
        try (AuditLog audit = AuditLog.open(file, registry)) {
            audit.write(entry("first"));
        }
        try (AuditLog audit = AuditLog.open(file, registry)) {
            hostile.forEach(text -> audit.write(entry(text)));
            // It is there at once.
            List<String> lines = List.of(Files.readString(file).split("\n", -1));
            assertEquals(6, lines.size());
            assertEquals("", lines.get(5));
            assertEquals("first", text(lines.get(0)));
            assertEquals(hostile, texts(lines.subList(1, 5)));
        }
        assertEquals(0, registry.counter("osgnet.audit.lost").count());
    }

    @Test
    void itIsMadeForItsOwnerAlone() throws IOException {
        assumeTrue(folder.getFileSystem().supportedFileAttributeViews().contains("posix"));
        Path file = folder.resolve("audit");
        AuditLog.open(file, registry).close();
        assertEquals("rw-------", PosixFilePermissions.toString(Files.getPosixFilePermissions(file)));
    }

    @Test
    void aFileThatWasMovedAwayIsFollowedByANewOne() throws IOException {
        Path file = folder.resolve("audit");
        Path moved = folder.resolve("audit.1");
        try (AuditLog audit = AuditLog.open(file, registry)) {
            audit.write(entry("before"));
            Files.move(file, moved);
            audit.write(entry("moved"));
            audit.reopen();
            audit.write(entry("after"));
            Files.move(file, folder.resolve("audit.2"));
            Files.createDirectory(file);
            assertThrows(ServeException.class, audit::reopen);
            audit.write(entry("and on"));
        }
        assertEquals(List.of("before", "moved"), texts(Files.readAllLines(moved)));
        assertEquals(List.of("after", "and on"), texts(Files.readAllLines(folder.resolve("audit.2"))));
    }

    @Test
    void aLineThatWasCutOffIsNotTheBeginningOfTheNext() throws IOException {
        Path file = Files.writeString(folder.resolve("audit"), "{\"time\":\"20");
        try (AuditLog audit = AuditLog.open(file, registry)) {
            audit.write(entry("after a start"));
            Files.writeString(file, "{\"ti", StandardOpenOption.APPEND);
            audit.reopen();
            audit.write(entry("after SIGHUP"));
            audit.reopen();
        }
        List<String> lines = Files.readAllLines(file);
        assertEquals(4, lines.size(), lines.toString());
        assertEquals("{\"time\":\"20", lines.get(0));
        assertEquals("after a start", text(lines.get(1)));
        assertEquals("{\"ti", lines.get(2));
        assertEquals("after SIGHUP", text(lines.get(3)));
    }

    @Test
    void linesGoToTheDiskAndAreSentThereAgainIfThatFails() {
        SmallDisk disk = new SmallDisk();
        disk.room = 10_000;
        disk.broken = true;
        try (AuditLog audit = new AuditLog(() -> disk, "audit", registry)) {
            audit.write(entry("first"));
            Waiting.until(() -> disk.syncs.get() >= 2);
            int before = disk.syncs.get();
            disk.broken = false;
            Waiting.until(() -> disk.syncs.get() > before);
        }
        assertEquals(0, registry.counter("osgnet.audit.lost").count());
        int last = disk.syncs.get();
        assertTrue(last >= 4, last + " with the one of the end");
    }

    @Test
    void whatIsNoFileIsRefusedAtTheStart() {
        ServeException e = assertThrows(ServeException.class, () -> AuditLog.open(folder, registry));
        assertTrue(e.getMessage().contains("--audit " + folder), e.getMessage());
        assertThrows(ServeException.class, () -> AuditLog.open(folder.resolve("no/such/folder"), registry));
    }

    /** A disk with room for some bytes. */
    private static final class SmallDisk implements AuditLog.Sink {

        private final ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        private final AtomicInteger syncs = new AtomicInteger();
        private int room;
        private volatile boolean broken;

        @Override
        public boolean torn() {
            return false;
        }

        @Override
        public void write(byte[] added) throws IOException {
            int fit = Math.min(room, added.length);
            bytes.write(added, 0, fit);
            room -= fit;
            if (fit < added.length) {
                throw new IOException("No space left on device");
            }
        }

        @Override
        public void sync() throws IOException {
            syncs.incrementAndGet();
            if (broken) {
                throw new IOException("Input/output error");
            }
        }

        @Override
        public void close() {}
    }

    @Test
    void aDiskThatIsFullCostsItsLinesAndNoOthers() throws IOException {
        SmallDisk disk = new SmallDisk();
        try (AuditLog audit = new AuditLog(() -> disk, "audit", registry)) {
            disk.room = 1000;
            audit.write(entry("kept"));
            disk.room = 20;
            audit.write(entry("cut"));
            audit.write(entry("lost"));
            assertEquals(2, registry.counter("osgnet.audit.lost").count());
            disk.room = 1000;
            audit.write(entry("again"));
        }
        String[] lines = disk.bytes.toString(StandardCharsets.UTF_8).split("\n");
        assertEquals("kept", text(lines[0]));
        assertEquals(20, lines[1].length());
        assertEquals("again", text(lines[2]));
        assertEquals(2, registry.counter("osgnet.audit.lost").count());
    }
}
