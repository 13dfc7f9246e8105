package io.github.osgnet4j.data.io;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class FingerprintTest {

    @TempDir
    private Path folder;

    @Test
    void copiesOfAStoreAreAlikeAndAnotherOfItsSizeIsNot() throws IOException {
        byte[] bytes = new byte[1_000_001];
        Path store = Files.write(folder.resolve("a.mdb"), bytes);
        String before = Fingerprint.copiedStore(store);
        Files.setLastModifiedTime(store, FileTime.fromMillis(1_000_000));
        assertEquals(before, Fingerprint.copiedStore(store));
        for (int from : new int[] {300_000, bytes.length - 1}) {
            byte[] others = bytes.clone();
            for (int i = from; i < Math.min(bytes.length, from + 20_000); i++) {
                others[i] = 1;
            }
            assertNotEquals(before, Fingerprint.copiedStore(Files.write(folder.resolve("b.mdb"), others)), "" + from);
        }
        assertNotEquals(Fingerprint.copiedStore(Files.write(store, new byte[10])), before);
    }

    @Test
    void copiesOfAFolderAreAlike() throws IOException {
        Path file = Files.write(folder.resolve("a.pt"), new byte[10]);
        String before = Fingerprint.copiedFolder(folder);
        Files.setLastModifiedTime(file, FileTime.fromMillis(1_000_000));
        assertEquals(before, Fingerprint.copiedFolder(folder));
        Files.write(file, new byte[11]);
        assertNotEquals(before, Fingerprint.copiedFolder(folder));
    }
}
