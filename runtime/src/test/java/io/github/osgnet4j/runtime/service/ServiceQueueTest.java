package io.github.osgnet4j.runtime.service;

import static io.github.osgnet4j.runtime.service.ServiceFixture.DURATION;
import static io.github.osgnet4j.runtime.service.ServiceFixture.endless;
import static io.github.osgnet4j.runtime.service.ServiceFixture.query;
import static io.github.osgnet4j.runtime.service.ServiceFixture.request;
import static io.github.osgnet4j.runtime.service.ServiceFixture.video;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.github.osgnet4j.runtime.error.DeadlineExceededException;
import io.github.osgnet4j.runtime.error.QueueFullException;
import io.github.osgnet4j.runtime.error.RequestCancelledException;
import io.github.osgnet4j.runtime.service.RequestReport.Outcome;
import io.github.osgnet4j.runtime.service.ServiceFixture.Gate;
import io.github.osgnet4j.runtime.service.ServiceFixture.Reports;
import io.github.osgnet4j.runtime.service.ServiceStatus.State;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.CancellationException;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Back-pressure, deadlines and cancellation, on one worker that a gate or an endless query keeps busy. */
@Timeout(value = 120, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
class ServiceQueueTest {

    private static final Duration SHORT = Duration.ofMillis(50);
    private static final Duration ENDLESS = Duration.ofDays(1);

    @TempDir
    private Path folder;

    private final Reports reports = new Reports();
    private final ExecutorService pool = Executors.newCachedThreadPool();
    private final Gate gate = new Gate("gate");
    private GroundingService service;

    @BeforeEach
    void open() {
        service = GroundingService.builder(ServiceFixture.bundle(folder))
                .workers(1)
                .queueCapacity(2)
                .listener(reports)
                .open();
    }

    @AfterEach
    void close() {
        gate.open();
        service.closeNow();
        pool.shutdownNow();
    }

    private CompletableFuture<GroundingResult> occupy() throws InterruptedException {
        CompletableFuture<GroundingResult> first = service.groundAsync(request(gate, "first"));
        gate.awaitEntered();
        return first;
    }

    private CompletableFuture<GroundingResult> submit(String query) {
        return service.groundAsync(request(video("v", 10), query));
    }

    private CompletableFuture<GroundingResult> submitEndless() throws InterruptedException {
        service.encode(video("v", 10));
        CompletableFuture<GroundingResult> running =
                service.groundAsync(new GroundingRequest(video("v", 10), endless("endless"), DURATION));
        ServiceFixture.await("a run", () -> service.status().queued() == 0);
        return running;
    }

    /** Calls a listener on the thread of the deadlines: a request that waits in the queue expires, and is still in it. */
    private <T> CompletableFuture<T> whenOneExpires(Callable<T> task) {
        CompletableFuture<T> result = new CompletableFuture<>();
        service.addListener(new GroundingListener() {
            @Override
            public void finished(RequestReport report) {
                if (report.outcome() == Outcome.EXPIRED) {
                    service.removeListener(this);
                    complete(result, task);
                }
            }
        });
        service.groundAsync(request(video("v", 10), "late").withDeadline(SHORT));
        return result;
    }

    private static <T> void complete(CompletableFuture<T> result, Callable<T> task) {
        try {
            result.complete(task.call());
        } catch (Exception | Error e) {
            result.completeExceptionally(e);
        }
    }

    private static Throwable problem(CompletableFuture<?> future) {
        return assertThrows(ExecutionException.class, future::get).getCause();
    }

    @Test
    void aFullQueueRefusesWithItsNumbersAndTakesAgainWhenThereIsRoom() throws Exception {
        CompletableFuture<GroundingResult> first = occupy();
        List<CompletableFuture<GroundingResult>> waiting = List.of(submit("a"), submit("b"));
        QueueFullException e = assertInstanceOf(QueueFullException.class, problem(submit("c")));
        assertEquals(2, e.length());
        assertEquals(2, e.capacity());
        assertTrue(e.getMessage().contains("2 requests of at most 2"), e.getMessage());
        assertEquals(1, reports.rejected.size());
        gate.open();
        first.get();
        for (CompletableFuture<GroundingResult> result : waiting) {
            result.get();
        }
        assertEquals(1, submit("d").get().answers().size());
        assertEquals(4, reports.finished.size());
    }

    @Test
    void aCallerMayWaitForAPlace() throws Exception {
        occupy();
        submit("a");
        submit("b");
        Future<GroundingResult> patient =
                pool.submit(() -> service.ground(request(video("v", 10), "c").withQueueWait(Duration.ofMinutes(1))));
        QueueFullException e = assertThrows(
                QueueFullException.class,
                () -> service.ground(request(video("v", 10), "d").withQueueWait(SHORT)));
        assertTrue(e.getMessage().contains("for 50 ms"), e.getMessage());
        assertFalse(patient.isDone());
        gate.open();
        assertEquals(1, patient.get().answers().size());
    }

    @Test
    void aWorkerDoesNotWaitForAPlaceThatOnlyItCouldMake() throws Exception {
        CompletableFuture<GroundingResult> again = service.encodeAsync(gate)
                .thenCompose(v ->
                        service.groundAsync(request(video("v", 10), "again").withQueueWait(ENDLESS)));
        gate.awaitEntered();
        List<CompletableFuture<GroundingResult>> waiting = List.of(submit("a"), submit("b"));
        gate.open();
        assertInstanceOf(QueueFullException.class, problem(again));
        for (CompletableFuture<GroundingResult> result : waiting) {
            assertEquals(1, result.get().answers().size());
        }
    }

    @Test
    void theThreadOfTheDeadlinesDoesNotWaitForAPlace() throws Exception {
        occupy();
        submit("a");
        CompletableFuture<GroundingResult> again = whenOneExpires(() ->
                        service.groundAsync(request(video("v", 10), "again").withQueueWait(ENDLESS)))
                .get();
        assertInstanceOf(QueueFullException.class, problem(again));
    }

    @Test
    void aCancelledRequestLeavesTheQueue() throws Exception {
        CompletableFuture<GroundingResult> first = occupy();
        CompletableFuture<GroundingResult> waiting = submit("a");
        submit("b");
        assertTrue(waiting.cancel(true));
        assertEquals(1, service.status().queued());
        assertFalse(submit("c").isDone(), "its place was not given away");
        gate.open();
        first.get();
        assertThrows(CancellationException.class, waiting::get);
        assertEquals(Outcome.CANCELLED, reports.finished.get(0).outcome());
    }

    @Test
    void aCancelledRequestStopsInTheMiddleOfTheNetwork() throws Exception {
        CompletableFuture<GroundingResult> running = submitEndless();
        assertFalse(running.isDone());
        running.cancel(true);
        assertEquals(1, submit("next").get().answers().size());
        ServiceFixture.await("the report", () -> reports.finished.size() == 3);
        assertEquals(Outcome.CANCELLED, reports.finished.get(1).outcome());
    }

    @Test
    void completingTheFutureElsewhereEndsTheRequestToo() throws Exception {
        CompletableFuture<GroundingResult> running = submitEndless();
        IllegalStateException reason = new IllegalStateException("the client has gone");
        running.completeExceptionally(reason);
        assertSame(reason, problem(running));
        assertEquals(1, submit("next").get().answers().size());
    }

    @Test
    void aRequestThatWaitsTooLongIsDroppedAtItsDeadline() throws Exception {
        occupy();
        CompletableFuture<GroundingResult> late =
                service.groundAsync(request(video("v", 10), "late").withDeadline(SHORT));
        DeadlineExceededException e = assertInstanceOf(DeadlineExceededException.class, problem(late));
        assertEquals(SHORT, e.deadline());
        assertFalse(e.running());
        assertEquals(0, service.status().queued());
        assertEquals(Outcome.EXPIRED, reports.finished.get(0).outcome());
    }

    @Test
    void anEarlierDeadlineEndsItsRequestBeforeALaterOneThatWasSetFirst() throws Exception {
        occupy();
        CompletableFuture<GroundingResult> patient =
                service.groundAsync(request(video("v", 10), "patient").withDeadline(ENDLESS));
        for (Duration deadline : List.of(SHORT, SHORT.multipliedBy(2), SHORT)) {
            CompletableFuture<GroundingResult> late = service.groundAsync(
                    request(video("v", 10), "late").withDeadline(deadline).withQueueWait(ENDLESS));
            DeadlineExceededException e = assertInstanceOf(DeadlineExceededException.class, problem(late));
            assertEquals(deadline, e.deadline());
        }
        assertFalse(patient.isDone());
        gate.open();
        assertEquals(1, patient.get().answers().size());
    }

    @Test
    void aRequestThatRunsTooLongIsStoppedAtItsDeadline() throws Exception {
        GroundingRequest endless = new GroundingRequest(video("v", 10), endless("endless"), DURATION);
        DeadlineExceededException e = assertThrows(
                DeadlineExceededException.class, () -> service.ground(endless.withDeadline(Duration.ofSeconds(1))));
        assertTrue(e.running());
        assertEquals(1, submit("next").get().answers().size());
        assertEquals(Outcome.EXPIRED, reports.finished.get(0).outcome());
    }

    @Test
    void theDeadlineOfTheServiceHoldsForRequestsWithoutOne(@TempDir Path other) {
        try (GroundingService hurried = GroundingService.builder(ServiceFixture.bundle(other))
                .deadline(Duration.ofMillis(300))
                .open()) {
            assertThrows(
                    DeadlineExceededException.class,
                    () -> hurried.ground(video("v", 10), endless("endless"), DURATION));
        }
    }

    @Test
    void theThreadOfTheDeadlinesIsNotAllowedToWaitForTheService() throws Exception {
        occupy();
        for (Callable<?> call : List.<Callable<?>>of(
                () -> service.ground(request(video("v", 10), "q")), () -> service.encode(video("v", 10)), () -> {
                    service.swap(folder);
                    return folder;
                })) {
            assertInstanceOf(IllegalStateException.class, problem(whenOneExpires(call)));
        }
        assertEquals(
                "osgnet-deadlines",
                whenOneExpires(() -> Thread.currentThread().getName()).get());
    }

    @Test
    void aServiceClosedByTheThreadOfTheDeadlinesDoesNotWaitThere() throws Exception {
        CompletableFuture<GroundingResult> running = occupy();
        assertFalse(whenOneExpires(() -> {
                    service.close();
                    return running.isDone();
                })
                .get());
        gate.open();
        assertEquals(1, running.get().answers().size());
        service.close();
        assertEquals(State.CLOSED, service.status().state());
    }

    @Test
    void anInterruptedCallerCancelsItsRequest() throws Exception {
        Future<Boolean> caller = pool.submit(() -> {
            Thread self = Thread.currentThread();
            CompletableFuture<?> interrupting = service.encodeAsync(gate).thenRun(self::interrupt);
            assertThrows(
                    RequestCancelledException.class,
                    () -> service.ground(video("v", 10), endless("endless"), DURATION));
            interrupting.join();
            return Thread.interrupted();
        });
        gate.awaitEntered();
        gate.open();
        assertTrue(caller.get(), "the interrupt was swallowed");
        assertEquals(1, submit("next").get().answers().size());
    }

    @Test
    void whoSharesAnEncodingDoesNotSufferFromItsCancellation() throws Exception {
        CompletableFuture<GroundingResult> first = occupy();
        CompletableFuture<GroundingResult> second = service.groundAsync(request(gate, "second"));
        first.cancel(true);
        gate.open();
        assertEquals(1, second.get().answers().size());
    }

    @Test
    void severalQueriesStopTogether() throws Exception {
        service.encode(video("v", 10));
        CompletableFuture<GroundingResult> running = service.groundAsync(new GroundingRequest(
                video("v", 10), List.of(query("a"), endless("b"), query("c"), endless("d")), DURATION));
        ServiceFixture.await("the first query", () -> reports.batches.size() == 1);
        running.cancel(true);
        assertEquals(1, submit("next").get().answers().size());
        assertEquals(2, reports.batches.size());
    }
}
