package io.github.osgnet4j.tests;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.github.osgnet4j.data.annotation.AnnotatedQuery;
import io.github.osgnet4j.data.config.OsgnetConfig;
import io.github.osgnet4j.data.sample.Dataset;
import io.github.osgnet4j.data.sample.QueryFeatures;
import io.github.osgnet4j.encoders.BundleInputs;
import io.github.osgnet4j.encoders.Encoders;
import io.github.osgnet4j.encoders.TinyTextEncoder;
import io.github.osgnet4j.encoders.TinyVideo;
import io.github.osgnet4j.encoders.TinyVideoEncoder;
import io.github.osgnet4j.encoders.VideoFeatures;
import io.github.osgnet4j.encoders.VideoFile;
import io.github.osgnet4j.postprocess.LevelScores;
import io.github.osgnet4j.postprocess.Window;
import io.github.osgnet4j.runtime.GrounderOptions;
import io.github.osgnet4j.runtime.QueryInput;
import io.github.osgnet4j.runtime.StepObjects;
import io.github.osgnet4j.runtime.VideoInput;
import io.github.osgnet4j.runtime.VideoSource;
import io.github.osgnet4j.runtime.VideoStream;
import io.github.osgnet4j.runtime.error.ClosedGrounderException;
import io.github.osgnet4j.runtime.error.QueueFullException;
import io.github.osgnet4j.runtime.error.UnknownVideoException;
import io.github.osgnet4j.runtime.service.GroundingListener;
import io.github.osgnet4j.runtime.service.GroundingRequest;
import io.github.osgnet4j.runtime.service.GroundingResult;
import io.github.osgnet4j.runtime.service.GroundingService;
import io.github.osgnet4j.runtime.service.RequestReport;
import io.github.osgnet4j.runtime.service.ServiceStatus;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** The examples of docs/embedding.md, section by section, on the bundle and the data that come with the project. */
@Timeout(value = 300, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
class EmbeddingTutorialTest {

    private static final Path ROOT = Path.of(System.getProperty("osgnet.root"));

    private static Dataset data;
    private static double durationSeconds;
    private static VideoInput video;
    private static QueryInput query;
    private static List<QueryInput> queries;

    private final Path bundle = ROOT.resolve("models/demo");
    private final List<String> shown = new ArrayList<>();
    private GroundingService service;

    private void show(String query, List<Window> windows, float[] curve) {
        assertTrue(windows.size() <= 3 && curve.length >= video.steps(), query);
        shown.add(query);
    }

    @BeforeAll
    static void read() {
        data = Dataset.open(OsgnetConfig.load(ROOT.resolve("configs/demo.yaml"), Optional.empty()), Dataset.Split.VAL);
        AnnotatedQuery first = data.queries().get(0);
        durationSeconds = first.duration();
        var features = data.video(first.videoId());
        video = new VideoInput("clip", features.values(), features.steps());
        queries = data.queries().stream()
                .filter(q -> q.videoId().equals(first.videoId()))
                .map(EmbeddingTutorialTest::input)
                .toList();
        query = queries.get(0);
    }

    private static QueryInput input(AnnotatedQuery query) {
        QueryFeatures text = data.query(query);
        int[][] objects = data.objects(query).orElseThrow().frames().toArray(int[][]::new);
        return new QueryInput(query.queryId(), text.values(), text.tokens(), new StepObjects.Classes(objects));
    }

    @AfterAll
    static void release() {
        data.close();
    }

    @BeforeEach
    void openAService() {
        service = GroundingService.open(bundle);
    }

    @AfterEach
    void closeTheService() {
        service.closeNow();
    }

    @Test
    void open() {
        service.close();

        service = GroundingService.builder(bundle)
                .options(GrounderOptions.defaults().withIntraOpThreads(1))
                .workers(2)
                .queueCapacity(64)
                .queueWait(Duration.ZERO)
                .deadline(Duration.ofSeconds(30))
                .cacheBytes(256L << 20)
                .maxSteps(10_000)
                .open();

        assertTrue(service.ready());
        assertEquals(64, service.status().queueCapacity());
    }

    @Test
    void ask() {
        List<Window> windows = service.ground(video, query, durationSeconds);

        Window best = windows.get(0);
        double start = data.queries().get(0).timestamps().get(0).start();
        assertEquals(start, best.start(), 3);
    }

    @Test
    void askSeveral() {
        GroundingResult result = service.ground(new GroundingRequest(video, queries, durationSeconds)
                .withTopK(3)
                .withScores(true));
        for (GroundingResult.Answer answer : result.answers()) {
            LevelScores finest = answer.scores().get(0);
            show(answer.query(), answer.windows(), finest.logits());
        }

        assertEquals(queries.stream().map(QueryInput::id).toList(), shown);
    }

    @Test
    void askAndGoOn() {
        CompletableFuture<GroundingResult> future = service.groundAsync(
                new GroundingRequest(video, query, durationSeconds).withDeadline(Duration.ofSeconds(10)));
        CompletableFuture<Window> best = future.thenApplyAsync(
                result -> result.answers().get(0).windows().get(0));

        assertEquals(service.ground(video, query, durationSeconds).get(0), best.join());

        CompletableFuture<GroundingResult> unwanted =
                service.groundAsync(new GroundingRequest(video, queries, durationSeconds));
        unwanted.cancel(true);

        assertTrue(unwanted.isCancelled());
    }

    @Test
    void pushBack() {
        GroundingRequest patient =
                new GroundingRequest(video, query, durationSeconds).withQueueWait(Duration.ofSeconds(5));
        try {
            service.ground(patient);
        } catch (QueueFullException e) {
            System.err.printf("%d of %d waiting, try again later%n", e.length(), e.capacity());
        }

        assertEquals(0, service.status().queued());
    }

    @Test
    void loadWhenNeeded() {
        List<String> read = new ArrayList<>();
        Function<String, VideoInput> store = id -> {
            read.add(id);
            return video;
        };

        VideoSource source = VideoSource.of("clip", () -> store.apply("clip"));
        service.encode(source);
        service.ground(source, query, durationSeconds);
        service.ground(VideoSource.encoded("clip"), query, durationSeconds);

        assertEquals(List.of("clip"), read);

        service.invalidate("clip");

        assertThrows(
                UnknownVideoException.class, () -> service.ground(VideoSource.encoded("clip"), query, durationSeconds));
    }

    @Test
    void append() {
        List<float[]> camera = new ArrayList<>();
        int channels = service.manifest().dimensions().videoDim();
        for (int step = 0; step < video.steps(); step++) {
            camera.add(Arrays.copyOfRange(video.features(), step * channels, (step + 1) * channels));
        }

        VideoStream live = service.stream("camera 1");
        for (float[] step : camera) {
            live.append(step, 1);
        }
        List<Window> windows = service.ground(live, query, durationSeconds);

        assertEquals(service.ground(video, query, durationSeconds), windows);
    }

    @Test
    void swap() {
        Path newBundle = bundle;

        service.swap(newBundle);

        assertEquals(newBundle, service.bundle());
    }

    @Test
    void close() {
        CompletableFuture<GroundingResult> last =
                service.groundAsync(new GroundingRequest(video, query, durationSeconds));

        service.close(Duration.ofSeconds(20));

        assertFalse(last.join().answers().isEmpty());
        assertThrows(ClosedGrounderException.class, () -> service.ground(video, query, durationSeconds));
    }

    @Test
    void askAFileInWords(@TempDir Path folder) throws IOException {
        Path encoders = folder.resolve("encoders");
        for (int i = 0; i < 16; i++) {
            TinyVideoEncoder.write(
                    encoders.resolve("encoder-" + i),
                    "\"frames\": 1, \"stride_seconds\": 0.53333, \"sample_fps\": 1.875");
        }
        TinyTextEncoder.write(encoders.resolve("words"), 24, false, true);
        Files.writeString(encoders.resolve("words/encoder.json"), "{\"kind\": \"text\"}");
        Path clip = TinyVideo.moving(folder.resolve("clip.mp4"), 4, 5);

        List<Window> windows;
        try (Encoders loaded = Encoders.load(encoders)) {
            BundleInputs inputs = BundleInputs.of(service.manifest(), loaded);
            VideoFile file = VideoFile.open(clip);
            VideoFeatures features = loaded.encode(file, progress -> show(progress.done(), progress.total()));
            QueryInput question = inputs.query("question", "Where was the pan?");
            windows = service.ground(inputs.video("clip", features), question, features.duration());
        }
        double duration = VideoFile.open(clip).duration();
        assertEquals(4, duration, 0.01);
        assertTrue(windows.get(0).start() >= 0 && windows.get(0).end() <= duration, windows.toString());
        assertFalse(shown.isEmpty());
    }

    private void show(double done, double total) {
        assertTrue(done <= total);
        shown.add(done + " s");
    }

    @Test
    void watch() {
        List<RequestReport> reports = Collections.synchronizedList(new ArrayList<>());

        service.addListener(new GroundingListener() {
            @Override
            public void finished(RequestReport report) {
                reports.add(report);
            }
        });
        ServiceStatus status = service.status();

        service.ground(video, query, durationSeconds);
        assertEquals(ServiceStatus.State.READY, status.state());
        Map<RequestReport.Outcome, Long> outcomes =
                reports.stream().collect(Collectors.groupingBy(RequestReport::outcome, Collectors.counting()));
        assertEquals(Map.of(RequestReport.Outcome.ANSWERED, 1L), outcomes);
    }
}
