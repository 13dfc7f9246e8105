package io.github.osgnet4j.export;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.UUID;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What killed exports leave, and two of one bundle at a time. */
class BundleFolderTest {

    @TempDir
    private Path folder;

    private List<String> names() throws IOException {
        try (Stream<Path> files = Files.list(folder)) {
            return files.map(f -> f.getFileName().toString()).sorted().toList();
        }
    }

    private Path left(String bundle, String suffix) throws IOException {
        Path left = Files.createDirectory(folder.resolve("." + bundle + "." + UUID.randomUUID() + suffix));
        Files.writeString(left.resolve("file"), bundle + suffix);
        return left;
    }

    @Test
    void whatKilledExportsOfTheSameBundleHaveLeftGoes() throws IOException {
        left("b", "");
        Path others = left("other", "");
        try (BundleFolder bundle = new BundleFolder(folder.resolve("b"), false)) {
            Files.writeString(bundle.path().resolve("file"), "new");
            bundle.publish();
        }
        assertEquals(List.of(others.getFileName().toString(), "b"), names());
        assertEquals("new", Files.readString(folder.resolve("b/file")));
    }

    @Test
    void aBundleThatWasLostBetweenTwoPlacesComesBack() throws IOException {
        left("b", "");
        left("b", ".old");
        assertThrows(ExportException.class, () -> new BundleFolder(folder.resolve("b"), false));
        assertEquals(List.of("b"), names());
        assertEquals("b.old", Files.readString(folder.resolve("b/file")));
    }

    @Test
    void twoExportsOfOneBundleDoNotMix() throws IOException {
        try (BundleFolder bundle = new BundleFolder(folder.resolve("b"), false)) {
            ExportException e = assertThrows(ExportException.class, () -> new BundleFolder(folder.resolve("b"), true));
            assertTrue(e.getMessage().contains("is being written"), e.getMessage());
            assertTrue(Files.exists(bundle.path()), "the other's folder is swept");
            new BundleFolder(folder.resolve("c"), false).close();
        }
        assertEquals(List.of(), names());
    }
}
