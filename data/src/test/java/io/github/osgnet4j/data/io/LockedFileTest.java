package io.github.osgnet4j.data.io;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.ClosedByInterruptException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class LockedFileTest {

    private static final Path LOCKS = Path.of("/proc/locks");

    @TempDir
    Path folder;

    @Test
    void oneHolderAtATimeHasAFileUnderAnyOfItsNames() throws IOException {
        Path file = folder.resolve("f");
        Path link = Files.createSymbolicLink(folder.resolve("link"), file);
        try (LockedFile held = LockedFile.open(file)) {
            assertTrue(held.channel().isOpen());
            for (Path name : new Path[] {file, link, folder.resolve("../" + folder.getFileName() + "/f")}) {
                LockedFile.InUseException e =
                        assertThrows(LockedFile.InUseException.class, () -> LockedFile.open(name));
                assertEquals(name + " is being written by this process already", e.getMessage());
            }
        }
        LockedFile.open(link).close();
        assertTrue(Files.exists(file));
    }

    private static boolean locked(Path file) throws IOException {
        Object inode = Files.getAttribute(file, "unix:ino");
        return Files.readAllLines(LOCKS).stream().anyMatch(line -> line.contains(":" + inode + " "));
    }

    @Test
    void oneThatIsRefusedDoesNotEndTheLock() throws IOException {
        assumeTrue(Files.exists(LOCKS));
        Path file = folder.resolve("f");
        try (LockedFile held = LockedFile.open(file)) {
            assumeTrue(locked(file));
            assertThrows(LockedFile.InUseException.class, () -> LockedFile.open(file));
            assertTrue(locked(file), "other processes are let in");
            held.delete();
            held.delete();
        }
        assertFalse(Files.exists(file));
    }

    @Test
    void oneWhoseChannelAnInterruptHasClosedIsLetGoOfOnce() throws IOException {
        Path file = folder.resolve("f");
        LockedFile held = LockedFile.open(file);
        Thread.currentThread().interrupt();
        assertThrows(ClosedByInterruptException.class, () -> held.channel().write(ByteBuffer.allocate(1)));
        assertTrue(Thread.interrupted());
        assertThrows(LockedFile.InUseException.class, () -> LockedFile.open(file));
        held.close();
        try (LockedFile next = LockedFile.open(file)) {
            held.close();
            assertThrows(LockedFile.InUseException.class, () -> LockedFile.open(file));
            assertTrue(next.channel().isOpen());
        }
    }

    @Test
    void anothersFileOfTheSameNameStays() throws IOException {
        Path file = folder.resolve("f");
        try (LockedFile held = LockedFile.open(file)) {
            Files.move(file, folder.resolve("away"));
            Files.writeString(file, "another's");
            held.delete();
        }
        assertEquals("another's", Files.readString(file));
        LockedFile.open(file).delete();
        assertFalse(Files.exists(file));
    }
}
