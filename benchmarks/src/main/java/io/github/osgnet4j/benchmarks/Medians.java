package io.github.osgnet4j.benchmarks;

import java.util.List;
import java.util.function.ToDoubleFunction;
import java.util.stream.IntStream;
import org.openjdk.jmh.util.ListStatistics;

/** Figures of several rounds, of which the median is told: a busy machine spoils single ones. */
final class Medians {

    private Medians() {}

    /** The median of a figure. */
    static <T> double of(List<T> rounds, ToDoubleFunction<T> figure) {
        return new ListStatistics(rounds.stream().mapToDouble(figure).toArray()).getPercentile(50);
    }

    /** A figure as a multiple of another's in the same round. */
    static <T> ListStatistics ratios(List<T> rounds, List<T> base, ToDoubleFunction<T> figure) {
        return new ListStatistics(IntStream.range(0, rounds.size())
                .mapToDouble(i -> figure.applyAsDouble(rounds.get(i)) / figure.applyAsDouble(base.get(i)))
                .toArray());
    }
}
