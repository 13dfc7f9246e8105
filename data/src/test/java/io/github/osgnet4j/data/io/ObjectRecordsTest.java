package io.github.osgnet4j.data.io;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.github.osgnet4j.data.DataException;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The pickles are those of make_fixtures.py. */
class ObjectRecordsTest {

    @ParameterizedTest
    @ValueSource(ints = {0, 1, 2, 3, 4, 5})
    void framesOfEveryProtocolKeepTheirOrderAndNumpyNumbers(int protocol) {
        List<Map<Integer, Double>> frames = ObjectRecords.frames(Fixtures.bytes("frames_" + protocol + ".pickle"));

        assertEquals(List.of(Map.of(3, 0.5, 1, 0.25, -1, 1.0), Map.of(), Map.of(7, 0.125, 2, 0.75), Map.of()), frames);
        assertEquals(List.of(3, 1, -1), List.copyOf(frames.get(0).keySet()));
        assertEquals(List.of(7, 2), List.copyOf(frames.get(2).keySet()));
    }

    @ParameterizedTest
    @ValueSource(ints = {0, 1, 2, 3, 4, 5})
    void regionsOfEveryProtocolAreArraysOrNothing(int protocol) {
        List<Optional<NpyArray>> regions = ObjectRecords.regions(Fixtures.bytes("regions_" + protocol + ".pickle"));

        assertEquals(5, regions.size());
        assertEquals(
                new NpyArray(Dtype.FLOAT32, new int[] {2, 3}, new float[] {0, 1, 2, 3, 4, 5}),
                regions.get(0).orElseThrow());
        assertEquals(Optional.empty(), regions.get(1));
        assertEquals(
                new NpyArray(Dtype.FLOAT16, new int[] {2, 3}, new float[] {0, 1, 2, 3, 4, 5}),
                regions.get(2).orElseThrow());
        assertArrayEquals(new float[] {0, 1, 2}, regions.get(3).orElseThrow().values());
        assertArrayEquals(new int[] {0, 3}, regions.get(4).orElseThrow().shape());
    }

    @Test
    void oneKindIsNotTakenForTheOther() {
        byte[] frames = Fixtures.bytes("frames_4.pickle");
        byte[] regions = Fixtures.bytes("regions_4.pickle");
        assertTrue(assertThrows(DataException.class, () -> ObjectRecords.regions(frames))
                .getMessage()
                .contains("frame 0 of an object record is a dict"));
        assertTrue(assertThrows(DataException.class, () -> ObjectRecords.frames(regions))
                .getMessage()
                .contains("instead of a dict"));
    }

    @ParameterizedTest
    @ValueSource(ints = {0, 1, 2, 3, 4, 5})
    void everyKindOfDictIsAFrameAndNoneIsAFrameWithoutObjects(int protocol) {
        List<Map<Integer, Double>> frames = ObjectRecords.frames(Fixtures.bytes("kinds_" + protocol + ".pickle"));
        assertEquals(
                List.of(
                        Map.of(3, 0.5, 1, 0.25),
                        Map.of(),
                        Map.of(7, 0.125),
                        Map.of(2, 4.0),
                        Map.of(),
                        Map.of(),
                        Map.of(5, 1.0)),
                frames);
        assertEquals(List.of(3, 1), List.copyOf(frames.get(0).keySet()));
    }

    @ParameterizedTest
    @ValueSource(ints = {0, 1, 2, 3, 4, 5})
    void anObjectInPlaceOfAFrameIsNamed(int protocol) {
        String message = assertThrows(
                        DataException.class,
                        () -> ObjectRecords.frames(Fixtures.bytes("namespace_frame_" + protocol + ".pickle")))
                .getMessage();
        String made = protocol < 2 ? "'copy_reg._reconstructor'" : "'argparse.Namespace'";
        assertTrue(message.contains("frame 1 of an object record is a pickled object " + made), message);
    }
}
