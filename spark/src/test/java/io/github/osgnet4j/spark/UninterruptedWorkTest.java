package io.github.osgnet4j.spark;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.apache.spark.TaskKilledException;
import org.junit.jupiter.api.Test;

class UninterruptedWorkTest {

    @Test
    void anInterruptedTaskEndsWhileItsWorkIsToldAndNotInterrupted() throws Exception {
        CompletableFuture<Boolean> workWasInterrupted = new CompletableFuture<>();
        Thread task = Thread.currentThread();

        assertThrows(
                TaskKilledException.class,
                () -> UninterruptedWork.run(() -> false, ended -> {
                    task.interrupt();
                    while (!ended.getAsBoolean()) {
                        Thread.onSpinWait();
                    }
                    return workWasInterrupted.complete(Thread.currentThread().isInterrupted());
                }));

        assertTrue(Thread.interrupted(), "Spark looks at it");
        assertFalse(workWasInterrupted.get(1, TimeUnit.MINUTES));
    }

    @Test
    void workGivesItsResultOrItsException() {
        assertEquals("done", UninterruptedWork.run(() -> false, ended -> "done"));
        assertThrows(
                SparkJobException.class,
                () -> UninterruptedWork.run(() -> false, ended -> {
                    throw new SparkJobException("no");
                }));
        assertThrows(
                TaskKilledException.class, () -> UninterruptedWork.run(() -> true, ended -> 3), "it may be half done");
    }
}
