package io.github.osgnet4j.cli.bench;

import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.function.IntConsumer;
import java.util.stream.IntStream;

/** The threads that ask at the same time. */
public final class Callers implements AutoCloseable {

    private final int count;
    private final ExecutorService pool;

    /** So many threads. */
    public Callers(int count) {
        this.count = count;
        this.pool = Executors.newFixedThreadPool(count);
    }

    int count() {
        return count;
    }

    /**
     * Runs a task once on each thread.
     *
     * @param task takes the number of its thread, from 0
     * @return seconds until the last one was done
     */
    public double run(IntConsumer task) {
        List<Callable<Object>> tasks = IntStream.range(0, count)
                .mapToObj(caller -> Executors.callable(() -> task.accept(caller)))
                .toList();
        long start = System.nanoTime();
        try {
            for (Future<Object> done : pool.invokeAll(tasks)) {
                done.get();
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException("Interrupted while measuring", e);
        } catch (ExecutionException e) {
            throw e.getCause() instanceof RuntimeException cause ? cause : new IllegalStateException(e.getCause());
        }
        return (System.nanoTime() - start) * 1e-9;
    }

    @Override
    public void close() {
        pool.shutdownNow();
    }
}
