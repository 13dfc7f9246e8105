package io.github.osgnet4j.cli.bench;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.function.IntConsumer;

/** The threads that ask at the same time. */
final class Callers implements AutoCloseable {

    private final int count;
    private final ExecutorService pool;

    Callers(int count) {
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
    double run(IntConsumer task) {
        List<Future<?>> running = new ArrayList<>();
        long start = System.nanoTime();
        for (int i = 0; i < count; i++) {
            int caller = i;
            running.add(pool.submit(() -> task.accept(caller)));
        }
        RuntimeException failure = null;
        for (Future<?> one : running) {
            try {
                one.get();
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
                failure = new IllegalStateException("Interrupted while measuring", e);
            } catch (ExecutionException e) {
                failure = e.getCause() instanceof RuntimeException cause
                        ? cause
                        : new IllegalStateException(e.getCause());
            }
        }
        if (failure != null) {
            throw failure;
        }
        return (System.nanoTime() - start) * 1e-9;
    }

    @Override
    public void close() {
        pool.shutdownNow();
    }
}
