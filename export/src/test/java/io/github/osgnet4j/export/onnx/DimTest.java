package io.github.osgnet4j.export.onnx;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.Test;

class DimTest {

    private static final Dim T = Dim.symbol("T");
    private static final Dim B = Dim.symbol("B");

    @Test
    void equalFormulasAreEqual() {
        assertEquals(T.plus(B).times(T.minus(B)), T.times(T).minus(B.times(B)));
        assertEquals(Dim.of(3), T.plus(3).minus(T));
        assertNotEquals(T, B);
    }

    @Test
    void aStridedLengthOfAMultipleIsHalved() {
        Dim even = T.times(8);
        assertEquals(T.times(4), even.plus(2 - 3).floorDiv(2).plus(1));
    }

    @Test
    void paddedLengthsStayMultiplesThroughTheLevels() {
        Dim padded = T.ceilDiv(512).times(512);
        assertEquals(T.ceilDiv(512).times(8), padded.floorDiv(64));
        assertEquals(1024, padded.evaluate(Map.of("T", 900L)));
    }

    @Test
    void floorDivisionIsThatOfNumbers() {
        Random random = new Random(1);
        for (int i = 0; i < 1000; i++) {
            long a = random.nextInt(21) - 10;
            long c = random.nextInt(41) - 20;
            long k = 1 + random.nextInt(9);
            long t = random.nextInt(30);
            Dim formula = T.times(a).plus(c).floorDiv(k);
            assertEquals(Math.floorDiv(a * t + c, k), formula.evaluate(Map.of("T", t)), formula.toString());
        }
    }

    @Test
    void formulasReadLikeFormulas() {
        assertEquals("2*T + 1", T.times(2).plus(1).toString());
        assertEquals("floor((T + 7)/8)", T.ceilDiv(8).toString());
        assertEquals("T - 3", T.plus(-3).toString());
    }

    @Test
    void anUnknownSymbolHasNoValue() {
        GraphException e = assertThrows(GraphException.class, () -> T.evaluate(Map.of("B", 1L)));
        assertEquals("No value for the dimension 'T', known are [B]", e.getMessage());
        assertThrows(GraphException.class, T::fixed);
        assertThrows(GraphException.class, () -> Dim.symbol("a b"));
        assertThrows(GraphException.class, () -> T.floorDiv(0));
    }
}
