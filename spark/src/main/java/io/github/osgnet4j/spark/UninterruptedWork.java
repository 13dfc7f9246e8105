package io.github.osgnet4j.spark;

import java.util.concurrent.ExecutionException;
import java.util.concurrent.FutureTask;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.BooleanSupplier;
import java.util.function.Function;
import java.util.function.Supplier;
import org.apache.spark.TaskKilledException;

/**
 * Does the work of a task in a thread of its own, while the task's thread waits. Spark interrupts the threads of tasks whose
 * work another attempt has done, and an interrupted thread closes the file it reads, under all other tasks of the JVM; this
 * one nobody interrupts.
 */
final class UninterruptedWork {

    private UninterruptedWork() {}

    /**
     * Does the work.
     *
     * @param ended whether Spark has ended the task
     * @param work is given what says whether nobody needs it any more; it should ask now and then, and end
     * @throws TaskKilledException if Spark has ended the task
     */
    static <T> T run(BooleanSupplier ended, Function<BooleanSupplier, T> work) {
        AtomicBoolean left = new AtomicBoolean();
        FutureTask<T> result = start(() -> work.apply(() -> left.get() || ended.getAsBoolean()));
        try {
            T done = result.get();
            if (ended.getAsBoolean()) {
                throw new TaskKilledException();
            }
            return done;
        } catch (InterruptedException e) {
            left.set(true);
            Thread.currentThread().interrupt();
            throw new TaskKilledException();
        } catch (ExecutionException e) {
            throw unchecked(e.getCause());
        }
    }

    /** Does work that others need too: an interrupted task waits for its end, and is still interrupted then. */
    static <T> T toItsEnd(Supplier<T> work) {
        FutureTask<T> result = start(work);
        boolean interrupted = false;
        try {
            while (true) {
                try {
                    return result.get();
                } catch (InterruptedException e) {
                    interrupted = true;
                } catch (ExecutionException e) {
                    throw unchecked(e.getCause());
                }
            }
        } finally {
            if (interrupted) {
                Thread.currentThread().interrupt();
            }
        }
    }

    private static <T> FutureTask<T> start(Supplier<T> work) {
        FutureTask<T> result = new FutureTask<>(work::get);
        Thread worker = new Thread(result, "osgnet-task");
        worker.setDaemon(true);
        worker.setContextClassLoader(Thread.currentThread().getContextClassLoader());
        worker.start();
        return result;
    }

    private static RuntimeException unchecked(Throwable cause) {
        if (cause instanceof Error error) {
            throw error;
        }
        return cause instanceof RuntimeException unchecked ? unchecked : new IllegalStateException(cause);
    }
}
