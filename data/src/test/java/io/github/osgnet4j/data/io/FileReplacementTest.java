package io.github.osgnet4j.data.io;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.github.osgnet4j.data.DataException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
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
}
