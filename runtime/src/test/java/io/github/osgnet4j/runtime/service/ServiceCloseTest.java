package io.github.osgnet4j.runtime.service;

import static io.github.osgnet4j.runtime.service.ServiceFixture.DURATION;
import static io.github.osgnet4j.runtime.service.ServiceFixture.endless;
import static io.github.osgnet4j.runtime.service.ServiceFixture.query;
import static io.github.osgnet4j.runtime.service.ServiceFixture.request;
import static io.github.osgnet4j.runtime.service.ServiceFixture.video;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.github.osgnet4j.runtime.Grounder;
import io.github.osgnet4j.runtime.TinyBundle;
import io.github.osgnet4j.runtime.VideoInput;
import io.github.osgnet4j.runtime.VideoSource;
import io.github.osgnet4j.runtime.bundle.Manifest;
import io.github.osgnet4j.runtime.error.ClosedGrounderException;
import io.github.osgnet4j.runtime.service.ServiceFixture.Gate;
import io.github.osgnet4j.runtime.service.ServiceStatus.State;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
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

@Timeout(value = 120, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
class ServiceCloseTest {

    @TempDir
    private Path folder;

    private final ExecutorService pool = Executors.newCachedThreadPool();
    private final Gate gate = new Gate("gate");
    private GroundingService service;

    @BeforeEach
    void open() {
        service = GroundingService.builder(ServiceFixture.bundle(folder))
                .workers(1)
                .queueCapacity(1)
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

    /** Swaps in a bundle whose verification never ends, and returns when that has begun. */
    private Thread swapWithoutEnd(CompletableFuture<Void> end, Path next) throws InterruptedException {
        TinyBundle endless = new TinyBundle(false).withSample(0);
        endless.files.put(Manifest.TEXT_GRAPH, endless.network.endlessTextGraph(-1));
        endless.write(next);
        Thread swapper = new Thread(() -> {
            try {
                service.swap(next);
                end.complete(null);
            } catch (RuntimeException | Error e) {
                end.completeExceptionally(e);
            }
        });
        swapper.setDaemon(true);
        swapper.start();
        ServiceFixture.await("the verification", () -> isIn(swapper, Grounder.class.getPackageName() + ".SampleRun"));
        return swapper;
    }

    private static boolean isIn(Thread thread, String type) {
        return Arrays.stream(thread.getStackTrace())
                .anyMatch(frame -> frame.getClassName().equals(type));
    }

    private static Throwable problem(CompletableFuture<?> future) {
        return assertThrows(ExecutionException.class, future::get).getCause();
    }

    @Test
    void closingAnswersWhatWasTakenAndRefusesTheRest() throws Exception {
        CompletableFuture<GroundingResult> running = occupy();
        CompletableFuture<GroundingResult> queued = service.groundAsync(request(video("v", 5), "q"));
        Future<GroundingResult> withoutPlace =
                pool.submit(() -> service.ground(request(video("v", 5), "q").withQueueWait(Duration.ofMinutes(1))));
        Future<?> closing = pool.submit(() -> service.close());
        ServiceFixture.await("closing", () -> service.status().state() == State.CLOSING);
        assertFalse(service.ready());
        assertInstanceOf(ClosedGrounderException.class, problem(service.groundAsync(request(video("v", 5), "late"))));
        assertInstanceOf(
                ClosedGrounderException.class,
                assertThrows(ExecutionException.class, withoutPlace::get).getCause());
        assertFalse(closing.isDone(), "closed under a running request");
        gate.open();
        closing.get();
        assertTrue(running.isDone() && queued.isDone(), "close returned before the futures were complete");
        assertEquals(1, running.get().answers().size());
        assertEquals(1, queued.get().answers().size());
        assertEquals(State.CLOSED, service.status().state());
    }

    @Test
    void closingNowStopsWhatRunsAndDropsWhatWaits() throws Exception {
        CompletableFuture<GroundingResult> running =
                service.groundAsync(new GroundingRequest(video("v", 10), endless("endless"), DURATION));
        ServiceFixture.await("a run", () -> service.status().queued() == 0);
        CompletableFuture<GroundingResult> queued = service.groundAsync(request(video("v", 5), "q"));
        service.closeNow();
        assertInstanceOf(ClosedGrounderException.class, problem(running));
        ClosedGrounderException e = assertInstanceOf(ClosedGrounderException.class, problem(queued));
        assertTrue(e.getMessage().contains("'v'"), e.getMessage());
        assertEquals(State.CLOSED, service.status().state());
    }

    @Test
    void aGraceThatIsOverCancels() {
        CompletableFuture<GroundingResult> running =
                service.groundAsync(new GroundingRequest(video("v", 10), endless("endless"), DURATION));
        service.close(Duration.ofMillis(100));
        assertInstanceOf(ClosedGrounderException.class, problem(running));
    }

    @Test
    void anInterruptedCloseCancels() throws Exception {
        CompletableFuture<GroundingResult> running =
                service.groundAsync(new GroundingRequest(video("v", 10), endless("endless"), DURATION));
        Thread closer = new Thread(service::close);
        closer.start();
        ServiceFixture.await("closing", () -> service.status().state() == State.CLOSING);
        closer.interrupt();
        closer.join();
        assertInstanceOf(ClosedGrounderException.class, problem(running));
    }

    @Test
    void aStageMayClose() throws Exception {
        CompletableFuture<Void> stage = service.encodeAsync(gate).thenRun(service::close);
        gate.open();
        stage.get();
        service.close();
        assertEquals(State.CLOSED, service.status().state());
    }

    @Test
    void closingGivesUpASwapAndReturnsWhenWhatItOpenedIsClosed(@TempDir Path next) throws Exception {
        CompletableFuture<Void> swap = new CompletableFuture<>();
        Thread swapper = swapWithoutEnd(swap, next);
        service.close();
        assertFalse(isIn(swapper, Grounder.class.getName()), "close returned before the next bundle was closed");
        ClosedGrounderException e = assertInstanceOf(ClosedGrounderException.class, problem(swap));
        assertTrue(e.getMessage().contains(next.getFileName().toString()), e.getMessage());
        assertEquals(State.CLOSED, service.status().state());
    }

    @Test
    void aSwapIsGivenUpWhileRequestsStillEnd(@TempDir Path next) throws Exception {
        CompletableFuture<GroundingResult> running = occupy();
        CompletableFuture<Void> swap = new CompletableFuture<>();
        swapWithoutEnd(swap, next);
        Future<?> closing = pool.submit(() -> service.close());
        assertInstanceOf(ClosedGrounderException.class, problem(swap));
        assertFalse(closing.isDone(), "closed under a running request");
        gate.open();
        closing.get();
        assertEquals(folder, running.get().bundle());
    }

    @Test
    void closingAndASwapThatWaitsForARequestBothEndWithTheRequest(@TempDir Path next) throws Exception {
        ServiceFixture.bundle(next);
        CompletableFuture<GroundingResult> running = occupy();
        Future<?> swap = pool.submit(() -> service.swap(next));
        ServiceFixture.await("the swap", () -> service.bundle().equals(next));
        Future<?> closing = pool.submit(() -> service.close());
        ServiceFixture.await("closing", () -> service.status().state() == State.CLOSING);
        gate.open();
        closing.get();
        swap.get();
        assertEquals(folder, running.get().bundle());
    }

    @Test
    void everyCallAfterCloseNamesTheBundle() {
        VideoInput video = video("v", 5);
        service.encode(video);
        service.close();
        service.close();
        service.closeNow();
        for (Runnable call : List.<Runnable>of(
                () -> service.encode(video),
                () -> service.ground(video, query("q"), DURATION),
                () -> service.ground(request(VideoSource.encoded("v"), "q")),
                () -> service.swap(folder))) {
            ClosedGrounderException e = assertThrows(ClosedGrounderException.class, call::run);
            assertTrue(e.getMessage().contains(folder.getFileName().toString()), e.getMessage());
        }
        assertEquals(0, service.status().cachedBytes());
    }
}
