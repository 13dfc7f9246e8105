package io.github.osgnet4j.runtime.gpu;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.github.osgnet4j.runtime.bundle.Manifest.Dimensions;
import io.github.osgnet4j.runtime.gpu.GpuOptions.EngineLimits;
import io.github.osgnet4j.runtime.gpu.ShapeProfile.Range;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ShapeProfileTest {

    private static final int MULTIPLE = 96;

    private static Dimensions dimensions(boolean keepPadding) {
        return new Dimensions(4, 3, keepPadding ? 0 : 2, 4, 1, 960, MULTIPLE, List.of(1, 2), keepPadding);
    }

    private static ShapeProfile profile(int steps) {
        return ShapeProfile.of(steps, 8, dimensions(false), new EngineLimits(40, 2, 30));
    }

    @ParameterizedTest
    @CsvSource({
        "1, 512",
        "512, 512",
        "513, 1024",
        "900, 1024",
        "1024, 1024",
        "1025, 2048",
        "9216, 16384",
        "1073741824, 1073741824",
        "1073741825, 1073741825",
        "2147483647, 2147483647"
    })
    void bucketsReachTwiceAsFarAsTheOneBefore(int steps, int last) {
        assertEquals(last, ShapeProfile.bucket(steps));
    }

    @ParameterizedTest
    @CsvSource({"0, 1, 8", "0, 1024, 8", "0, 1025, 4", "0, 2250, 2", "0, 9216, 1", "0, 2000000000, 1", "5, 9216, 5"})
    void longVideosTakeFewerQueriesAtOnceUnlessSomebodyKnowsBetter(int asked, int steps, int queries) {
        assertEquals(queries, GpuOptions.batchSize(asked, steps));
    }

    @Test
    void everyVideoOfABucketHasTheSameProfileAndItsNeighboursDoNot() {
        assertEquals(profile(513), profile(1024));
        assertFalse(profile(512).equals(profile(513)));
        assertFalse(profile(1024).equals(profile(1025)));
    }

    @Test
    void rangesReachFromTheBucketsFirstStepToItsLast() {
        assertEquals(
                Map.of(
                        "V", new Range(1, 1, 1),
                        "B", new Range(1, 8, 8),
                        "T", new Range(513, 1024, 1024),
                        "S", new Range(513, 1025, 1056),
                        "L", new Range(1, 16, 40),
                        "O", new Range(1, 2, 2),
                        "K", new Range(1, 30, 30),
                        "N", new Range(1, 256, 2112),
                        "M", new Range(1, 256, 1024)),
                profile(900).axes());
        assertEquals(new Range(1, 512, 512), profile(7).axes().get("T"));
    }

    @Test
    void aVideoWithItsPaddingStaysInItsBucket() {
        ShapeProfile kept = ShapeProfile.of(900, 8, dimensions(true), EngineLimits.DEFAULT);
        assertEquals(new Range(513, 1056, 1056), kept.axes().get("S"));
    }

    private static Map<String, Long> sizes(String changed, long size) {
        Map<String, Long> sizes = new HashMap<>(
                Map.of("V", 1L, "B", 8L, "T", 900L, "S", 901L, "L", 40L, "O", 2L, "K", 30L, "N", 1L, "M", 1L));
        sizes.put(changed, size);
        return sizes;
    }

    @ParameterizedTest
    @CsvSource({
        "T, 512, false",
        "T, 513, true",
        "T, 1024, true",
        "T, 1025, false",
        "S, 1056, true",
        "S, 1057, false",
        "B, 0, false",
        "B, 1, true",
        "B, 9, false",
        "L, 41, false",
        "O, 3, false",
        "K, 31, false",
        "N, 2112, true",
        "N, 2113, false",
        "M, 0, false",
        "M, 1025, false",
        "V, 2, false",
        "X, 1, false"
    })
    void anInputOutsideOneRangeIsNotCovered(String axis, long size, boolean covered) {
        assertEquals(covered, profile(900).covers(sizes(axis, size)));
    }

    @Test
    void theStepsAreThoseOfTheVideoOrOfItsPadding() {
        assertEquals(900, ShapeProfile.steps(Map.of("T", 900L, "S", 901L)).orElseThrow());
        assertEquals(901, ShapeProfile.steps(Map.of("S", 901L)).orElseThrow());
        assertTrue(ShapeProfile.steps(Map.of("B", 1L)).isEmpty());
    }

    @Test
    void anAxisWithoutRangeIsNamed() {
        IllegalArgumentException e = assertThrows(
                IllegalArgumentException.class, () -> profile(1).options(Map.of("video", List.of("V", "frames", "4"))));
        assertEquals("input 'video' has the axis 'frames', for which no range is known", e.getMessage());
    }

    @Test
    void profilesHaveNamesOfTheirOwn() {
        assertEquals("T1024-B8-L40-O2-K30", profile(900).name());
    }
}
