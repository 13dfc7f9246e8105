package io.github.osgnet4j.data.io;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.github.osgnet4j.data.DataException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Whatever a file holds, reading it ends in a value or an error; a reader that trusts it would crash or run for ever. */
class LmdbHostileTest {
    private static final int PAGE = 4096;

    @TempDir
    Path folder;

    private final byte[] whole = Fixtures.bytes("single.mdb");

    private void readAll(byte[] bytes) {
        Path file = Fixtures.write(folder.resolve("data.mdb"), bytes);
        try (LmdbStore store = LmdbStore.open(file)) {
            store.keys(1000).forEach(store::get);
            store.get("key_59");
            store.entries();
        }
    }

    private Map<String, byte[]> contents(byte[] bytes) {
        Map<String, byte[]> contents = new LinkedHashMap<>();
        try (LmdbStore store = LmdbStore.open(Fixtures.write(folder.resolve("data.mdb"), bytes))) {
            for (String key : store.keys(Integer.MAX_VALUE)) {
                contents.put(key, store.get(key).orElseThrow());
            }
            assertEquals(contents.size(), store.entries());
        }
        return contents;
    }

    private static boolean same(Map<String, byte[]> a, Map<String, byte[]> b) {
        return List.copyOf(a.keySet()).equals(List.copyOf(b.keySet()))
                && a.keySet().stream().allMatch(key -> Arrays.equals(a.get(key), b.get(key)));
    }

    private DataException refused(byte[] bytes) {
        return assertThrows(DataException.class, () -> readAll(bytes));
    }

    /** LMDB leaves unused pages at the end; nobody needs those. */
    @Test
    void aTruncatedStoreIsRefusedWhenItIsOpenedUnlessNothingIsMissing() {
        Map<String, byte[]> all = contents(whole);
        int lastRefused = 0;
        for (int length = 0; length < whole.length; length += 500) {
            byte[] part = Arrays.copyOf(whole, length);
            Path file = Fixtures.write(folder.resolve("data.mdb"), part);
            try {
                LmdbStore.open(file).close();
                assertTrue(same(all, contents(part)), length + " bytes");
            } catch (DataException e) {
                assertTrue(e.getMessage().contains("data.mdb"), e.getMessage());
                assertTrue(
                        length < 300 || e.getMessage().toLowerCase(Locale.ROOT).contains("truncated"), e.getMessage());
                lastRefused = length;
            }
        }
        assertTrue(lastRefused > whole.length / 2, lastRefused + " of " + whole.length);
    }

    @Test
    void garbageIsRefused() {
        byte[] garbage = new byte[100_000];
        new Random(3).nextBytes(garbage);
        assertTrue(refused(garbage).getMessage().contains("Not an LMDB file"));
        for (int page = 0; page < whole.length / PAGE; page++) {
            byte[] damaged = whole.clone();
            System.arraycopy(garbage, 0, damaged, page * PAGE, PAGE);
            try {
                readAll(damaged);
            } catch (DataException e) {
                assertTrue(e.getMessage().contains("data.mdb"), e.getMessage());
            }
        }
    }

    @Test
    void damagedBytesNeverCrashTheReader() {
        Random random = new Random(5);
        for (int i = 0; i < 500; i++) {
            byte[] damaged = whole.clone();
            for (int n = 0; n < 4; n++) {
                // Heads of pages and the entry tables behind them are where the structure is.
                int at = random.nextInt(whole.length / PAGE) * PAGE + random.nextInt(random.nextBoolean() ? 40 : PAGE);
                damaged[at] = (byte) random.nextInt();
            }
            try {
                readAll(damaged);
            } catch (DataException e) {
                assertTrue(e.getMessage().contains("data.mdb"), e.getMessage());
            }
        }
    }

    /**
     * Keys and values have no checksum; all else is proven, so that one flipped bit spoils at most the entry it hits. The number of the last
     * transaction is left alone: it chooses between two sound trees.
     */
    @Test
    void aFlippedBitIsRefusedOrSpoilsOneEntryAlone() {
        Map<String, byte[]> all = contents(whole);
        Random random = new Random(6);
        int refused = 0;
        for (int i = 0; i < 1000; i++) {
            byte[] damaged = whole.clone();
            int at = random.nextInt(whole.length / PAGE) * PAGE + random.nextInt(random.nextBoolean() ? 150 : PAGE);
            if (at < 2 * PAGE && at % PAGE >= 144 && at % PAGE < 152) {
                continue;
            }
            damaged[at] ^= (byte) (1 << random.nextInt(8));
            try {
                Map<String, byte[]> found = contents(damaged);
                long intact = all.keySet().stream()
                        .filter(key -> Arrays.equals(all.get(key), found.get(key)))
                        .count();
                assertTrue(found.size() == all.size() && intact >= all.size() - 1, "byte " + at);
            } catch (DataException e) {
                refused++;
            }
        }
        assertTrue(refused > 30, refused + " refused");
    }

    @Test
    void aTreeThatRunsInCirclesIsRefused() {
        byte[] looped = whole.clone();
        ByteBuffer file = ByteBuffer.wrap(looped).order(ByteOrder.LITTLE_ENDIAN);
        int root = (int) Math.max(file.getLong(128), file.getLong(PAGE + 128));
        int node = file.getShort(root * PAGE + 16) & 0xffff;
        file.putInt(root * PAGE + node, root);
        assertTrue(refused(looped).getMessage().contains("damaged at page " + root));
    }

    /** Its library compares transaction numbers unsigned, so the checked tree must be that one too. */
    @Test
    void theTreeThatIsCheckedIsTheOneThatLmdbUses() {
        byte[] twoFaced = whole.clone();
        ByteBuffer file = ByteBuffer.wrap(twoFaced).order(ByteOrder.LITTLE_ENDIAN);
        int older = file.getLong(144) < file.getLong(PAGE + 144) ? 0 : PAGE;
        file.putLong(older + 144, -1);
        file.putLong(older + 128, 1);
        assertTrue(refused(twoFaced).getMessage().contains("damaged"));
    }
}
