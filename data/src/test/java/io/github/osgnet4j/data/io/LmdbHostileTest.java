package io.github.osgnet4j.data.io;

import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.github.osgnet4j.data.DataException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A damaged store that got through would end the whole test run with a signal from the native library. */
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
        }
    }

    private DataException refused(byte[] bytes) {
        return assertThrows(DataException.class, () -> readAll(bytes));
    }

    @Test
    void everyTruncationIsRefused() {
        for (int length = 0; length < whole.length; length += 1000) {
            DataException e = refused(Arrays.copyOf(whole, length));
            assertTrue(e.getMessage().contains("data.mdb"), e.getMessage());
        }
        assertTrue(refused(Arrays.copyOf(whole, whole.length - 1)).getMessage().contains("truncated"));
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
    void damagedBytesNeverReachTheNativeLibrary() {
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

    @Test
    void aTreeThatRunsInCirclesIsRefused() {
        byte[] looped = whole.clone();
        ByteBuffer file = ByteBuffer.wrap(looped).order(ByteOrder.LITTLE_ENDIAN);
        int root = (int) Math.max(file.getLong(128), file.getLong(PAGE + 128));
        int node = file.getShort(root * PAGE + 16) & 0xffff;
        file.putInt(root * PAGE + node, root);
        assertTrue(refused(looped).getMessage().contains("used twice"));
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

    @Test
    void namedDatabasesAreRefused() {
        DataException e = assertThrows(DataException.class, () -> LmdbStore.open(Fixtures.file("named_lmdb")));
        assertTrue(e.getMessage().contains("named"), e.getMessage());
    }
}
