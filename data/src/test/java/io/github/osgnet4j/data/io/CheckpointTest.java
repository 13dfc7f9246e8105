package io.github.osgnet4j.data.io;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import io.github.osgnet4j.data.DataException;
import io.github.osgnet4j.network.NamedTensor;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.EnumSet;
import java.util.Map;
import java.util.OptionalInt;
import java.util.Set;
import java.util.zip.CRC32;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class CheckpointTest {

    @Test
    void allGoldenCheckpointsHoldWhatTorchReadsFromThem() {
        JsonNode oracle = Fixtures.oracle("checkpoints.json");
        int known = 0;
        for (Path file : Fixtures.golden(".pth.tar")) {
            Checkpoint checkpoint = Checkpoint.read(file);
            JsonNode expected = oracle.path(Fixtures.crc(file));
            if (!expected.isMissingNode()) {
                known++;
                assertEquals(expected.get("epoch").asInt(), checkpoint.epoch().orElseThrow(), file.toString());
                assertTensors(expected.get("state_dict"), checkpoint.weights(), file);
                assertTensors(expected.get("state_dict_ema"), checkpoint.ema(), file);
            }
        }
        assertTrue(!Fixtures.goldenIsOurs() || known == oracle.size(), known + " of " + oracle.size());
    }

    private static void assertTensors(JsonNode expected, Map<String, NamedTensor> tensors, Path file) {
        CRC32 crc = new CRC32();
        for (NamedTensor tensor : tensors.values()) {
            crc.update(Fixtures.latin1(tensor.name() + " " + Arrays.toString(tensor.shape()) + "\n"));
            ByteBuffer bytes = ByteBuffer.allocate(tensor.values().length * 4).order(ByteOrder.LITTLE_ENDIAN);
            bytes.asFloatBuffer().put(tensor.values());
            crc.update(bytes);
        }
        assertEquals(expected.get("tensors").asInt(), tensors.size(), file.toString());
        assertEquals(expected.get("crc").asLong(), crc.getValue(), file.toString());
    }

    @Test
    void goldenClassEmbeddingsAreMatrices() {
        for (Path file : Fixtures.golden("a_photo_of.pt")) {
            NpyArray embeddings = TorchTensor.read(file);
            assertEquals(2, embeddings.rank());
            for (float v : embeddings.values()) {
                assertTrue(Float.isFinite(v));
            }
        }
    }

    /** See make_fixtures.py: element i of the 4 x 6 base is i - 4. */
    @ParameterizedTest
    @ValueSource(strings = {"views.pth.tar", "views_legacy.pth.tar"})
    void everyDtypeStrideAndOffsetIsHonoured(String name) {
        Checkpoint checkpoint = Checkpoint.read(Fixtures.file(name));

        assertEquals(OptionalInt.of(3), checkpoint.epoch());
        assertEquals(12, checkpoint.weights().size());
        assertEquals("f32", checkpoint.weights().keySet().iterator().next());
        for (String key : new String[] {"f32", "f16", "bf16", "f64", "i64", "parameter"}) {
            assertTensor(checkpoint, key, new long[] {4, 6}, (r, c) -> 6 * r + c - 4);
        }
        assertTensor(checkpoint, "transposed", new long[] {4, 6}, (r, c) -> 4 * c + r - 4);
        assertTensor(checkpoint, "tail", new long[] {2, 6}, (r, c) -> 6 * (r + 2) + c - 4);
        assertTensor(checkpoint, "corner", new long[] {2, 3}, (r, c) -> 6 * (r + 1) + c + 2 - 4);
        assertTensor(checkpoint, "expanded", new long[] {3, 2}, (r, c) -> 7);
        assertTensor(checkpoint, "scalar", new long[] {}, (r, c) -> -4);
        assertTensor(checkpoint, "empty", new long[] {0, 6}, (r, c) -> 0);
        assertEquals(Set.of("f32"), checkpoint.ema().keySet());
    }

    private interface Element {
        float at(int row, int column);
    }

    private static void assertTensor(Checkpoint checkpoint, String name, long[] shape, Element element) {
        NamedTensor tensor = checkpoint.weights().get(name);
        assertArrayEquals(shape, tensor.shape(), name);
        int columns = shape.length == 2 ? (int) shape[1] : 1;
        for (int i = 0; i < tensor.values().length; i++) {
            assertEquals(element.at(i / columns, i % columns), tensor.values()[i], name + " " + i);
        }
    }

    @Test
    void onlyThePartAskedForIsLoaded() {
        Checkpoint ema = Checkpoint.read(Fixtures.file("views.pth.tar"), EnumSet.of(Checkpoint.Part.EMA));
        assertTrue(ema.weights().isEmpty());
        assertEquals(1, ema.ema().size());
    }

    @Test
    void aBareStateDictCountsAsWeightsInEitherByteOrder() {
        for (String name : new String[] {"bare.pth.tar", "big_endian.pth.tar"}) {
            Checkpoint bare = Checkpoint.read(Fixtures.file(name));
            assertEquals(OptionalInt.empty(), bare.epoch());
            assertEquals(19, bare.weights().get("a").values()[23]);
        }
    }

    @Test
    void whatIsNoCheckpointIsNamedForWhatItIs() {
        for (String name : new String[] {"list.pth.tar", "arrays.npz", "single.mdb", "frames_2.pickle"}) {
            DataException e = assertThrows(DataException.class, () -> Checkpoint.read(Fixtures.file(name)));
            assertTrue(e.getMessage().contains(name) && e.getMessage().contains("Not a"), e.getMessage());
        }
        DataException e = assertThrows(DataException.class, () -> TorchTensor.read(Fixtures.file("bare.pth.tar")));
        assertTrue(e.getMessage().contains("found a dict"), e.getMessage());
        e = assertThrows(DataException.class, () -> Checkpoint.read(Path.of("absent.pth.tar")));
        assertTrue(e.getMessage().contains("No such file"), e.getMessage());
    }

    /** See make_fixtures.py: some thirty classes, from Counter to a whole module. */
    @ParameterizedTest
    @ValueSource(strings = {"extras_2", "extras_3", "extras_4", "extras_5", "extras_legacy_2", "extras_legacy_4"})
    void plainWeightsAreReadWhateverObjectsAreBesideThem(String name) {
        Checkpoint checkpoint = Checkpoint.read(Fixtures.file(name + ".pth.tar"));
        assertEquals(OptionalInt.of(9), checkpoint.epoch());
        assertEquals(Set.of("a", "b"), checkpoint.weights().keySet());
        assertArrayEquals(
                new float[] {0, 1, 2, 3, 4, 5}, checkpoint.weights().get("a").values());
        assertArrayEquals(new float[] {1, 1}, checkpoint.weights().get("b").values());
    }

    @Test
    void anObjectInPlaceOfATensorIsNamed() {
        DataException e =
                assertThrows(DataException.class, () -> Checkpoint.read(Fixtures.file("namespace_for_tensor.pth.tar")));
        assertTrue(
                e.getMessage().contains("'c' is a pickled object 'argparse.Namespace' instead of a tensor"),
                e.getMessage());
    }
}
