package io.github.osgnet4j.runtime.service;

import static io.github.osgnet4j.runtime.service.ServiceFixture.DURATION;
import static io.github.osgnet4j.runtime.service.ServiceFixture.query;
import static io.github.osgnet4j.runtime.service.ServiceFixture.request;
import static io.github.osgnet4j.runtime.service.ServiceFixture.video;
import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.github.osgnet4j.postprocess.LevelScores;
import io.github.osgnet4j.runtime.EncodedVideo;
import io.github.osgnet4j.runtime.Grounder;
import io.github.osgnet4j.runtime.GrounderOptions;
import io.github.osgnet4j.runtime.Provider;
import io.github.osgnet4j.runtime.QueryInput;
import io.github.osgnet4j.runtime.StepObjects;
import io.github.osgnet4j.runtime.VideoInput;
import io.github.osgnet4j.runtime.VideoSource;
import io.github.osgnet4j.runtime.bundle.Manifest;
import io.github.osgnet4j.runtime.error.InputException;
import io.github.osgnet4j.runtime.error.UnknownVideoException;
import io.github.osgnet4j.runtime.error.VideoTooLongException;
import io.github.osgnet4j.runtime.service.GroundingResult.Answer;
import io.github.osgnet4j.runtime.service.RequestReport.Encoding;
import io.github.osgnet4j.runtime.service.RequestReport.Outcome;
import io.github.osgnet4j.runtime.service.ServiceFixture.Gate;
import io.github.osgnet4j.runtime.service.ServiceFixture.Reports;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** What a service answers, and how it says that it cannot. */
@Timeout(value = 120, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
class GroundingServiceTest {

    @TempDir
    private Path folder;

    private final Reports reports = new Reports();
    private GroundingService service;

    @BeforeEach
    void open() {
        service = GroundingService.builder(ServiceFixture.bundle(folder))
                .workers(2)
                .maxSteps(100)
                .listener(reports)
                .open();
    }

    @AfterEach
    void close() {
        service.closeNow();
    }

    @Test
    void answersAreThoseOfTheGrounder() {
        VideoInput video = video("v", 50);
        List<QueryInput> queries =
                IntStream.range(0, 7).mapToObj(i -> query("q" + i)).toList();
        GroundingResult result = service.ground(
                new GroundingRequest(video, queries, DURATION).withTopK(3).withScores(true));
        try (Grounder grounder =
                Grounder.open(folder, GrounderOptions.defaults().withIntraOpThreads(1))) {
            EncodedVideo encoded = grounder.encode(video);
            for (int i = 0; i < queries.size(); i++) {
                Answer answer = result.answers().get(i);
                assertEquals(queries.get(i).id(), answer.query());
                assertEquals(grounder.ground(encoded, queries.get(i), DURATION, 3), answer.windows());
                List<LevelScores> scores = grounder.score(encoded, queries.get(i));
                for (int level = 0; level < scores.size(); level++) {
                    assertArrayEquals(
                            scores.get(level).logits(),
                            answer.scores().get(level).logits());
                }
            }
            assertEquals(
                    grounder.ground(encoded, queries.get(0), DURATION),
                    service.ground(video, queries.get(0), DURATION));
        }
        assertEquals(folder, result.bundle());
    }

    @Test
    void anAnswerNamesTheManifestThatWasOpened() throws IOException {
        String line = Files.readString(folder.resolve(Manifest.HASH_FILE));
        String hash = service.ground(request(video("v", 9), "q")).bundleSha256();
        assertEquals(line.substring(0, line.indexOf(' ')), hash);
        assertEquals(hash, service.openedBundle().sha256());
        Path manifest = folder.resolve(Manifest.FILE);
        Files.writeString(manifest, Files.readString(manifest) + "\n");
        assertEquals(hash, service.ground(request(video("w", 9), "q")).bundleSha256());
    }

    @Test
    void scoresComeOnlyWhenAskedFor() {
        assertEquals(
                List.of(),
                service.ground(request(video("v", 9), "q")).answers().get(0).scores());
    }

    @Test
    void aRequestWithoutQueriesIsAnsweredByNothing() {
        assertEquals(
                List.of(),
                service.ground(new GroundingRequest(video("v", 9), List.of(), DURATION))
                        .answers());
    }

    @Test
    void aVideoIsEncodedOnceForTheRequestsAfterIt() {
        Gate gate = new Gate("v");
        gate.open();
        assertEquals(10, service.encode(gate).steps());
        service.ground(request(gate, "a"));
        service.ground(request(VideoSource.encoded("v"), "b"));
        assertEquals(1, gate.loads.get());
        assertEquals(
                List.of(Encoding.COMPUTED, Encoding.CACHED, Encoding.CACHED),
                reports.finished.stream().map(RequestReport::encoding).toList());
    }

    @Test
    void requestsAtTheSameTimeShareOneEncoding() throws Exception {
        Gate gate = new Gate("v");
        List<CompletableFuture<GroundingResult>> results = IntStream.range(0, 5)
                .mapToObj(i -> service.groundAsync(request(gate, "q" + i)))
                .toList();
        gate.awaitEntered();
        // The other worker has nothing to wait for: it serves another video meanwhile.
        assertFalse(service.ground(video("other", 12), query("q"), DURATION).isEmpty());
        gate.open();
        for (CompletableFuture<GroundingResult> result : results) {
            assertEquals(1, result.get().answers().size());
        }
        assertEquals(1, gate.loads.get());
    }

    @Test
    void aVideoThatFailsFailsOnlyItsOwnRequests() {
        VideoInput broken = new VideoInput("v", new float[] {1, 2, Float.NaN, 4}, 1);
        InputException e = assertThrows(InputException.class, () -> service.ground(broken, query("q"), DURATION));
        assertTrue(e.getMessage().contains("NaN"), e.getMessage());
        VideoInput whole = new VideoInput("v", new float[] {1, 2, 3, 4}, 1);
        assertEquals(1, service.encode(whole).steps());
        assertEquals(Outcome.FAILED, reports.finished.get(0).outcome());
    }

    @Test
    void aVideoOfOtherLengthUnderTheSameIdIsEncodedAnew() {
        assertEquals(5, service.encode(video("v", 5)).steps());
        assertEquals(6, service.encode(video("v", 6)).steps());
        assertEquals(1, service.status().cachedVideos());
    }

    @Test
    void aVideoOfOtherPaddingUnderTheSameIdIsEncodedAnew() {
        int padded = 8 * service.encode(video("v", 5)).paddedSteps();
        InputException e = assertThrows(
                InputException.class, () -> service.encode(video("v", 5).paddedTo(padded)));
        assertTrue(e.getMessage().contains("cannot be padded as in a batch"), e.getMessage());
    }

    @Test
    void anInvalidatedVideoIsEncodedAnew() {
        Gate gate = new Gate("v");
        gate.open();
        service.encode(gate);
        service.invalidate("v");
        service.encode(gate);
        service.invalidateAll();
        service.encode(gate);
        assertEquals(3, gate.loads.get());
    }

    @Test
    void aVideoThatTheCacheLacksIsNamed() {
        UnknownVideoException e = assertThrows(
                UnknownVideoException.class, () -> service.ground(VideoSource.encoded("lost"), query("q"), DURATION));
        assertEquals("lost", e.video());
    }

    @Test
    void aTooLongVideoIsRefusedWithItsLength() {
        VideoTooLongException e = assertThrows(VideoTooLongException.class, () -> service.encode(video("v", 101)));
        assertEquals(101, e.steps());
        assertEquals(100, e.limit());
    }

    @Test
    void wrongShapesAreRefusedWithTheirNumbers() {
        InputException video =
                assertThrows(InputException.class, () -> service.encode(new VideoInput("v", new float[7], 2)));
        assertTrue(video.getMessage().contains("7") && video.getMessage().contains("need 8"), video.getMessage());
        QueryInput query = new QueryInput("q", new float[5], 2, StepObjects.none());
        InputException tokens =
                assertThrows(InputException.class, () -> service.ground(video("v", 3), query, DURATION));
        assertTrue(tokens.getMessage().contains("5") && tokens.getMessage().contains("need 6"), tokens.getMessage());
        assertThrows(InputException.class, () -> request(video("v", 3), "q").withTopK(0));
        assertThrows(InputException.class, () -> new GroundingRequest(video("v", 3), query, -1));
        assertThrows(InputException.class, () -> request(video("v", 3), "q").withDeadline(Duration.ZERO));
    }

    @Test
    void whatASourceThrowsReachesTheCallerAsItIs() {
        IllegalStateException problem = new IllegalStateException("the store is down");
        VideoSource source = VideoSource.of("v", () -> {
            throw problem;
        });
        assertSame(problem, assertThrows(IllegalStateException.class, () -> service.encode(source)));
        ExecutionException e = assertThrows(
                ExecutionException.class, () -> service.encodeAsync(source).get(60, TimeUnit.SECONDS));
        assertSame(problem, e.getCause());
    }

    @Test
    void aListenerThatFailsChangesNothing() {
        service.addListener(new GroundingListener() {
            @Override
            public void finished(RequestReport report) {
                throw new AssertionError("listener");
            }
        });
        assertFalse(service.ground(video("v", 5), query("q"), DURATION).isEmpty());
    }

    @Test
    void everyRunAndItsTimesAreReported() {
        service.ground(new GroundingRequest(video("v", 5), List.of(query("a"), query("b")), DURATION));
        assertEquals(List.of(1, 1), reports.batches);
        RequestReport report = reports.finished.get(0);
        assertEquals(2, report.queries());
        assertEquals(Outcome.ANSWERED, report.outcome());
        for (Duration part : List.of(report.encode(), report.run(), report.rank(), report.total())) {
            assertTrue(part.toNanos() > 0, report.toString());
        }
    }

    @Test
    void aThreadOfTheServiceIsNotAllowedToWaitForIt() throws Exception {
        Gate gate = new Gate("gate");
        CompletableFuture<?> stage = service.encodeAsync(gate)
                .thenApply(v -> service.ground(video("other", 5), query("q"), DURATION))
                .handle((value, problem) -> problem.getCause());
        gate.open();
        assertEquals(IllegalStateException.class, stage.get().getClass());
    }

    @Test
    void theStatusTellsTheSettings() {
        ServiceStatus status = service.status();
        assertEquals(ServiceStatus.State.READY, status.state());
        assertEquals(2, status.workers());
        assertEquals(64, status.queueCapacity());
        assertEquals(folder, status.bundle());
        assertEquals(Provider.CPU, status.provider());
        assertTrue(service.ready());
    }

    @Test
    void settingsOutOfRangeAreRefused() {
        GroundingServiceBuilder builder = GroundingService.builder(folder);
        for (Runnable setting : List.<Runnable>of(
                () -> builder.workers(0),
                () -> builder.queueCapacity(0),
                () -> builder.cacheBytes(-1),
                () -> builder.maxSteps(0),
                () -> builder.warmUp(0),
                () -> builder.deadline(Duration.ZERO),
                () -> builder.queueWait(Duration.ofMillis(-1)))) {
            assertThrows(IllegalArgumentException.class, setting::run);
        }
    }
}
