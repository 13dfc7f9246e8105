package io.github.osgnet4j.train;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import ai.djl.Device;
import ai.djl.ndarray.NDArray;
import ai.djl.pytorch.engine.PtNDManager;
import com.sun.management.ThreadMXBean;
import io.github.osgnet4j.data.DataException;
import io.github.osgnet4j.data.io.Safetensors;
import io.github.osgnet4j.network.NamedTensor;
import io.github.osgnet4j.network.NetworkSpec;
import io.github.osgnet4j.network.StreamedTensor;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Random;
import java.util.function.Function;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What a run goes on from, and what it does not. */
class RunFolderTest {

    private static final int SIZE = 9;

    private static WeightsLayout layout;

    @TempDir
    private Path temporary;

    @BeforeAll
    static void layout() {
        NetworkSpec spec = GoldenBatches.config().network();
        layout = new WeightsLayout(
                spec,
                List.of(
                        new WeightsLayout.Slot("a", new long[] {2}, true, 0, 2),
                        new WeightsLayout.Slot("b", new long[] {SIZE - 2}, false, 2, SIZE - 2)),
                SIZE);
    }

    private static NamedTensor values(String name, float first) {
        float[] values = new float[SIZE];
        Arrays.fill(values, 0.5f);
        values[0] = first;
        return new NamedTensor(name, new long[] {SIZE}, values);
    }

    private static RunState<NamedTensor> state(long step) {
        return state(step, step, 1, 1, List.of(100.0, 99.5), 50);
    }

    private static RunState<NamedTensor> state(
            long step, long updates, float weight, float variance, List<Double> normalizers, double best) {
        return state(step, List.of(0L, updates), weight, variance, normalizers, best);
    }

    private static RunState<NamedTensor> state(
            long step, List<Long> updates, float weight, float variance, List<Double> normalizers, double best) {
        return new RunState<>(
                step,
                7,
                values(RunState.WEIGHTS, weight),
                values(RunState.AVERAGE, 2),
                new Optimizer.State<>(updates, values(RunState.MEAN, 3), values(RunState.VARIANCE, variance)),
                normalizers,
                best);
    }

    private RunFolder folder() {
        RunFolder folder = RunFolder.open(temporary.resolve("run"), true);
        folder.create();
        return folder;
    }

    private List<String> names() throws IOException {
        try (Stream<Path> files = Files.list(temporary.resolve("run/checkpoints"))) {
            return files.map(f -> f.getFileName().toString()).sorted().toList();
        }
    }

    @Test
    void aFlippedBitAnywhereInAStateIsNoticed() throws IOException {
        Path file = temporary.resolve("state.safetensors");
        state(12).write(file);
        RunState.read(file, layout);
        byte[] bytes = Files.readAllBytes(file);
        Random random = new Random(5);
        for (int i = 0; i < 400; i++) {
            byte[] flipped = bytes.clone();
            int at = random.nextInt(bytes.length);
            flipped[at] ^= (byte) (1 << random.nextInt(8));
            Files.write(file, flipped);
            try {
                RunState<NamedTensor> read = RunState.read(file, layout);
                // Blanks of the header may differ.
                assertEquals(state(12).weights(), read.weights());
                assertEquals(12, read.step());
            } catch (DataException e) {
                assertTrue(e.getMessage().contains(file.toString()), e.getMessage());
            }
        }
    }

    /** What training holds is written from where PyTorch has it; the heap would not have room for all of it. */
    @Test
    void aStateIsWrittenWithoutACopyOnTheHeap() throws IOException {
        int size = 1 << 20;
        float[] values = new float[size];
        Random random = new Random(6);
        for (int i = 0; i < size; i++) {
            values[i] = random.nextFloat();
        }
        Path heap = temporary.resolve("heap.safetensors");
        large(name -> new NamedTensor(name, new long[] {size}, values)).write(heap);
        Path device = temporary.resolve("device.safetensors");
        try (PtNDManager manager = TorchEngine.newManager(Device.cpu())) {
            NDArray array = manager.create(values);
            RunState<DeviceTensor> state = large(name -> DeviceTensor.whole(name, array));
            long before = allocated();
            state.write(device);
            long bytes = allocated() - before;
            assertTrue(bytes < size, () -> bytes + " bytes of the heap for a file of " + 16 * size);
        }
        assertEquals(-1, Files.mismatch(heap, device));
    }

    private static <T extends StreamedTensor> RunState<T> large(Function<String, T> tensors) {
        return new RunState<>(
                8,
                7,
                tensors.apply(RunState.WEIGHTS),
                tensors.apply(RunState.AVERAGE),
                new Optimizer.State<>(List.of(8L), tensors.apply(RunState.MEAN), tensors.apply(RunState.VARIANCE)),
                List.of(1.0),
                50);
    }

    private static long allocated() {
        return ((ThreadMXBean) ManagementFactory.getThreadMXBean())
                .getThreadAllocatedBytes(Thread.currentThread().getId());
    }

    @Test
    void numbersThatNoRunHasAreRefusedThoughTheHashAgrees() {
        Path file = temporary.resolve("state.safetensors");
        List<Double> one = List.of(1.0);
        for (RunState<NamedTensor> wrong : List.of(
                state(-1, 0, 1, 1, one, 0),
                state(5, 6, 1, 1, one, 0),
                state(5, -1, 1, 1, one, 0),
                state(5, List.of(6L), 1, 1, one, 0),
                state(5, List.of(5L, 5L, 5L), 1, 1, one, 0),
                state(5, List.of(), 1, 1, one, 0),
                state(5, 5, Float.NaN, 1, one, 0),
                state(5, 5, 1, Float.POSITIVE_INFINITY, one, 0),
                state(5, 5, 1, -1, one, 0),
                state(5, 5, 1, 1, List.of(), 0),
                state(5, 5, 1, 1, List.of(Double.NaN), 0),
                state(5, 5, 1, 1, List.of(-2.0), 0),
                state(5, 5, 1, 1, one, Double.NaN),
                state(5, 5, 1, 1, one, 101))) {
            wrong.write(file);
            assertThrows(DataException.class, () -> RunState.read(file, layout), wrong.toString());
        }
    }

    @Test
    void theOptimizersStepsAreThoseOfEachParameterOrOneNumberForAll() {
        Path file = temporary.resolve("state.safetensors");
        state(8, List.of(8L, 3L), 1, 1, List.of(1.0), 0).write(file);
        assertEquals(List.of(8L, 3L), RunState.read(file, layout).optimizer().steps());
        state(8, List.of(7L), 1, 1, List.of(1.0), 0).write(file);
        assertEquals(List.of(7L, 7L), RunState.read(file, layout).optimizer().steps());
    }

    @Test
    void aStateOfAnotherVersionOrLengthIsRefused() {
        Path file = temporary.resolve("state.safetensors");
        state(3).write(file);
        Safetensors saved = Safetensors.read(file);
        Map<String, String> old = new LinkedHashMap<>(saved.metadata());
        old.put("format", "osgnet4j run 1");
        old.remove("sha256");
        Safetensors.write(file, saved.tensors().values(), old);
        assertThrows(DataException.class, () -> RunState.read(file, layout));

        List<NamedTensor> fewer = new ArrayList<>(saved.tensors().values());
        fewer.remove(0);
        Safetensors.write(file, fewer, saved.metadata());
        assertThrows(DataException.class, () -> RunState.read(file, layout));
    }

    @Test
    void theNewestStateThatIsWholeIsGoneOnWith() throws IOException {
        try (RunFolder folder = folder()) {
            folder.weights("best", List.of(), Map.of());
            assertTrue(folder.newest(layout).isEmpty());
            folder.save(state(8), 3);
            folder.save(state(9), 3);
            Path newest = folder.save(state(10), 3);
            byte[] bytes = Files.readAllBytes(newest);
            bytes[bytes.length - 3] ^= 1;
            Files.write(newest, bytes);
            assertEquals(9, folder.newest(layout).orElseThrow().step());

            Files.copy(
                    temporary.resolve("run/checkpoints/step-000000008.safetensors"),
                    temporary.resolve("run/checkpoints/step-000000020.safetensors"));
            assertEquals(9, folder.newest(layout).orElseThrow().step(), "the name is believed");

            folder.save(state(10), 1);
            assertEquals(List.of("step-000000010.safetensors"), names());
            Files.write(newest, new byte[100]);
            TrainException none = assertThrows(TrainException.class, () -> folder.newest(layout));
            assertTrue(none.getMessage().contains("no checkpoint left"), none.getMessage());
        }
    }

    @Test
    void checkpointsAreNamedAndOrderedByNumberWhateverTheDigitsOfTheLocale() throws IOException {
        Locale before = Locale.getDefault();
        try (RunFolder folder = folder()) {
            for (String tag : List.of("ar-EG-u-nu-arab", "fa-IR", "th-TH-u-nu-thai")) {
                Locale.setDefault(Locale.forLanguageTag(tag));
                folder.save(state(999_999_999L), 2);
                folder.save(state(1_000_000_000L), 2);
                assertEquals(List.of("step-1000000000.safetensors", "step-999999999.safetensors"), names());
                assertEquals(1_000_000_000L, folder.newest(layout).orElseThrow().step());
                folder.save(state(4), 1);
                assertEquals(List.of("step-000000004.safetensors"), names());
            }
        } finally {
            Locale.setDefault(before);
        }
    }
}
