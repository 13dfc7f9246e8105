package io.github.osgnet4j.data.prepare;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.github.osgnet4j.data.DataException;
import io.github.osgnet4j.data.io.Dtype;
import io.github.osgnet4j.data.io.LmdbStore;
import io.github.osgnet4j.data.io.NpyArray;
import io.github.osgnet4j.data.io.Npz;
import io.github.osgnet4j.data.sample.JobIdentity;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A store becomes files, whatever its keys are. */
class StoreUnpackingTest {

    private static final List<String> HOSTILE = List.of(
            "..",
            ".",
            "../../escape",
            "/etc/passwd",
            "a/b",
            "a\\b",
            "nul\0byte",
            "new\nline",
            "CON:stream",
            "%2E%2E",
            "plain-id_0.02_480.5_7",
            "猫",
            "k".repeat(511),
            "k".repeat(510) + "x");

    @TempDir
    Path folder;

    private Path store(Map<String, byte[]> values) {
        Path output = folder.resolve("store");
        try (StoreBuilder builder = StoreBuilder.open(output, new JobIdentity(), false, (key, source) -> true)) {
            new TreeMap<>(values).forEach((key, value) -> builder.put(key, "test", value, List.of()));
            builder.finish();
        }
        return output;
    }

    private static byte[] npz(float value) {
        return Npz.compressed(Map.of("features", new NpyArray(new int[] {1, 1}, new float[] {value})));
    }

    @Test
    void noKeyLeadsOutOfTheFolderAndNoneIsLost() throws IOException {
        Map<String, byte[]> values = new LinkedHashMap<>();
        for (int i = 0; i < HOSTILE.size(); i++) {
            values.put(HOSTILE.get(i), npz(i));
        }
        Path output = folder.resolve("files");
        Map<String, String> renamed;
        try (LmdbStore store = LmdbStore.open(store(values))) {
            renamed = new StoreUnpacking(store).run(output, "", key -> {});
        }
        Set<Float> found = new HashSet<>();
        try (Stream<Path> files = Files.list(output)) {
            for (Path file : files.filter(f -> f.toString().endsWith(".npz")).toList()) {
                found.add(Npz.read(file).get("features").values()[0]);
            }
        }
        assertEquals(HOSTILE.size(), found.size());
        assertEquals(HOSTILE.size() - 2, renamed.size());
        assertEquals(
                "%2E%2E",
                renamed.entrySet().stream()
                        .filter(e -> e.getValue().equals(".."))
                        .findFirst()
                        .orElseThrow()
                        .getKey()
                        .replace(".npz", ""));
        assertTrue(Files.exists(output.resolve("plain-id_0.02_480.5_7.npz")));
        try (Stream<Path> all = Files.list(folder)) {
            assertEquals(Set.of(output, folder.resolve("store")), Set.copyOf(all.toList()));
        }
    }

    @Test
    void unpackedFilesMakeTheSameStoreAgain() throws IOException {
        Path first = store(Map.of("a.b", npz(1), "c", npz(2)));
        Path files = folder.resolve("files");
        Path arrays = folder.resolve("arrays");
        try (LmdbStore store = LmdbStore.open(first)) {
            StoreUnpacking unpacking = new StoreUnpacking(store);
            List<String> done = new ArrayList<>();
            unpacking.run(files, "", done::add);
            assertEquals(List.of("a.b", "c"), done);
            unpacking.run(arrays, "features", key -> {});
        }
        for (Path from : List.of(files, arrays)) {
            Path again = folder.resolve("again-" + from.getFileName());
            try (StoreFilling filling = new StoreFilling(again, new JobIdentity(), SourceFile.in(from), false)) {
                filling.run(source -> StoreValue.video(source.file(), Dtype.FLOAT32), key -> {});
            }
            assertEquals(-1, Files.mismatch(first.resolve("data.mdb"), again.resolve("data.mdb")));
        }
    }

    /** Of values of our own, byte for byte: arrays, sentences and keys, whatever these are. */
    @Test
    void unpackedQueriesMakeTheSameStoreAgain() throws IOException {
        Map<String, byte[]> values = new LinkedHashMap<>();
        for (String key : HOSTILE) {
            Map<String, NpyArray> arrays = new LinkedHashMap<>();
            arrays.put("cls_features", new NpyArray(new int[] {2}, new float[] {values.size(), 2}));
            arrays.put("token_features", new NpyArray(new int[] {1, 2}, new float[] {3, values.size()}));
            values.put(key, Npz.compressed(arrays));
        }
        Path first = store(values);
        Path files = folder.resolve("files");
        try (LmdbStore store = LmdbStore.open(first)) {
            new StoreUnpacking(store).run(files, "", key -> {});
        }
        Path again = folder.resolve("again");
        try (StoreFilling filling = new StoreFilling(again, new JobIdentity(), SourceFile.in(files), false)) {
            filling.run(StoreValue::query, key -> {});
        }
        assertEquals(-1, Files.mismatch(first.resolve("data.mdb"), again.resolve("data.mdb")));

        Files.writeString(files.resolve("%keys.jsonl"), "{\"file\": 3}");
        DataException e = assertThrows(DataException.class, () -> SourceFile.in(files));
        assertTrue(e.getMessage().startsWith(files.resolve("%keys.jsonl") + " line 1.file: "), e.getMessage());
    }

    @Test
    void picklesAreNotTouchedAndAMissingArrayIsNamed() throws IOException {
        byte[] pickle = {(byte) 0x80, 2, ']', '.'};
        Path store = store(Map.of("video", pickle));
        try (LmdbStore opened = LmdbStore.open(store)) {
            StoreUnpacking unpacking = new StoreUnpacking(opened);
            unpacking.run(folder.resolve("files"), "", key -> {});
            assertArrayEquals(pickle, Files.readAllBytes(folder.resolve("files/video.pkl")));
            DataException e = assertThrows(
                    DataException.class, () -> unpacking.run(folder.resolve("arrays"), "features", key -> {}));
            assertTrue(e.getMessage().contains("the value of 'video'"), e.getMessage());
            assertFalse(Files.exists(folder.resolve("arrays")));
            assertFalse(Files.exists(folder.resolve("arrays.partial")));
        }
    }
}
