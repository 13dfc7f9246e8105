package io.github.osgnet4j.data.prepare;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.ObjectMapper;
import io.github.osgnet4j.data.DataException;
import io.github.osgnet4j.data.io.Dtype;
import io.github.osgnet4j.data.io.LmdbStore;
import io.github.osgnet4j.data.io.NpyArray;
import io.github.osgnet4j.data.io.Npz;
import io.github.osgnet4j.data.io.Safetensors;
import io.github.osgnet4j.data.sample.FeatureRate;
import io.github.osgnet4j.data.sample.JobIdentity;
import io.github.osgnet4j.network.NamedTensor;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URISyntaxException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.time.LocalDateTime;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Function;
import java.util.stream.Stream;
import java.util.zip.ZipEntry;
import java.util.zip.ZipInputStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Stores made of files hold what the official scripts put there. */
class StoreFillingTest {

    /** What the scripts refuse and a port may take: a type NumPy lacks, a parameter, another kind of file. */
    private static final Set<String> KINDNESS = Set.of("bfloat16.pt", "parameter.pt", "plain.npy");

    @TempDir
    Path folder;

    private static Path golden(String name) {
        try {
            return Path.of(StoreFillingTest.class
                    .getResource("/prepare/features/" + name)
                    .toURI());
        } catch (URISyntaxException e) {
            throw new IllegalStateException(e);
        }
    }

    private static JobIdentity job(Object dtype) {
        return new JobIdentity().with("command", "features").with("--dtype", dtype);
    }

    private static StoreValue single(SourceFile source) {
        return StoreValue.video(source.file(), Dtype.FLOAT32);
    }

    private Path fill(List<SourceFile> sources, Function<SourceFile, StoreValue> encoding, String name) {
        Path output = folder.resolve(name);
        try (StoreFilling filling = new StoreFilling(output, job("f32"), sources, false)) {
            filling.run(encoding, key -> {});
        }
        return output;
    }

    /** The values of the oracle, by key and array; NaN where it has NaN. */
    private static void assertGolden(Path output, Path oracle) {
        Map<String, NpyArray> expected = Npz.read(oracle);
        Set<String> keys = new TreeSet<>();
        try (LmdbStore store = LmdbStore.open(output)) {
            expected.forEach((name, array) -> {
                int slash = name.lastIndexOf('/');
                String key = name.substring(0, slash);
                String inner = name.substring(slash + 1);
                keys.add(key);
                if (!inner.equals("allow_pickle")) {
                    assertEquals(array, Npz.read(store.get(key).orElseThrow()).get(inner), name);
                }
            });
            assertEquals(List.copyOf(keys), store.keys(100));
        }
    }

    @Test
    void tensorsBecomeTheValuesOfTheOfficialStore() {
        Path output = fill(SourceFile.in(golden("pt_to_lmdb/input")), StoreFillingTest::single, "store");
        assertGolden(output, golden("pt_to_lmdb/oracle.npz"));
        assertFalse(Files.exists(folder.resolve("store.partial")));
    }

    @Test
    void tokensAndSentencesBecomeTheValuesOfTheOfficialStore() throws IOException {
        List<SourceFile> tokens = SourceFile.in(golden("text_merge/token"));
        List<SourceFile> both = SourceFile.joined(tokens, SourceFile.in(golden("text_merge/cls")), "sentences");
        Path output = fill(both, StoreValue::query, "store");
        assertGolden(output, golden("text_merge/oracle.npz"));
        assertEquals(
                List.of("cls_features.npy", "token_features.npy"),
                members(value(output, both.get(0).key())).stream()
                        .map(ZipEntry::getName)
                        .toList());
    }

    @Test
    void aValueIsAnNpzAsNumpyWritesIt() throws IOException {
        Path output = fill(SourceFile.in(golden("pt_to_lmdb/input")), StoreFillingTest::single, "store");
        byte[] value = value(output, "0718c1a4-b173-41da-8dd1-73e9522aeca5");
        List<ZipEntry> members = members(value);
        assertEquals(1, members.size());
        assertEquals(ZipEntry.DEFLATED, members.get(0).getMethod());
        assertEquals(LocalDateTime.of(1980, 1, 1, 0, 0), members.get(0).getTimeLocal());
        byte[] npy = Npz.member(value, "features");
        assertArrayEquals(new byte[] {(byte) 0x93, 'N', 'U', 'M', 'P', 'Y', 1, 0}, Arrays.copyOf(npy, 8));
        assertTrue(new String(npy, 10, 60, StandardCharsets.ISO_8859_1)
                .startsWith("{'descr': '<f4', 'fortran_order': False, 'shape': (1, 16), }"));
    }

    private static byte[] value(Path store, String key) {
        try (LmdbStore opened = LmdbStore.open(store)) {
            return opened.get(key).orElseThrow();
        }
    }

    private static List<ZipEntry> members(byte[] npz) throws IOException {
        List<ZipEntry> members = new ArrayList<>();
        try (ZipInputStream zip = new ZipInputStream(new ByteArrayInputStream(npz))) {
            for (ZipEntry entry = zip.getNextEntry(); entry != null; entry = zip.getNextEntry()) {
                members.add(entry);
            }
        }
        return members;
    }

    @Test
    void whatStopsTheScriptStopsWithTheFilesName() throws IOException {
        for (String line : Files.readAllLines(golden("pt_to_lmdb/errors/expected.jsonl"))) {
            String name = new ObjectMapper().readTree(line).path("file").asText();
            Path file = golden("pt_to_lmdb/errors/" + name);
            if (KINDNESS.contains(name)) {
                assertTrue(StoreValue.video(file, Dtype.FLOAT32).finite(), name);
            } else {
                DataException e = assertThrows(DataException.class, () -> StoreValue.video(file, Dtype.FLOAT32), name);
                assertTrue(e.getMessage().startsWith(file + ": "), e.getMessage());
            }
        }
    }

    @Test
    void kindsAreToldByContents() {
        float[] numbers = {1, -2, 0.5f, 1000, 7, 8};
        NpyArray array = new NpyArray(new int[] {3, 2}, numbers);
        Path npz = folder.resolve("a.pt");
        Npz.write(npz, Map.of("other", new NpyArray(new int[] {1}, new float[1]), "features", array), true);
        Path safetensors = folder.resolve("b.npy");
        Safetensors.write(safetensors, List.of(new NamedTensor("x", new long[] {3, 2}, numbers)), Map.of());
        for (Path file : List.of(npz, safetensors)) {
            byte[] value = StoreValue.video(file, Dtype.FLOAT16).bytes();
            assertEquals(
                    new NpyArray(Dtype.FLOAT16, array.shape(), numbers),
                    Npz.read(value).get("features"));
        }
        Path two = folder.resolve("c.npz");
        Npz.write(two, Map.of("one", array, "two", array), true);
        DataException e = assertThrows(DataException.class, () -> StoreValue.video(two, Dtype.FLOAT32));
        assertTrue(e.getMessage().contains("expected an array features, or one array alone, found 2"), e.getMessage());
    }

    @Test
    void shapesAndNumbersThatCannotBeFeaturesAreRefused() {
        Path cube = folder.resolve("cube");
        Npz.write(cube, Map.of("features", new NpyArray(new int[] {1, 2, 3}, new float[6])), true);
        Path empty = folder.resolve("empty");
        Npz.write(empty, Map.of("features", new NpyArray(new int[] {0, 3}, new float[0])), true);
        for (Path file : List.of(cube, empty)) {
            DataException e = assertThrows(DataException.class, () -> StoreValue.video(file, Dtype.FLOAT32));
            assertTrue(e.getMessage().contains("expected an array (steps, channels)"), e.getMessage());
        }
        Path large = folder.resolve("large");
        Npz.write(large, Map.of("features", new NpyArray(new int[] {2, 2}, new float[] {0, 1, 2, 70_000})), true);
        DataException e = assertThrows(DataException.class, () -> StoreValue.video(large, Dtype.FLOAT16));
        assertTrue(e.getMessage().contains("70000.0 at [1, 1] is beyond float16"), e.getMessage());
    }

    @Test
    void anArrayLargerThanAnyVideoIsRefusedBeforeItIsRead() throws IOException {
        Path file = folder.resolve("huge.npy");
        byte[] header = new byte[128];
        Arrays.fill(header, (byte) ' ');
        byte[] text =
                "\u0093NUMPY\u0001\u0000\u0076\u0000{'descr': '<f4', 'fortran_order': False, 'shape': (400000, 1000), }"
                        .getBytes(StandardCharsets.ISO_8859_1);
        System.arraycopy(text, 0, header, 0, text.length);
        Files.write(file, header);
        DataException e = assertThrows(DataException.class, () -> StoreValue.video(file, Dtype.FLOAT32));
        assertTrue(e.getMessage().contains("an array of 400000000 elements; at most 268435456"), e.getMessage());
    }

    @Test
    void aFolderThatLeavesDoubtIsRefused() throws IOException {
        assertThrows(DataException.class, () -> SourceFile.in(folder), "empty");
        Files.write(folder.resolve("a.pt"), new byte[1]);
        Files.write(folder.resolve("b.v2.pt"), new byte[1]);
        Files.write(folder.resolve(".hidden"), new byte[1]);
        assertEquals(
                List.of(".hidden", "a", "b.v2"),
                SourceFile.in(folder).stream().map(SourceFile::key).toList());
        DataException missing = assertThrows(
                DataException.class,
                () -> SourceFile.joined(
                        SourceFile.in(folder), SourceFile.in(folder).subList(0, 1), "sentences"));
        assertTrue(missing.getMessage().startsWith(folder.resolve("a.pt") + ": there are no sentences"));
        Files.write(folder.resolve("a.npy"), new byte[1]);
        DataException twice = assertThrows(DataException.class, () -> SourceFile.in(folder));
        assertTrue(twice.getMessage().contains("would both have the key 'a'"), twice.getMessage());
        Files.delete(folder.resolve("a.npy"));
        Files.createDirectory(folder.resolve("sub"));
        DataException sub = assertThrows(DataException.class, () -> SourceFile.in(folder));
        assertTrue(sub.getMessage().startsWith(folder.resolve("sub").toString()), sub.getMessage());
    }

    private static final class Killed extends RuntimeException {
        private static final long serialVersionUID = 1L;
    }

    /** Stops after some values, as a kill would. */
    private void interrupted(List<SourceFile> sources, Path output, int after, boolean resume) {
        int[] done = new int[1];
        assertThrows(Killed.class, () -> {
            try (StoreFilling filling = new StoreFilling(output, job("f32"), sources, resume)) {
                filling.run(StoreFillingTest::single, key -> {
                    if (++done[0] == after) {
                        throw new Killed();
                    }
                });
            }
        });
    }

    @Test
    void aKilledRunGoesOnToTheSameBytes() throws IOException {
        List<SourceFile> sources = SourceFile.in(golden("pt_to_lmdb/input"));
        Path whole = fill(sources, StoreFillingTest::single, "whole");
        Path output = folder.resolve("store");
        interrupted(sources, output, 3, false);
        assertFalse(Files.exists(output));
        DataException unasked =
                assertThrows(DataException.class, () -> fill(sources, StoreFillingTest::single, "store"));
        assertTrue(unasked.getMessage().contains("add --resume"), unasked.getMessage());
        DataException other =
                assertThrows(DataException.class, () -> new StoreFilling(output, job("f16"), sources, true));
        assertTrue(other.getMessage().contains("--dtype was f32, is now f16"), other.getMessage());
        // Half a line, as a kill may leave it.
        Files.writeString(folder.resolve("store.partial/journal.jsonl"), "{\"key\":", StandardOpenOption.APPEND);
        List<String> made = new ArrayList<>();
        try (StoreFilling filling = new StoreFilling(output, job("f32"), sources, true)) {
            assertEquals(3, filling.before());
            filling.run(StoreFillingTest::single, made::add);
            assertEquals(sources.size(), filling.rows().size());
            assertEquals(Map.of(16, sources.get(0).key()), filling.channels());
        }
        assertEquals(sources.stream().skip(3).map(SourceFile::key).toList(), made);
        assertEquals(-1, Files.mismatch(whole.resolve("data.mdb"), output.resolve("data.mdb")));
        assertFalse(Files.exists(folder.resolve("store.partial")));
    }

    @Test
    void valuesWhoseFileHasChangedAreMadeAgain() throws IOException {
        Path input = Files.createDirectory(folder.resolve("input"));
        try (Stream<Path> files = Files.list(golden("pt_to_lmdb/input"))) {
            for (Path file : files.sorted(Comparator.naturalOrder()).toList()) {
                Files.copy(file, input.resolve(file.getFileName()));
            }
        } catch (UncheckedIOException e) {
            throw e.getCause();
        }
        List<SourceFile> sources = SourceFile.in(input);
        Path output = folder.resolve("store");
        interrupted(sources, output, 5, false);
        Files.copy(sources.get(7).file(), sources.get(2).file(), StandardCopyOption.REPLACE_EXISTING);
        try (StoreFilling filling = new StoreFilling(output, job("f32"), sources, true)) {
            assertEquals(2, filling.before());
            filling.run(StoreFillingTest::single, key -> {});
        }
        Path fresh = fill(sources, StoreFillingTest::single, "fresh");
        assertEquals(-1, Files.mismatch(fresh.resolve("data.mdb"), output.resolve("data.mdb")));
    }

    @Test
    void aDamagedFileLeavesNoStoreAndWhatWasDone() throws IOException {
        Path input = Files.createDirectory(folder.resolve("input"));
        Files.copy(golden("pt_to_lmdb/errors/truncated.pt"), input.resolve("a.pt"));
        Path output = folder.resolve("store");
        assertThrows(DataException.class, () -> fill(SourceFile.in(input), StoreFillingTest::single, "store"));
        try (Stream<Path> files = Files.list(folder)) {
            assertEquals(List.of(input), files.toList(), "nothing was done, and nothing stays");
        }
        assertFalse(Files.exists(output));
    }

    @Test
    void twoJobsDoNotWriteOneStore() {
        List<SourceFile> sources = SourceFile.in(golden("pt_to_lmdb/input"));
        Path output = folder.resolve("store");
        try (StoreFilling first = new StoreFilling(output, job("f32"), sources, false)) {
            DataException e =
                    assertThrows(DataException.class, () -> new StoreFilling(output, job("f32"), sources, true));
            assertTrue(e.getMessage().contains("is being written"), e.getMessage());
            first.run(StoreFillingTest::single, key -> {});
        }
        DataException e = assertThrows(DataException.class, () -> fill(sources, StoreFillingTest::single, "store"));
        assertTrue(e.getMessage().contains("exists already"), e.getMessage());
    }

    @Test
    void aDamagedJournalIsRefused() throws IOException {
        List<SourceFile> sources = SourceFile.in(golden("pt_to_lmdb/input"));
        Path output = folder.resolve("store");
        interrupted(sources, output, 3, false);
        Path journal = folder.resolve("store.partial/journal.jsonl");
        Files.writeString(journal, Files.readString(journal).replaceFirst("\"bytes\":\\d", "\"bytes\":9"));
        DataException e = assertThrows(DataException.class, () -> new StoreFilling(output, job("f32"), sources, true));
        assertTrue(e.getMessage().contains("line 2 of its journal is damaged: its checksum"), e.getMessage());
    }

    @Test
    void lengthsAreComparedWithTheDurations() throws IOException {
        Path annotations = folder.resolve("train.jsonl");
        String row = "{\"query_id\": \"q_0\", \"query\": \"x\", \"duration\": %s, \"video_id\": \"%s\","
                + " \"query_type\": \"nlq\"}%n";
        Files.writeString(
                annotations,
                String.format(row, "480.0", "right")
                        + String.format(row, "480.0", "short")
                        + String.format(row, "480.0", "absent"));
        Map<String, Integer> steps = Map.of("right", 895, "short", 400, "spare", 3);
        Coverage coverage =
                Coverage.of(Coverage.durations(List.of(annotations)), steps, new FeatureRate(30, 16.043, 16.043));
        assertEquals(List.of("short: 400 steps for 480.00 s, expected about 898"), coverage.wrongLength());
        assertEquals(List.of("absent"), coverage.missing());
        assertEquals(List.of("spare"), coverage.unused());
        assertEquals(3, coverage.videos());
    }
}
