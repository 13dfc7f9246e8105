package io.github.osgnet4j.data.io;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.github.osgnet4j.data.DataException;
import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.FileTime;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.lmdbjava.ByteArrayProxy;
import org.lmdbjava.Dbi;
import org.lmdbjava.Env;

/** What becomes of a store whose file is cut, overwritten or replaced while it is open. */
class LmdbChangeTest {
    private static final byte[] VALUE = Fixtures.latin1("v".repeat(20_000));

    @TempDir
    Path folder;

    private Path file;

    @BeforeEach
    void aStoreThatIsNotOfThisSecond() throws IOException {
        file = folder.resolve("data.mdb");
        Files.deleteIfExists(file);
        write(folder, VALUE);
        Files.setLastModifiedTime(file, FileTime.fromMillis(1_000_000_000_000L));
    }

    private static void write(Path folder, byte[] value) {
        try (Env<byte[]> env =
                Env.create(ByteArrayProxy.PROXY_BA).setMapSize(16L << 20).open(folder.toFile())) {
            Dbi<byte[]> dbi = env.openDbi((byte[]) null);
            for (int i = 0; i < 50; i++) {
                dbi.put(("key_" + i).getBytes(StandardCharsets.UTF_8), value);
            }
        }
    }

    private static void assertRefused(LmdbStore store, String word) {
        for (String key : List.of("key_0", "key_33", "absent")) {
            DataException e = assertThrows(DataException.class, () -> store.get(key));
            assertTrue(e.getMessage().contains(word), e.getMessage());
        }
        assertThrows(DataException.class, () -> store.keys(10));
        assertThrows(DataException.class, store::entries);
    }

    @Test
    void aFileThatIsCutWhileItIsOpenIsRefused() throws IOException {
        for (long length : new long[] {Files.size(file) / 2, 5000, 100, 0}) {
            try (LmdbStore store = LmdbStore.open(folder)) {
                try (RandomAccessFile cut = new RandomAccessFile(file.toFile(), "rw")) {
                    cut.setLength(length);
                }
                assertRefused(store, folder.toString());
            }
            aStoreThatIsNotOfThisSecond();
        }
    }

    @Test
    void aFileThatIsOverwrittenWhileItIsOpenIsRefused() throws IOException {
        Path other = Files.createDirectory(folder.resolve("other"));
        write(other, Fixtures.latin1("w".repeat(VALUE.length)));
        try (LmdbStore store = LmdbStore.open(folder)) {
            assertArrayEquals(VALUE, store.get("key_0").orElseThrow());
            Files.write(file, Fixtures.bytes(other.resolve("data.mdb")));
            assertRefused(store, "changed while it was open");
        }
    }

    @Test
    void aStoreThatIsWrittenToWhileItIsOpenIsRefusedWhateverTheClockSays() throws IOException {
        try (LmdbStore store = LmdbStore.open(folder)) {
            write(folder, VALUE);
            Files.setLastModifiedTime(file, FileTime.fromMillis(1_000_000_000_000L));
            assertRefused(store, "changed while it was open");
        }
    }

    @Test
    void aFileThatIsReplacedByAnotherOfItsNameStaysTheOneItWas() throws IOException {
        try (LmdbStore store = LmdbStore.open(folder)) {
            Path next = Fixtures.write(folder.resolve("next"), Fixtures.bytes("single.mdb"));
            Files.move(next, file, StandardCopyOption.ATOMIC_MOVE);
            assertArrayEquals(VALUE, store.get("key_0").orElseThrow());
            assertEquals(50, store.entries());
        }
    }

    @Test
    void aFileOfATerabyteOfNothingIsReadLikeAnyOther() throws IOException {
        try (RandomAccessFile sparse = new RandomAccessFile(file.toFile(), "rw")) {
            sparse.setLength(1L << 40);
        }
        try (LmdbStore store = LmdbStore.open(folder)) {
            assertArrayEquals(VALUE, store.get("key_49").orElseThrow());
            assertEquals(50, store.entries());
        }
    }

    @Test
    void aThreadThatIsInterruptedReadsOnAndClosesTheFileForNobody() {
        try (LmdbStore store = LmdbStore.open(folder)) {
            assertTrue(IntStream.range(0, 2000).parallel().allMatch(i -> {
                if (i % 3 == 0) {
                    Thread.currentThread().interrupt();
                }
                boolean right = store.get("key_" + i % 50).orElseThrow().length == VALUE.length;
                return right && Thread.interrupted() == (i % 3 == 0);
            }));
        }
    }
}
