package io.github.osgnet4j.runtime.service;

import static io.github.osgnet4j.runtime.service.ServiceFixture.DURATION;
import static io.github.osgnet4j.runtime.service.ServiceFixture.query;
import static io.github.osgnet4j.runtime.service.ServiceFixture.request;
import static io.github.osgnet4j.runtime.service.ServiceFixture.video;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.github.osgnet4j.postprocess.RankingOptions;
import io.github.osgnet4j.runtime.TinyBundle;
import io.github.osgnet4j.runtime.TinyNetwork;
import io.github.osgnet4j.runtime.VideoSource;
import io.github.osgnet4j.runtime.error.BundleException;
import io.github.osgnet4j.runtime.error.UnknownVideoException;
import io.github.osgnet4j.runtime.service.ServiceFixture.Gate;
import io.github.osgnet4j.runtime.service.ServiceFixture.Reports;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

@Timeout(value = 120, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
class ServiceSwapTest {

    @TempDir
    private Path folder;

    private final Reports reports = new Reports();
    private final ExecutorService pool = Executors.newCachedThreadPool();
    private Path before;
    private Path after;
    private GroundingService service;

    @BeforeEach
    void open() {
        before = ServiceFixture.bundle(folder.resolve("before"));
        after = new TinyBundle(true).withSample(0).write(folder.resolve("after"));
        service = GroundingService.builder(before).workers(2).listener(reports).open();
    }

    @AfterEach
    void close() {
        service.closeNow();
        pool.shutdownNow();
    }

    /** A bundle with other encodings. */
    private Path padding() {
        TinyBundle bundle = new TinyBundle(new TinyNetwork(false, true));
        return bundle.write(folder.resolve("padding"));
    }

    @Test
    void noRequestIsLostAndEachIsAnsweredByOneOfTheBundles() throws Exception {
        AtomicBoolean swapped = new AtomicBoolean();
        List<Future<List<Path>>> callers = new ArrayList<>();
        for (int i = 0; i < 4; i++) {
            String id = "v" + i;
            callers.add(pool.submit(() -> {
                List<Path> answered = new ArrayList<>();
                boolean last = false;
                while (!last) {
                    last = swapped.get();
                    answered.add(service.ground(request(video(id, 30), "q")).bundle());
                }
                return answered;
            }));
        }
        for (int i = 0; i < 10; i++) {
            service.swap(i % 2 == 0 ? after : before);
        }
        service.swap(after);
        swapped.set(true);
        for (Future<List<Path>> caller : callers) {
            List<Path> answered = caller.get();
            assertTrue(List.of(before, after).containsAll(answered), answered.toString());
            assertEquals(after, answered.get(answered.size() - 1));
        }
        assertEquals(11, reports.swaps.size());
        assertEquals(after, service.bundle());
        assertEquals(TinyNetwork.OBJECT, service.manifest().dimensions().objectDim());
    }

    @Test
    void whatRunsOnTheOldBundleEndsThereWhileTheNewOneAnswers() throws Exception {
        Gate gate = new Gate("gate");
        CompletableFuture<GroundingResult> running = service.groundAsync(request(gate, "q"));
        gate.awaitEntered();
        Future<?> swap = pool.submit(() -> service.swap(after));
        ServiceFixture.await("the swap", () -> service.bundle().equals(after));
        assertEquals(after, service.ground(request(video("v", 5), "q")).bundle());
        assertFalse(swap.isDone(), "the old bundle was closed under a running request");
        gate.open();
        assertEquals(before, running.get().bundle());
        swap.get();
    }

    @Test
    void aRequestCannotSwapTheBundleItRunsOn() {
        VideoSource swapping = VideoSource.of("v", () -> {
            service.swap(after);
            return video("v", 5);
        });
        assertThrows(IllegalStateException.class, () -> service.encode(swapping));
        assertEquals(before, service.ground(request(video("v", 5), "q")).bundle());
    }

    @Test
    void encodingsOfABundleWithTheSameVideoGraphStay() {
        TinyBundle other = new TinyBundle(false);
        other.ranking = RankingOptions.official().withMaxWindows(2);
        other.withSample(0);
        service.encode(video("v", 5));
        service.swap(other.write(folder.resolve("ranking")));
        assertEquals(1, service.status().cachedVideos());
        assertFalse(
                service.ground(VideoSource.encoded("v"), query("q"), DURATION).isEmpty());
    }

    @Test
    void encodingsOfAnotherVideoGraphAreForgotten() {
        service.closeNow();
        service = GroundingService.builder(before).verify(false).open();
        service.encode(video("v", 5));
        service.swap(padding());
        assertEquals(0, service.status().cachedVideos());
        assertEquals(0, service.status().cachedBytes());
        assertThrows(UnknownVideoException.class, () -> service.ground(VideoSource.encoded("v"), query("q"), DURATION));
        assertEquals(8, service.encode(video("v", 5)).encodedSteps());
    }

    @Test
    void aBundleThatFailsItsProofDoesNotAnswer() {
        Path wrong = new TinyBundle(true).withSample(0.01f).write(folder.resolve("wrong"));
        BundleException e = assertThrows(BundleException.class, () -> service.swap(wrong));
        assertTrue(e.getMessage().contains("wrong") && e.getMessage().contains("error of"), e.getMessage());
        assertThrows(BundleException.class, () -> GroundingService.open(wrong));
        Path silent = new TinyBundle(true).write(folder.resolve("silent"));
        assertTrue(assertThrows(BundleException.class, () -> service.swap(silent))
                .getMessage()
                .contains("no samples"));
        assertThrows(BundleException.class, () -> service.swap(folder.resolve("nowhere")));
        assertEquals(before, service.ground(request(video("v", 5), "q")).bundle());
        assertEquals(List.of(), reports.swaps);
    }

    @Test
    void warmingUpRunsBeforeTheServiceIsReady() {
        try (GroundingService warm =
                GroundingService.builder(before).warmUp(3, 40).open()) {
            assertTrue(warm.ready());
            assertEquals(0, warm.status().cachedVideos());
        }
    }
}
