package io.github.osgnet4j.benchmarks;

import java.io.PrintStream;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.function.ToDoubleFunction;
import org.openjdk.jmh.util.ListStatistics;

/**
 * Ways to answer the same queries that take turns in one process, since a busy machine changes milliseconds from minute to
 * minute, and ratios less.
 *
 * @param rounds in each of which every way has its turn
 */
record Turns(int rounds, PrintStream out) {

    /** Checks the number of rounds. */
    Turns {
        if (rounds < 1) {
            throw new Measurement.UsageException("There are " + rounds + " rounds, expected 1 or more");
        }
    }

    /**
     * A way to answer.
     *
     * @param goal how many times as fast as the first way it is to be
     */
    record Way(String name, Runnable answers, Optional<Double> goal) {

        static Way of(String name, Runnable answers) {
            return new Way(name, answers, Optional.empty());
        }
    }

    /**
     * Measures and prints the time of a query, and how many times as fast as the first way the others are.
     *
     * @param queries that a turn answers
     */
    void compare(String what, int queries, List<Way> ways) {
        List<List<Cost>> costs = ways.stream()
                .<List<Cost>>map(way -> {
                    // Code is compiled and memory taken before it counts.
                    way.answers().run();
                    return new ArrayList<>();
                })
                .toList();
        for (int round = 0; round < rounds; round++) {
            for (int turn = 0; turn < ways.size(); turn++) {
                // None is always the first.
                int way = (round + turn) % ways.size();
                costs.get(way).add(cost(ways.get(way).answers(), queries));
            }
        }
        out.printf(Locale.ROOT, "%s; medians of %d rounds, in ms:%n", what, rounds);
        for (int i = 0; i < ways.size(); i++) {
            out.printf(
                    Locale.ROOT,
                    "  %-10s %8.1f by the clock, %8.1f of processors%n",
                    ways.get(i).name(),
                    1e3 * Medians.of(costs.get(i), Cost::seconds),
                    1e3 * Medians.of(costs.get(i), Cost::processorSeconds));
        }
        String first = ways.get(0).name();
        for (int i = 1; i < ways.size(); i++) {
            String goal = ways.get(i)
                    .goal()
                    .map(g -> String.format(Locale.ROOT, ", goal %.2f", g))
                    .orElse("");
            out.printf(
                    Locale.ROOT,
                    "  %s / %s: %s by the clock%s; %s of processors%n",
                    first,
                    ways.get(i).name(),
                    ratio(costs.get(0), costs.get(i), Cost::seconds),
                    goal,
                    ratio(costs.get(0), costs.get(i), Cost::processorSeconds));
        }
    }

    /** Of one query. */
    private static Cost cost(Runnable answers, int queries) {
        double processors = Cost.processorsSoFar();
        long start = System.nanoTime();
        answers.run();
        long clock = System.nanoTime() - start;
        return new Cost(clock * 1e-9 / queries, (Cost.processorsSoFar() - processors) / queries);
    }

    private static String ratio(List<Cost> first, List<Cost> other, ToDoubleFunction<Cost> figure) {
        ListStatistics ratios = Medians.ratios(first, other, figure);
        return String.format(
                Locale.ROOT,
                "%.2f (%.2f to %.2f; best of each %.2f)",
                ratios.getPercentile(50),
                ratios.getMin(),
                ratios.getMax(),
                least(first, figure) / least(other, figure));
    }

    private static double least(List<Cost> costs, ToDoubleFunction<Cost> figure) {
        return costs.stream().mapToDouble(figure).min().orElseThrow();
    }
}
