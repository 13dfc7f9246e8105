package io.github.osgnet4j.data.io;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.github.osgnet4j.data.DataException;
import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import java.util.UUID;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class FileReplacementTest {

    @TempDir
    Path folder;

    @Test
    void theNewContentsTakeThePlaceOfTheOld() {
        Path file = Fixtures.write(folder.resolve("a"), new byte[] {1, 2, 3});
        FileReplacement.write(file, out -> out.write(9));
        assertArrayEquals(new byte[] {9}, Fixtures.bytes(file));
    }

    @Test
    void aFailureHalfwayLeavesTheOldFileAndNothingElse() throws IOException {
        Path file = Fixtures.write(folder.resolve("a"), new byte[] {1, 2, 3});
        DataException full = assertThrows(
                DataException.class,
                () -> FileReplacement.write(file, out -> {
                    out.write(new byte[1 << 20]);
                    throw new IOException("No space left on device");
                }));
        assertTrue(
                full.getMessage().contains("No space left") && full.getMessage().contains(file.toString()));
        assertThrows(
                IllegalStateException.class,
                () -> FileReplacement.write(file, out -> {
                    throw new IllegalStateException("bug");
                }));

        assertArrayEquals(new byte[] {1, 2, 3}, Fixtures.bytes(file));
        try (var files = Files.list(folder)) {
            assertEquals(List.of(file), files.toList());
        }
    }

    @Test
    void aLinkStaysAndItsTargetIsWritten() throws IOException {
        Path file = Fixtures.write(folder.resolve("real"), new byte[] {1, 2, 3});
        Path link = Files.createSymbolicLink(folder.resolve("link"), Path.of("real"));
        FileReplacement.write(link, out -> out.write(9));
        assertTrue(Files.isSymbolicLink(link));
        assertArrayEquals(new byte[] {9}, Fixtures.bytes(file));
    }

    @Test
    void aDeviceIsNotReplacedByAFile() throws IOException {
        Path link = Files.createSymbolicLink(folder.resolve("device"), Path.of("/dev/null"));
        assumeTrue(Files.exists(link) && !Files.isRegularFile(link), "there is no /dev/null");
        DataException e = assertThrows(DataException.class, () -> FileReplacement.write(link, out -> out.write(1)));
        assertTrue(e.getMessage().contains("device"), e.getMessage());
    }

    @Test
    void aMissingFolderAndAFolderAsTargetAreRefused() {
        DataException e = assertThrows(
                DataException.class, () -> FileReplacement.write(folder.resolve("x/y"), out -> out.write(1)));
        assertTrue(e.getMessage().contains("does not exist"), e.getMessage());
        e = assertThrows(DataException.class, () -> FileReplacement.write(folder, out -> out.write(1)));
        assertTrue(e.getMessage().contains("folder"), e.getMessage());
    }

    @Test
    void anUnwritableFolderIsRefused() {
        Path special = Path.of("/proc/osgnet-test");
        assumeTrue(Files.isDirectory(special.getParent()));
        DataException e = assertThrows(DataException.class, () -> FileReplacement.write(special, out -> out.write(1)));
        assertTrue(e.getMessage().contains("cannot be written"), e.getMessage());
    }

    @Test
    void allLinksOfAChainStayAndTheFileAtItsEndIsWritten() throws IOException {
        Path file = Fixtures.write(folder.resolve("real"), new byte[] {1, 2, 3});
        Path deep = Files.createDirectory(folder.resolve("deep"));
        Path middle = Files.createSymbolicLink(deep.resolve("middle"), Path.of("../real"));
        Path first = Files.createSymbolicLink(folder.resolve("first"), Path.of("deep/middle"));
        FileReplacement.write(first, out -> out.write(9));
        assertTrue(Files.isSymbolicLink(first) && Files.isSymbolicLink(middle) && !Files.isSymbolicLink(file));
        assertArrayEquals(new byte[] {9}, Fixtures.bytes(file));

        Path circle = Files.createSymbolicLink(folder.resolve("circle"), Path.of("circle"));
        DataException e = assertThrows(DataException.class, () -> FileReplacement.write(circle, out -> out.write(1)));
        assertTrue(e.getMessage().contains("circle"), e.getMessage());
    }

    @Test
    void aFileThatIsReplacedKeepsItsPermissions() throws IOException {
        Path file = Fixtures.write(folder.resolve("a"), new byte[] {1, 2, 3});
        for (String mode : List.of("rw-r-----", "rw-------", "rwxrw-r--")) {
            Files.setPosixFilePermissions(file, PosixFilePermissions.fromString(mode));
            FileReplacement.write(file, out -> out.write(9));
            assertEquals(mode, PosixFilePermissions.toString(Files.getPosixFilePermissions(file)));
        }
    }

    @Test
    void aNameOfAnyLengthThatTheDiskTakesIsWritten() {
        Path longest = folder.resolve("x".repeat(255));
        FileReplacement.prepare(longest);
        FileReplacement.write(longest, out -> out.write(9));
        assertArrayEquals(new byte[] {9}, Fixtures.bytes(longest));
        DataException e =
                assertThrows(DataException.class, () -> FileReplacement.prepare(folder.resolve("x".repeat(256))));
        assertTrue(e.getMessage().contains("too long"), e.getMessage());
    }

    @Test
    void whatAKilledWriterOfTheSameFileHasLeftGoes() throws IOException {
        Path file = folder.resolve("a.json");
        Path dead = Fixtures.write(folder.resolve(".a.json." + UUID.randomUUID() + ".tmp"), new byte[] {1});
        Path others = Fixtures.write(folder.resolve(".b.json." + UUID.randomUUID() + ".tmp"), new byte[] {1});
        Path living = Fixtures.write(folder.resolve(".a.json." + UUID.randomUUID() + ".tmp"), new byte[] {1});
        try (FileChannel channel = FileChannel.open(living, StandardOpenOption.WRITE);
                FileLock lock = channel.lock()) {
            assertTrue(lock.isValid());
            FileReplacement.prepare(file);
            assertTrue(Files.notExists(dead) && Files.exists(others) && Files.exists(living));
        }
        FileReplacement.write(file, out -> {
            out.write(9);
            out.flush();
            FileReplacement.prepare(file);
        });
        assertArrayEquals(new byte[] {9}, Fixtures.bytes(file));
        assertTrue(Files.notExists(living));
        FileReplacement.sweep(folder);
        try (var files = Files.list(folder)) {
            assertEquals(List.of(file), files.toList());
        }
    }
}
