package io.github.osgnet4j.data.io;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.github.osgnet4j.data.DataException;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.lmdbjava.ByteArrayProxy;
import org.lmdbjava.CursorIterable;
import org.lmdbjava.Dbi;
import org.lmdbjava.DbiFlags;
import org.lmdbjava.Env;
import org.lmdbjava.Txn;

/** Stores written by LMDB itself hold what LMDB itself reads from them. */
class LmdbLibraryTest {

    @TempDir
    Path folder;

    private final Random random = new Random();

    @FunctionalInterface
    private interface Writing {
        void write(Env<byte[]> env, Dbi<byte[]> dbi);
    }

    private void library(Writing writing) {
        try (Env<byte[]> env = Env.create(ByteArrayProxy.PROXY_BA)
                .setMapSize(64L << 20)
                .setMaxDbs(4)
                .open(folder.toFile())) {
            writing.write(env, env.openDbi((byte[]) null, DbiFlags.MDB_CREATE));
        }
    }

    private static byte[] utf8(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }

    private byte[] bytes(int length) {
        byte[] bytes = new byte[length];
        random.nextBytes(bytes);
        return bytes;
    }

    private String key() {
        String letters = random.nextInt(3) == 0 ? "abü猫" : "0123456789abcdef";
        int length = random.nextInt(20) == 0 ? 1 + random.nextInt(120) : 1 + random.nextInt(12);
        StringBuilder key = new StringBuilder();
        for (int i = 0; i < length; i++) {
            key.append(letters.charAt(random.nextInt(letters.length())));
        }
        return key.toString();
    }

    private byte[] value() {
        return bytes(
                switch (random.nextInt(12)) {
                    case 0 -> 0;
                    case 1 -> 1500 + random.nextInt(1100);
                    case 2 -> 4000 + random.nextInt(200);
                    case 3 -> random.nextInt(100_000);
                    default -> random.nextInt(300);
                });
    }

    /** Some transactions of puts, overwrites and deletions. */
    private void fill(int transactions, int operations) {
        library((env, dbi) -> {
            List<String> known = new ArrayList<>();
            for (int t = 0; t < transactions; t++) {
                try (Txn<byte[]> txn = env.txnWrite()) {
                    for (int i = 0; i < operations; i++) {
                        int choice = known.isEmpty() ? 9 : random.nextInt(10);
                        if (choice < 3) {
                            dbi.delete(txn, utf8(known.get(random.nextInt(known.size()))));
                        } else if (choice < 5) {
                            dbi.put(txn, utf8(known.get(random.nextInt(known.size()))), value());
                        } else {
                            known.add(key());
                            dbi.put(txn, utf8(known.get(known.size() - 1)), value());
                        }
                    }
                    txn.commit();
                }
            }
        });
    }

    private void assertReadAlike() {
        Map<String, byte[]> expected = new TreeMap<>();
        List<String> order = new ArrayList<>();
        library((env, dbi) -> {
            try (Txn<byte[]> txn = env.txnRead();
                    CursorIterable<byte[]> entries = dbi.iterate(txn)) {
                for (var entry : entries) {
                    order.add(new String(entry.key(), StandardCharsets.UTF_8));
                    expected.put(order.get(order.size() - 1), entry.val());
                }
            }
        });
        try (LmdbStore store = LmdbStore.open(folder)) {
            assertEquals(order, store.keys(Integer.MAX_VALUE));
            assertEquals(order.size(), store.entries());
            expected.forEach(
                    (key, value) -> assertArrayEquals(value, store.get(key).orElseThrow(), key));
            for (int i = 0; i < 200; i++) {
                String key = key();
                assertEquals(expected.containsKey(key), store.get(key).isPresent(), key);
            }
        }
    }

    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3, 4, 5, 6})
    void randomStoresAreReadAsTheLibraryReadsThem(long seed) {
        random.setSeed(seed);
        fill(1 + random.nextInt(6), 20 + random.nextInt(400));
        assertReadAlike();
    }

    @Test
    void aDeepTreeIsReadAsTheLibraryReadsIt() {
        random.setSeed(7);
        library((env, dbi) -> {
            try (Txn<byte[]> txn = env.txnWrite()) {
                for (int i = 0; i < 3000; i++) {
                    dbi.put(txn, utf8(String.format("%0480d", random.nextInt())), bytes(40));
                }
                txn.commit();
            }
        });
        assertReadAlike();
    }

    @Test
    void aStoreThatWasEmptiedIsEmpty() {
        random.setSeed(8);
        library((env, dbi) -> dbi.put(utf8("a"), bytes(10_000)));
        library((env, dbi) -> assertTrue(dbi.delete(utf8("a"))));
        assertReadAlike();
    }

    @Test
    void aFileThatEndsBeforeTheLastPageItCountsIsSound() throws IOException {
        library((env, dbi) -> {
            for (int i = 0; i < 10; i++) {
                dbi.put(utf8("k" + i), bytes(3000));
            }
            try (Txn<byte[]> txn = env.txnWrite()) {
                dbi.put(txn, utf8("large"), bytes(1 << 20));
                dbi.delete(txn, utf8("large"));
                txn.commit();
            }
        });
        assertTrue(Files.size(folder.resolve("data.mdb")) < 1 << 20);
        assertReadAlike();
    }

    @Test
    void namedDatabasesBesideTheMainOneArePassedOver() {
        library((env, dbi) -> {
            dbi.put(utf8("a"), bytes(100));
            env.openDbi("m", DbiFlags.MDB_CREATE).put(utf8("inside"), bytes(5000));
            dbi.put(utf8("z"), bytes(9000));
        });
        try (LmdbStore store = LmdbStore.open(folder)) {
            assertEquals(List.of("a", "z"), store.keys(10));
            assertEquals(2, store.entries());
            assertEquals(9000, store.get("z").orElseThrow().length);
            assertEquals(Optional.empty(), store.get("inside"));
            DataException e = assertThrows(DataException.class, () -> store.get("m"));
            assertTrue(e.getMessage().contains("'m' names a database"), e.getMessage());
        }
    }

    @Test
    void severalValuesUnderOneKeyAreRefused() {
        try (Env<byte[]> env =
                Env.create(ByteArrayProxy.PROXY_BA).setMapSize(1L << 20).open(folder.toFile())) {
            Dbi<byte[]> dbi = env.openDbi((byte[]) null, DbiFlags.MDB_CREATE, DbiFlags.MDB_DUPSORT);
            dbi.put(utf8("a"), bytes(10));
            dbi.put(utf8("a"), bytes(10));
        }
        DataException e = assertThrows(DataException.class, () -> LmdbStore.open(folder));
        assertTrue(e.getMessage().contains("several values"), e.getMessage());
    }

    /** At 4096 the library reads the same file, which confirms the layout. */
    @ParameterizedTest
    @ValueSource(ints = {512, 1024, 4096, 8192, 16384, 32768})
    void pagesMayHaveAnySize(int pageSize) {
        random.setSeed(pageSize);
        Map<String, byte[]> values = new TreeMap<>();
        for (int i = 0; i < 500; i++) {
            values.put(String.format("key_%05d", random.nextInt(100_000)), value());
        }
        Fixtures.write(folder.resolve("data.mdb"), LmdbPages.of(values, pageSize));
        if (pageSize == 4096) {
            assertReadAlike();
        }
        try (LmdbStore store = LmdbStore.open(folder)) {
            assertEquals(List.copyOf(values.keySet()), store.keys(Integer.MAX_VALUE));
            assertEquals(values.size(), store.entries());
            values.forEach(
                    (key, value) -> assertArrayEquals(value, store.get(key).orElseThrow()));
        }
    }
}
