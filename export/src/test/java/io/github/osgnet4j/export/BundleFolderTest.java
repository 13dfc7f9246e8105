package io.github.osgnet4j.export;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.github.osgnet4j.runtime.bundle.Manifest;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
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

    private Path bundle(String manifest) throws IOException {
        Path bundle = Files.createDirectories(folder.resolve("b"));
        Files.writeString(bundle.resolve(Manifest.FILE), manifest);
        Files.writeString(bundle.resolve(Manifest.HASH_FILE), "of another manifest");
        return bundle;
    }

    @Test
    void bundlesOfEarlierFormatsAndDamagedOnesGiveWayToForceButNothingElse() throws IOException {
        String manifest = "{\"format\": %s, \"spec\": {}, \"dimensions\": {}, \"files\": []}";
        for (int format = 1; format <= Manifest.FORMAT; format++) {
            Path target = bundle(String.format(Locale.ROOT, manifest, format));
            assertThrows(ExportException.class, () -> new BundleFolder(target, false));
            new BundleFolder(target, true).close();
        }
        for (String other : List.of(
                String.format(Locale.ROOT, manifest, Manifest.FORMAT + 1),
                String.format(Locale.ROOT, manifest, "\"demo\""),
                "{\"format\": 2, \"files\": []}",
                "[2]",
                "",
                "no JSON")) {
            Path target = bundle(other);
            assertThrows(ExportException.class, () -> new BundleFolder(target, true), other);
            assertTrue(Files.exists(target.resolve(Manifest.FILE)));
        }
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
