package io.github.osgnet4j.benchmarks;

import java.io.PrintStream;
import java.lang.management.ManagementFactory;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.function.ToDoubleFunction;
import org.openjdk.jmh.util.ListStatistics;

/**
 * Sides that answer the same queries at full load, in turns of a while: what a query takes of the clock and of processors. What the
 * threads of clients take is told apart, since clients would not run on the machine of a server, and what Java's compiler takes is left
 * out where the system tells, which is on Linux.
 *
 * @param rounds in each of which every side has its turn
 * @param seconds of a turn
 * @param warmUp queries of a side before the first that counts, or as many as it answers in {@value #WARM_UP_TURNS} turns
 */
record SideBySide(int rounds, double seconds, int warmUp, PrintStream out) {

    private static final int WARM_UP_TURNS = 15;

    /** Checks the number of rounds. */
    SideBySide {
        if (rounds < 1) {
            throw new Measurement.UsageException("There are " + rounds + " rounds, expected 1 or more");
        }
    }

    /**
     * A side.
     *
     * @param callers each answers one query a run, on a thread of its own
     * @param clients whether what the callers take is not the side's own
     */
    record Side(String name, List<Runnable> callers, boolean clients) {}

    /** What a query took in a turn, in milliseconds, and how many there were. */
    private record Turn(double clock, double processors, double clients, long queries) {}

    /**
     * Measures, and prints each side and what part of the first one's throughput it has.
     *
     * @param goal for the last side
     */
    void compare(String what, List<Side> sides, double goal) {
        sides.forEach(this::warmUp);
        List<List<Turn>> turns =
                sides.stream().<List<Turn>>map(side -> new ArrayList<>()).toList();
        for (int round = 0; round < rounds; round++) {
            for (int i = 0; i < sides.size(); i++) {
                // None is always the first.
                int side = (round + i) % sides.size();
                turns.get(side).add(turn(sides.get(side)));
            }
        }
        out.printf(Locale.ROOT, "%s; medians of %d rounds, ms a query:%n", what, rounds);
        for (int i = 0; i < sides.size(); i++) {
            List<Turn> side = turns.get(i);
            out.printf(
                    Locale.ROOT,
                    "  %-9s %8.3f by the clock, %8.3f of processors%s%n",
                    sides.get(i).name(),
                    Medians.of(side, Turn::clock),
                    Medians.of(side, Turn::processors),
                    sides.get(i).clients()
                            ? String.format(Locale.ROOT, " and %.3f of clients", Medians.of(side, Turn::clients))
                            : "");
        }
        for (int i = 1; i < sides.size(); i++) {
            out.printf(
                    Locale.ROOT,
                    "  %s / %s: %s of processors%s; %s by the clock%s%n",
                    sides.get(0).name(),
                    sides.get(i).name(),
                    ratio(turns.get(0), turns.get(i), Turn::processors),
                    i == sides.size() - 1 ? String.format(Locale.ROOT, ", goal %.2f", goal) : "",
                    ratio(turns.get(0), turns.get(i), Turn::clock),
                    sides.get(i).clients() ? ", with clients on the same processors" : "");
        }
    }

    private void warmUp(Side side) {
        long queries = 0;
        for (int i = 0; i < WARM_UP_TURNS && queries < warmUp; i++) {
            queries += turn(side).queries();
        }
    }

    private Turn turn(Side side) {
        ExecutorService pool = Executors.newFixedThreadPool(side.callers().size());
        try {
            double processors = Cost.processorsSoFar();
            // Within the time of the process, which then has all that is taken off it.
            CompilerThreads compilers = CompilerThreads.now();
            long start = System.nanoTime();
            long end = start + (long) (seconds * 1e9);
            List<Future<Caller>> running = side.callers().stream()
                    .map(caller -> pool.submit(() -> call(caller, end)))
                    .toList();
            long queries = 0;
            long callers = 0;
            for (Future<Caller> done : running) {
                queries += done.get().queries();
                callers += done.get().processorNanos();
            }
            double each = 1e-6 / queries;
            long clock = System.nanoTime() - start;
            long clients = side.clients() ? callers : 0;
            long others = clients + CompilerThreads.now().since(compilers);
            double taken = 1e9 * (Cost.processorsSoFar() - processors) - others;
            return new Turn(clock * each, taken * each, clients * each, queries);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException("Interrupted while measuring", e);
        } catch (ExecutionException e) {
            throw e.getCause() instanceof RuntimeException cause ? cause : new IllegalStateException(e.getCause());
        } finally {
            pool.shutdown();
        }
    }

    /** What a caller has done. */
    private record Caller(long queries, long processorNanos) {}

    private static Caller call(Runnable caller, long end) {
        long began = ManagementFactory.getThreadMXBean().getCurrentThreadCpuTime();
        long queries = 0;
        do {
            caller.run();
            queries++;
        } while (System.nanoTime() < end);
        return new Caller(queries, ManagementFactory.getThreadMXBean().getCurrentThreadCpuTime() - began);
    }

    private static String ratio(List<Turn> first, List<Turn> other, ToDoubleFunction<Turn> figure) {
        ListStatistics ratios = Medians.ratios(first, other, figure);
        return String.format(
                Locale.ROOT, "%.3f (%.3f to %.3f)", ratios.getPercentile(50), ratios.getMin(), ratios.getMax());
    }
}
