package io.github.osgnet4j.cli.bench;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.util.List;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

/** The arithmetic between measurements and figures. */
class FiguresTest {

    @Test
    void aMedianIsTheMiddleOrBetweenTheTwo() {
        assertEquals(2, new Series(3, 1, 2).median());
        assertEquals(2.5, new Series(4, 1, 2, 3).median());
        assertEquals(1, new Series(3, 1, 2).min());
        assertEquals(3, new Series(3, 1, 2).max());
    }

    @Test
    void aLineThroughPointsOnItIsExact() {
        LinearFit fit = LinearFit.of(new double[] {1, 2, 4}, new double[] {5, 7, 11});
        assertEquals(new LinearFit(2, 3, 1), fit);
    }

    /** y = 0, 0, 3 over x = 0, 1, 2: slope 3/2, intercept -1/2, R2 = 3/4. */
    @Test
    void aLineBetweenPointsIsThatOfLeastSquares() {
        LinearFit fit = LinearFit.of(new double[] {0, 1, 2}, new double[] {0, 0, 3});
        assertEquals(1.5, fit.slope(), 1e-12);
        assertEquals(-0.5, fit.intercept(), 1e-12);
        assertEquals(0.75, fit.r2(), 1e-12);
    }

    @Test
    void aLineNeedsTwoPlaces() {
        assertThrows(IllegalArgumentException.class, () -> LinearFit.of(new double[] {1, 1}, new double[] {1, 2}));
    }

    @Test
    void memoryIsReadAsLinuxWritesIt() {
        List<String> status = List.of("Name:\tjava", "VmHWM:\t  123456 kB", "VmRSS:\t    1000 kB");
        assertEquals(123456L * 1024, Resident.parse(status, "VmHWM:"));
        assertEquals(1000L * 1024, Resident.parse(status, "VmRSS:"));
        assertEquals(0, Resident.parse(status, "VmSwap:"));
    }

    @Test
    void callersRunAtTheSameTime() {
        CyclicBarrier together = new CyclicBarrier(3);
        ConcurrentHashMap<Integer, Boolean> ran = new ConcurrentHashMap<>();
        try (Callers callers = new Callers(3)) {
            callers.run(caller -> {
                try {
                    together.await(1, TimeUnit.MINUTES);
                } catch (Exception e) {
                    throw new IllegalStateException(e);
                }
                ran.put(caller, true);
            });
        }
        assertEquals(3, ran.size());
    }

    @Test
    void aFailureOfACallerIsThatOfTheRun() {
        try (Callers callers = new Callers(2)) {
            String message = assertThrows(
                            IllegalStateException.class,
                            () -> callers.run(caller -> {
                                if (caller == 1) {
                                    throw new IllegalStateException("the second");
                                }
                            }))
                    .getMessage();
            assertEquals("the second", message);
        }
    }

    @Test
    void columnsAreAligned() {
        Columns table = new Columns("name", "ms");
        table.add("long name", "1.0");
        table.add("x", "100.0", "more");
        assertEquals(
                List.of("name          ms", "long name    1.0", "x          100.0  more"),
                table.toString().lines().toList());
    }
}
