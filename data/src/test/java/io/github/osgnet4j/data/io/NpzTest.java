package io.github.osgnet4j.data.io;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;

import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class NpzTest {

    @TempDir
    Path folder;

    /** See make_fixtures.py: element i is i - 4. */
    @ParameterizedTest
    @ValueSource(strings = {"arrays.npz", "arrays_compressed.npz"})
    void everyDtypeByteOrderAndMemoryOrderOfNumpyIsRead(String name) {
        Map<String, NpyArray> arrays = Npz.read(Fixtures.file(name));

        assertEquals(22, arrays.size());
        arrays.forEach((key, array) -> {
            for (int i = 0; i < array.values().length; i++) {
                float expected = key.contains("u") ? Math.abs(i - 4) : i - 4;
                assertEquals(
                        key.equals("bool") ? Math.min(1, Math.abs(i - 4)) : expected, array.values()[i], key + " " + i);
            }
        });
        assertArrayEquals(new int[] {24}, arrays.get("<f2").shape());
        assertArrayEquals(new int[] {4, 6}, arrays.get("fortran2").shape());
        assertArrayEquals(new int[] {2, 3, 4}, arrays.get("fortran3").shape());
        assertArrayEquals(new int[] {}, arrays.get("scalar").shape());
        assertArrayEquals(new int[] {0, 6}, arrays.get("empty").shape());
        assertEquals(Dtype.FLOAT16, arrays.get(">f2").dtype());
        assertEquals(Dtype.BOOL, arrays.get("bool").dtype());
    }

    @ParameterizedTest
    @ValueSource(strings = {"arrays.npz", "arrays_compressed.npz", "zip64.npz"})
    void shapesAreKnownWithoutTheNumbers(String name) {
        Map<String, int[]> shapes = Npz.shapes(Fixtures.bytes(name), key -> !key.equals("scalar"));
        Map<String, NpyArray> arrays = Npz.read(Fixtures.bytes(name), key -> !key.equals("scalar"));
        assertEquals(arrays.keySet(), shapes.keySet());
        arrays.forEach((key, array) -> assertArrayEquals(array.shape(), shapes.get(key), key));
    }

    @Test
    void zip64IsRead() {
        Map<String, NpyArray> arrays = Npz.read(Fixtures.file("zip64.npz"));
        assertArrayEquals(new float[] {0, 1, 2}, arrays.get("a").values());
        assertArrayEquals(new float[] {3, 4}, arrays.get("b").values());
    }

    @Test
    void namesKeepTheOrderOfTheArchiveAndOthersAreSkipped() {
        byte[] npz = Fixtures.bytes("arrays.npz");

        assertEquals("<f2", Npz.read(npz).keySet().iterator().next());
        assertEquals(
                List.of("matrix", "empty"),
                List.copyOf(Npz.read(npz, List.of("empty", "matrix")::contains).keySet()));
    }

    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    void whatIsWrittenIsReadBackAndTheSameEveryTime(boolean compressed) {
        Map<String, NpyArray> arrays = new LinkedHashMap<>();
        arrays.put("offsets_0", new NpyArray(new int[] {3, 2}, new float[] {1, -2.5f, 3e-8f, 0, Float.MAX_VALUE, -0f}));
        arrays.put("mask_0", NpyArray.ofBooleans(new boolean[] {true, false, true}));
        arrays.put("segments", new NpyArray(new int[] {0, 2}, new float[0]));
        arrays.put("scalar", new NpyArray(new int[] {}, new float[] {7}));

        Npz.write(folder.resolve("a.npz"), arrays, compressed);
        Npz.write(folder.resolve("b.npz"), arrays, compressed);

        assertEquals(arrays, Npz.read(folder.resolve("a.npz")));
        assertArrayEquals(Fixtures.bytes(folder.resolve("a.npz")), Fixtures.bytes(folder.resolve("b.npz")));
    }

    @Test
    void theLongestVideoOfGoalStepIsRead() {
        float[] values = new float[9216 * 2304];
        for (int i = 0; i < values.length; i++) {
            values[i] = i % 4096;
        }
        Path file = folder.resolve("video.npz");
        for (boolean compressed : new boolean[] {false, true}) {
            Npz.write(file, Map.of("features", new NpyArray(new int[] {9216, 2304}, values)), compressed);
            assertArrayEquals(
                    values, Npz.read(Fixtures.bytes(file)).get("features").values());
        }
    }

    @Test
    void aVideoOfZerosIsNoBomb() {
        Path file = folder.resolve("zeros.npz");
        Npz.write(file, Map.of("features", new NpyArray(new int[] {9216, 2304}, new float[9216 * 2304])), true);

        assertNotEquals(0, Npz.read(file).get("features").values().length);
    }
}
