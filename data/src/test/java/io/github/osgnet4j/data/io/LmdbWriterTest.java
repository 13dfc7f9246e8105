package io.github.osgnet4j.data.io;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;

import io.github.osgnet4j.data.DataException;
import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.lmdbjava.ByteArrayProxy;
import org.lmdbjava.Dbi;
import org.lmdbjava.Env;
import org.lmdbjava.Txn;

/** What is written is a store to LMDB itself, to be read and to be written on. */
class LmdbWriterTest {

    @TempDir
    Path folder;

    private static Map<String, byte[]> values(int count, int keyBytes) {
        Random random = new Random(count);
        Map<String, byte[]> values = new LinkedHashMap<>();
        while (values.size() < count) {
            String key = Integer.toHexString(random.nextInt()) + "é".repeat(random.nextInt(keyBytes / 2));
            byte[] value = new byte[random.nextInt(10) == 0 ? random.nextInt(20_000) : random.nextInt(300)];
            random.nextBytes(value);
            values.put(key, value);
        }
        return values;
    }

    private void write(Map<String, byte[]> values) throws IOException {
        try (FileChannel channel =
                FileChannel.open(folder.resolve("data.mdb"), StandardOpenOption.CREATE, StandardOpenOption.WRITE)) {
            LmdbWriter writer = new LmdbWriter(channel, LmdbWriter.FIRST);
            Map<String, LmdbWriter.Extent> extents = new LinkedHashMap<>();
            for (Map.Entry<String, byte[]> value : values.entrySet()) {
                extents.put(value.getKey(), writer.append(value.getValue()));
            }
            writer.finish(extents);
        }
    }

    private Env<byte[]> library() {
        return Env.create(ByteArrayProxy.PROXY_BA).setMapSize(1L << 40).open(folder.toFile());
    }

    private static byte[] utf8(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }

    @ParameterizedTest
    @ValueSource(ints = {0, 1, 2, 7, 8, 60, 500, 5000})
    void theLibraryAndTheReaderFindEveryValue(int count) throws IOException {
        Map<String, byte[]> values = values(count, count == 500 ? 480 : 40);
        write(values);
        try (Env<byte[]> env = library()) {
            Dbi<byte[]> dbi = env.openDbi((byte[]) null);
            try (Txn<byte[]> txn = env.txnRead()) {
                assertEquals(count, dbi.stat(txn).entries);
                assertEquals(1L << 40, env.info().mapSize);
                values.forEach((key, value) -> assertArrayEquals(value, dbi.get(txn, utf8(key)), key));
                assertNull(dbi.get(txn, utf8("no such key")));
            }
        }
        try (LmdbStore store = LmdbStore.open(folder)) {
            assertEquals(count, store.entries());
            values.forEach(
                    (key, value) -> assertArrayEquals(value, store.get(key).orElseThrow(), key));
        }
    }

    @Test
    void theLibraryAddsReplacesAndDeletes() throws IOException {
        Map<String, byte[]> values = values(2000, 40);
        write(values);
        List<String> keys = new ArrayList<>(values.keySet());
        try (Env<byte[]> env = library()) {
            Dbi<byte[]> dbi = env.openDbi((byte[]) null);
            values(500, 60).forEach((key, value) -> {
                dbi.put(utf8(key), value);
                values.put(key, value);
            });
            for (String key : keys.subList(0, 1500)) {
                dbi.delete(utf8(key));
                values.remove(key);
            }
            for (String key : keys.subList(1500, 1600)) {
                dbi.put(utf8(key), new byte[] {1});
                values.put(key, new byte[] {1});
            }
        }
        try (LmdbStore store = LmdbStore.open(folder)) {
            assertEquals(values.size(), store.entries());
            values.forEach(
                    (key, value) -> assertArrayEquals(value, store.get(key).orElseThrow(), key));
        }
    }

    @Test
    void aFileThatIsNotFinishedIsNoStore() throws IOException {
        try (FileChannel channel =
                FileChannel.open(folder.resolve("data.mdb"), StandardOpenOption.CREATE, StandardOpenOption.WRITE)) {
            new LmdbWriter(channel, LmdbWriter.FIRST).append(new byte[10_000]);
        }
        assertEquals(5 * LmdbWriter.PAGE, Files.size(folder.resolve("data.mdb")));
        assertThrows(DataException.class, () -> LmdbStore.open(folder));
    }

    @Test
    void keysThatLmdbDoesNotTakeAreRefused() {
        LmdbWriter.requireKey("a".repeat(511));
        assertThrows(DataException.class, () -> LmdbWriter.requireKey("a".repeat(512)));
        assertThrows(DataException.class, () -> LmdbWriter.requireKey(""));
    }
}
