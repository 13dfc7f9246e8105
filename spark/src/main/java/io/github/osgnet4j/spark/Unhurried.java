package io.github.osgnet4j.spark;

import java.util.concurrent.ExecutionException;
import java.util.concurrent.FutureTask;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.BooleanSupplier;
import java.util.function.Function;
import org.apache.spark.TaskKilledException;

/**
 * Does the work of a task in a thread of its own, while the task's thread waits. Spark interrupts the threads of tasks whose
 * work another attempt has done, and an interrupted thread closes the file it reads, under all other tasks of the JVM; this
 * one nobody interrupts.
 */
final class Unhurried {

    private Unhurried() {}

    /**
     * Does the work.
     *
     * @param ended whether Spark has ended the task
     * @param work is given what says whether nobody needs it any more; it should ask now and then, and end
     * @throws TaskKilledException if Spark has ended the task
     */
    static <T> T run(BooleanSupplier ended, Function<BooleanSupplier, T> work) {
        AtomicBoolean left = new AtomicBoolean();
        FutureTask<T> result = new FutureTask<>(() -> work.apply(() -> left.get() || ended.getAsBoolean()));
        Thread worker = new Thread(result, "osgnet-task");
        worker.setDaemon(true);
        worker.start();
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
            if (e.getCause() instanceof RuntimeException cause) {
                throw cause;
            } else if (e.getCause() instanceof Error cause) {
                throw cause;
            }
            throw new IllegalStateException(e.getCause());
        }
    }
}
