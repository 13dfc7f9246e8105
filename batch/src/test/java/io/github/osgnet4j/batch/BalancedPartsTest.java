package io.github.osgnet4j.batch;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.Collection;
import java.util.List;
import java.util.Random;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;

class BalancedPartsTest {

    private static List<Long> random(int count, long most) {
        return new Random(count).longs(count, 1, most).boxed().toList();
    }

    private static long work(List<Long> part) {
        return part.stream().mapToLong(Long::longValue).sum();
    }

    @Test
    void everyPieceIsInOnePart() {
        List<Long> pieces = random(97, 1_000_000);
        List<List<Long>> parts = BalancedParts.of(pieces, p -> p, 7);
        assertEquals(7, parts.size());
        assertEquals(
                pieces.stream().sorted().toList(),
                parts.stream().flatMap(Collection::stream).sorted().toList());
    }

    @Test
    void noPartHasAThirdMoreThanTheBestDivisionCouldGive() {
        for (int count = 1; count < 40; count++) {
            List<Long> pieces = random(60, 900L * count);
            long most = BalancedParts.of(pieces, p -> p, count).stream()
                    .mapToLong(BalancedPartsTest::work)
                    .max()
                    .orElseThrow();
            long best = Math.max(
                    work(pieces) / count,
                    LongStream.of(pieces.stream().mapToLong(p -> p).toArray())
                            .max()
                            .orElseThrow());
            List<Long> sorted = pieces.stream().sorted().toList();
            // Of count + 1 largest pieces, two meet.
            best = Math.max(best, sorted.get(60 - count) + sorted.get(60 - count - 1));
            assertTrue(3 * most <= 4 * best + 3, count + " parts: " + most + " against " + best);
        }
    }

    @Test
    void piecesKeepTheirOrderAndEqualOnesAreDealtOut() {
        assertEquals(
                List.of(List.of("a", "c", "e"), List.of("b", "d")),
                BalancedParts.of(List.of("a", "b", "c", "d", "e"), p -> 5, 2));
    }

    @Test
    void fewerPiecesThanPartsLeaveSomeEmpty() {
        assertEquals(List.of(List.of("a"), List.of(), List.of()), BalancedParts.of(List.of("a"), p -> 3, 3));
    }
}
