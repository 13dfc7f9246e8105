package io.github.osgnet4j.batch;

import java.util.ArrayList;
import java.util.Collections;
import java.util.Comparator;
import java.util.List;
import java.util.PriorityQueue;
import java.util.function.ToLongFunction;
import java.util.stream.IntStream;

/**
 * Work that is dealt out evenly: the largest piece first, each to the part that has least so far. The part with the most
 * has at most 4/3 of what the best division would give it (Graham 1969, "Bounds on Multiprocessing Timing Anomalies").
 * Equal input gives equal parts, on every machine.
 */
public final class BalancedParts {

    private BalancedParts() {}

    private static final class Part {
        private final int number;
        private final List<Integer> pieces = new ArrayList<>();
        private long work;

        Part(int number) {
            this.number = number;
        }
    }

    /**
     * Divides pieces of work.
     *
     * @param pieces none of which is divided
     * @param work of a piece, in any unit, not negative
     * @param count of parts, at least 1
     * @return as many parts, of which some are empty where there are fewer pieces; within a part the pieces keep their order
     */
    public static <T> List<List<T>> of(List<T> pieces, ToLongFunction<T> work, int count) {
        if (count < 1) {
            throw new IllegalArgumentException("count is " + count + ", expected at least 1");
        }
        List<Part> parts = IntStream.range(0, count).mapToObj(Part::new).toList();
        PriorityQueue<Part> least =
                new PriorityQueue<>(Comparator.comparingLong((Part p) -> p.work).thenComparingInt(p -> p.number));
        least.addAll(parts);
        long[] works = pieces.stream().mapToLong(work).toArray();
        // The sort is stable: pieces of equal work are dealt out in their order.
        IntStream.range(0, works.length)
                .boxed()
                .sorted(Comparator.comparingLong((Integer i) -> works[i]).reversed())
                .forEach(i -> {
                    Part part = least.remove();
                    part.pieces.add(i);
                    part.work = Math.addExact(part.work, works[i]);
                    least.add(part);
                });
        return parts.stream().map(p -> pieces(p, pieces)).toList();
    }

    private static <T> List<T> pieces(Part part, List<T> all) {
        Collections.sort(part.pieces);
        return part.pieces.stream().map(all::get).toList();
    }
}
