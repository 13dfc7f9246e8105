package io.github.osgnet4j.data.io;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import io.github.osgnet4j.data.DataException;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.IntStream;
import java.util.zip.CRC32;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class LmdbStoreTest {

    @TempDir
    Path folder;

    /** See make_fixtures.py: value i is i * 40 bytes i. */
    private static byte[] value(int i) {
        byte[] value = new byte[i * 40];
        Arrays.fill(value, (byte) i);
        return value;
    }

    @Test
    void allGoldenStoresHoldWhatPythonReadsFromThem() {
        JsonNode oracle = Fixtures.oracle("stores.json");
        int known = 0;
        for (Path file : Fixtures.golden("data.mdb")) {
            JsonNode expected = oracle.path(Fixtures.crc(file));
            if (expected.isMissingNode()) {
                continue;
            }
            try (LmdbStore store = LmdbStore.open(file.getParent())) {
                CRC32 crc = new CRC32();
                List<String> keys = store.keys(Integer.MAX_VALUE);
                assertEquals(keys.size(), store.entries(), file.toString());
                for (String key : keys) {
                    crc.update(key.getBytes(StandardCharsets.UTF_8));
                    digest(store.get(key).orElseThrow(), crc);
                }
                known++;
                assertEquals(expected.get("entries").asLong(), store.entries(), file.toString());
                assertEquals(expected.get("crc").asLong(), crc.getValue(), file.toString());
            }
        }
        assertTrue(!Fixtures.goldenIsOurs() || known == oracle.size(), known + " of " + oracle.size());
    }

    private static void digest(byte[] value, CRC32 crc) {
        if (value[0] == 'P') {
            Npz.read(value).forEach((name, array) -> {
                crc.update(Fixtures.latin1(name + " " + Arrays.toString(array.shape()) + "\n"));
                ByteBuffer bytes =
                        ByteBuffer.allocate(array.values().length * 4).order(ByteOrder.LITTLE_ENDIAN);
                bytes.asFloatBuffer().put(array.values());
                crc.update(bytes);
            });
            return;
        }
        for (Map<Integer, Double> frame : ObjectRecords.frames(value)) {
            ByteBuffer bytes = ByteBuffer.allocate(8 + 16 * frame.size()).order(ByteOrder.LITTLE_ENDIAN);
            bytes.putDouble(frame.size());
            frame.forEach((id, score) -> bytes.putDouble(id).putDouble(score));
            crc.update(bytes.flip());
        }
    }

    @Test
    void aStoreInASingleFileIsRead() {
        try (LmdbStore store = LmdbStore.open(Fixtures.file("single.mdb"))) {
            assertEquals(60, store.entries());
            assertEquals(List.of("key_00", "key_01", "key_02"), store.keys(3));
            for (int i = 0; i < 60; i++) {
                assertArrayEquals(
                        value(i), store.get(String.format("key_%02d", i)).orElseThrow());
            }
        }
    }

    @Test
    void keysThatAreAbsentEmptyOrTooLongForLmdbAreNotFound() {
        try (LmdbStore store = LmdbStore.open(Fixtures.file("single.mdb"))) {
            for (String key :
                    new String[] {"", "key", "key_60", "k".repeat(511), "k".repeat(512), "k".repeat(100_000)}) {
                assertEquals(Optional.empty(), store.get(key));
            }
        }
    }

    @Test
    void anEmptyStoreHasNothing() {
        try (LmdbStore store = LmdbStore.open(Fixtures.file("empty_lmdb"))) {
            assertEquals(0, store.entries());
            assertEquals(List.of(), store.keys(10));
            assertEquals(Optional.empty(), store.get("a"));
        }
    }

    @Test
    void aReadOnlyFolderStaysAsItIs() throws IOException {
        Path file = Files.copy(Fixtures.file("single.mdb"), folder.resolve("data.mdb"));
        assertTrue(file.toFile().setReadOnly() && folder.toFile().setWritable(false));
        try (LmdbStore store = LmdbStore.open(folder)) {
            assertArrayEquals(value(59), store.get("key_59").orElseThrow());
            try (var files = Files.list(folder)) {
                assertEquals(List.of(file), files.toList());
            }
        } finally {
            assertTrue(folder.toFile().setWritable(true));
        }
    }

    @Test
    void oneStoreOpenedTwiceServesManyThreadsAndOutlivesItsTwin() {
        Path file = Fixtures.file("single.mdb");
        try (LmdbStore first = LmdbStore.open(file)) {
            try (LmdbStore second = LmdbStore.open(file)) {
                assertTrue(IntStream.range(0, 6000).parallel().allMatch(i -> {
                    LmdbStore store = i % 2 == 0 ? first : second;
                    return Arrays.equals(
                            value(i % 60),
                            store.get(String.format("key_%02d", i % 60)).orElseThrow());
                }));
            }
            assertArrayEquals(value(7), first.get("key_07").orElseThrow());
        }
    }

    @Test
    void aClosedStoreSaysSo() {
        LmdbStore store = LmdbStore.open(Fixtures.file("single.mdb"));
        store.close();
        store.close();
        assertThrows(IllegalStateException.class, () -> store.get("key_01"));
    }

    @Test
    void closingWaitsForReadersInsteadOfCrashingThem() throws InterruptedException {
        for (int round = 0; round < 20; round++) {
            LmdbStore store = LmdbStore.open(Fixtures.file("single.mdb"));
            List<Thread> readers = new ArrayList<>();
            for (int t = 0; t < 3; t++) {
                Thread reader = new Thread(() -> {
                    try {
                        while (store.get("key_33").isPresent()) {
                            Thread.onSpinWait();
                        }
                    } catch (IllegalStateException closed) {
                        assertTrue(closed.getMessage().contains("closed"));
                    }
                });
                reader.start();
                readers.add(reader);
            }
            Thread.sleep(2);
            store.close();
            for (Thread reader : readers) {
                reader.join(60_000);
                assertFalse(reader.isAlive());
            }
        }
    }

    @Test
    void aMissingStoreIsNamed() {
        DataException e = assertThrows(DataException.class, () -> LmdbStore.open(folder.resolve("video_lmdb")));
        assertTrue(e.getMessage().contains("video_lmdb"), e.getMessage());
        e = assertThrows(DataException.class, () -> LmdbStore.open(folder));
        assertTrue(e.getMessage().contains("data.mdb"), e.getMessage());
    }
}
