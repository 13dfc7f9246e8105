package io.github.osgnet4j.runtime;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.github.osgnet4j.postprocess.LevelScores;
import io.github.osgnet4j.runtime.bundle.Bundle;
import io.github.osgnet4j.runtime.error.ClosedGrounderException;
import io.github.osgnet4j.runtime.error.OpeningInterruptedException;
import io.github.osgnet4j.runtime.service.GroundingService;
import io.github.osgnet4j.runtime.session.UseCount;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.RepeatedTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

@Timeout(300)
class LifecycleTest {

    private static final int THREADS = 6;
    private static final QueryInput QUERY =
            new QueryInput("q", TinyBundle.random(1, 5 * TinyNetwork.TEXT), 5, StepObjects.none());

    @TempDir
    private Path folder;

    private Grounder grounder;
    private ExecutorService pool;

    @BeforeEach
    void open() {
        grounder = Grounder.open(
                new TinyBundle(true).withSample(0).write(folder),
                GrounderOptions.defaults().withIntraOpThreads(1));
        pool = Executors.newFixedThreadPool(THREADS);
    }

    @AfterEach
    void close() {
        pool.shutdownNow();
        grounder.close();
    }

    @Test
    void anInterruptedThreadIsToldSoAndNotThatTheBundleIsDamaged() {
        Path bundle = grounder.bundle().folder();
        List<Runnable> openings = List.of(
                new SampleRanking(grounder.bundle())::require,
                () -> Grounder.open(bundle),
                () -> Grounder.open(bundle, GrounderOptions.defaults().withVerifyHashes(false)),
                () -> Bundle.open(bundle),
                () -> GroundingService.builder(bundle).open());
        for (Runnable opening : openings) {
            Thread.currentThread().interrupt();
            OpeningInterruptedException e = assertThrows(OpeningInterruptedException.class, opening::run);
            assertTrue(Thread.interrupted(), "the thread stays interrupted");
            assertTrue(e.getMessage().contains("interrupted"), e.getMessage());
        }
        Grounder.open(bundle).close();
    }

    @Test
    void aBundleThatIsCutWhileItIsOpenAnswersAsBefore() throws IOException {
        List<LevelScores> before = grounder.score(grounder.encode(video(20)), QUERY);
        try (Stream<Path> files = Files.list(grounder.bundle().folder())) {
            for (Path file : files.toList()) {
                Files.write(file, new byte[0]);
            }
        }
        List<LevelScores> after = grounder.score(grounder.encode(video(20)), QUERY);
        assertEquals(before.size(), after.size());
        for (int level = 0; level < before.size(); level++) {
            assertArrayEquals(before.get(level).logits(), after.get(level).logits());
            assertArrayEquals(before.get(level).offsets(), after.get(level).offsets());
        }
    }

    @Test
    void severalThreadsGetWhatOneGets() throws Exception {
        List<Future<Boolean>> results = new ArrayList<>();
        EncodedVideo shared = grounder.encode(video(20));
        for (int thread = 0; thread < THREADS; thread++) {
            int seed = thread;
            float[] tokens = TinyBundle.random(seed, (seed + 1) * TinyNetwork.TEXT);
            QueryInput query = new QueryInput("q" + seed, tokens, seed + 1, StepObjects.none());
            results.add(pool.submit(() -> {
                VideoInput own = video(10 + seed);
                for (int i = 0; i < 200; i++) {
                    assertScores(expected(video(20), query), grounder.score(shared, query));
                    assertScores(expected(own, query), grounder.score(grounder.encode(own), query));
                }
                return true;
            }));
        }
        for (Future<Boolean> result : results) {
            assertTrue(result.get());
        }
    }

    @RepeatedTest(10)
    void closingWaitsForRunningCallsAndRefusesNewOnes() throws Exception {
        CountDownLatch running = new CountDownLatch(THREADS);
        EncodedVideo video = grounder.encode(video(2000));
        List<Future<Integer>> results = new ArrayList<>();
        for (int thread = 0; thread < THREADS; thread++) {
            results.add(pool.submit(() -> {
                int calls = 0;
                try {
                    while (true) {
                        assertEquals(2, grounder.score(video, QUERY).size());
                        if (calls++ == 0) {
                            running.countDown();
                        }
                    }
                } catch (ClosedGrounderException e) {
                    return calls;
                }
            }));
        }
        running.await();
        grounder.close();
        for (Future<Integer> result : results) {
            assertTrue(result.get(60, TimeUnit.SECONDS) > 0);
        }
    }

    @Test
    void everyCallAfterCloseNamesTheBundle() {
        EncodedVideo video = grounder.encode(video(3));
        grounder.close();
        grounder.close();
        for (Runnable call : List.<Runnable>of(
                () -> grounder.encode(video(3)),
                () -> grounder.score(video, QUERY),
                () -> grounder.ground(video, QUERY, 10),
                grounder::verify)) {
            ClosedGrounderException e = assertThrows(ClosedGrounderException.class, call::run);
            assertTrue(e.getMessage().contains(folder.getFileName().toString()), e.getMessage());
        }
    }

    @Test
    void closingWaitsForAUseThatRuns() throws Exception {
        UseCount uses = new UseCount("It");
        CountDownLatch begun = new CountDownLatch(1);
        CountDownLatch end = new CountDownLatch(1);
        Future<Boolean> use = pool.submit(() -> uses.use(() -> {
            begun.countDown();
            try {
                return end.await(60, TimeUnit.SECONDS);
            } catch (InterruptedException e) {
                return false;
            }
        }));
        begun.await();
        CountDownLatch freed = new CountDownLatch(1);
        Future<?> closing = pool.submit(() -> uses.close(freed::countDown));
        assertFalse(freed.await(200, TimeUnit.MILLISECONDS), "freed under a running use");
        end.countDown();
        assertTrue(use.get());
        closing.get();
        assertEquals(0, freed.getCount());
    }

    @Test
    void whatIsClosedTwiceIsFreedOnce() {
        UseCount uses = new UseCount("It");
        List<String> freed = new ArrayList<>();
        uses.close(() -> freed.add("once"));
        uses.close(() -> freed.add("twice"));
        assertEquals(List.of("once"), freed);
    }

    private static VideoInput video(int steps) {
        return new VideoInput("v", TinyBundle.random(steps, steps * TinyNetwork.VIDEO), steps);
    }

    private static List<LevelScores> expected(VideoInput video, QueryInput query) {
        return TinyNetwork.expected(video.features(), query.tokens(), new float[0], new int[0][]);
    }

    private static void assertScores(List<LevelScores> expected, List<LevelScores> found) {
        for (int i = 0; i < expected.size(); i++) {
            assertArrayEquals(expected.get(i).logits(), found.get(i).logits(), 1e-5f);
            assertArrayEquals(expected.get(i).offsets(), found.get(i).offsets(), 1e-5f);
        }
    }
}
