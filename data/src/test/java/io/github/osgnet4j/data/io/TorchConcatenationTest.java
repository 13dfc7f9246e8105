package io.github.osgnet4j.data.io;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.github.osgnet4j.data.DataException;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class TorchConcatenationTest {

    private static final Path INPUT = Path.of("src/test/resources/prepare/groups/input");
    private static final Path FIRST = INPUT.resolve("8f8d17f4-4d22-4c04-9a54-d551274e53be.pt");

    @TempDir
    Path folder;

    @Test
    void aTensorTwiceHasItsValuesTwice() {
        Path target = folder.resolve("twice.pt");
        NpyArray once = TorchTensor.read(FIRST);
        TorchConcatenation.of(List.of(FIRST, FIRST)).write(target);
        NpyArray twice = TorchTensor.read(target);
        assertArrayEquals(new int[] {2 * once.shape()[0], once.shape()[1]}, twice.shape());
        float[] values = twice.values();
        for (int i = 0; i < values.length; i++) {
            assertEquals(once.values()[i % once.values().length], values[i]);
        }
    }

    @Test
    void aDamagedElementIsFoundByItsChecksum() throws IOException {
        byte[] bytes = Files.readAllBytes(FIRST);
        float value = TorchTensor.read(FIRST).values()[0];
        int at = indexOf(bytes, Integer.reverseBytes(Float.floatToRawIntBits(value)));
        bytes[at] ^= 1;
        Path damaged = Files.write(folder.resolve("damaged.pt"), bytes);
        TorchConcatenation joined = TorchConcatenation.of(List.of(damaged));
        assertThrows(DataException.class, joined::verify);
        Path target = folder.resolve("joined.pt");
        DataException e = assertThrows(DataException.class, () -> joined.write(target));
        assertTrue(e.getMessage().contains("damaged.pt"), e.getMessage());
        assertFalse(Files.exists(target));
    }

    private static int indexOf(byte[] bytes, int bigEndian) {
        for (int i = 0; i < bytes.length - 3; i++) {
            if (ByteBuffer.wrap(bytes, i, 4).getInt() == bigEndian) {
                return i;
            }
        }
        throw new AssertionError("the value is not in the file");
    }
}
