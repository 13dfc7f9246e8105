package io.github.osgnet4j.serve;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.github.osgnet4j.data.annotation.AnnotatedQuery;
import io.github.osgnet4j.data.config.OsgnetConfig;
import io.github.osgnet4j.data.sample.Dataset;
import io.github.osgnet4j.data.sample.ObjectFrames;
import io.github.osgnet4j.data.sample.QueryFeatures;
import io.github.osgnet4j.data.sample.VideoFeatures;
import io.github.osgnet4j.runtime.EncodedVideo;
import io.github.osgnet4j.runtime.Grounder;
import io.github.osgnet4j.runtime.GrounderOptions;
import io.github.osgnet4j.runtime.QueryInput;
import io.github.osgnet4j.runtime.StepObjects;
import io.github.osgnet4j.runtime.VideoInput;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;

/**
 * The service under load, for {@code osgnet.load.seconds}; what was measured goes to {@code target/load.json}. Bundle,
 * config and data root may be others than the demo's ({@code osgnet.load.model}, {@code .config}, {@code .data-root}).
 */
class LoadTest {

    private static final double SECONDS = Double.parseDouble(System.getProperty("osgnet.load.seconds", "6"));
    private static final int WORKERS = Runtime.getRuntime().availableProcessors();
    private static final Path BUNDLE = Path.of(System.getProperty("osgnet.load.model", Demo.BUNDLE.toString()));
    private static final int QUEUE = 16;
    private static final int OVERLOAD = 4;
    private static final int MOST_CLIPS = 4;

    /** The share of the direct throughput that even a busy machine leaves. */
    private static final double LEAST_RATIO = 0.3;

    private static final int ROUNDS = 3;
    private static final int PARTS = 4;
    private static final long MORE_BYTES = 256 << 20;

    private static final OsgnetConfig CONFIG = Optional.ofNullable(System.getProperty("osgnet.load.config"))
            .map(file -> OsgnetConfig.load(
                    Path.of(file),
                    Optional.ofNullable(System.getProperty("osgnet.load.data-root"))
                            .map(Path::of)))
            .orElse(Demo.CONFIG);

    private static List<AnnotatedQuery> queries(Dataset dataset) {
        Set<String> clips = new HashSet<>();
        return dataset.queries().stream()
                .filter(q -> clips.contains(q.videoId()) || clips.size() < MOST_CLIPS && clips.add(q.videoId()))
                .toList();
    }

    private static OsgnetServerBuilder server() {
        return OsgnetServer.builder()
                .port(0)
                .model(new NamedBundle("load", BUNDLE))
                .config(CONFIG)
                .workers(WORKERS)
                .queueCapacity(QUEUE);
    }

    /** Queries a second of the network itself, on as many threads as the service has workers. */
    private static double direct(Dataset dataset, List<AnnotatedQuery> queries, double seconds) {
        try (Grounder grounder =
                Grounder.open(BUNDLE, GrounderOptions.defaults().withIntraOpThreads(1))) {
            List<Runnable> work = new ArrayList<>();
            Map<String, EncodedVideo> encoded = new LinkedHashMap<>();
            for (AnnotatedQuery query : queries) {
                EncodedVideo video = encoded.computeIfAbsent(query.videoId(), id -> {
                    VideoFeatures features = dataset.video(id);
                    return grounder.encode(new VideoInput(id, features.values(), features.steps()));
                });
                work.add(() -> grounder.ground(video, input(dataset, query), query.duration()));
            }
            work.forEach(Runnable::run);
            return rate(work, seconds);
        }
    }

    private static QueryInput input(Dataset dataset, AnnotatedQuery query) {
        QueryFeatures tokens = dataset.query(query);
        Optional<ObjectFrames> objects = dataset.objects(query);
        StepObjects steps = objects.isEmpty()
                ? StepObjects.none()
                : new StepObjects.Rows(
                        objects.get().table(),
                        objects.get().rows(),
                        objects.get().frames().toArray(int[][]::new));
        return new QueryInput(query.queryId(), tokens.values(), tokens.tokens(), steps);
    }

    private static double rate(List<Runnable> work, double seconds) {
        AtomicLong next = new AtomicLong();
        long start = System.nanoTime();
        long end = start + (long) (seconds * 1e9);
        ExecutorService pool = Executors.newFixedThreadPool(WORKERS);
        try {
            List<CompletableFuture<Void>> running = new ArrayList<>();
            for (int i = 0; i < WORKERS; i++) {
                running.add(CompletableFuture.runAsync(
                        () -> {
                            while (System.nanoTime() < end) {
                                work.get((int) (next.getAndIncrement() % work.size()))
                                        .run();
                            }
                        },
                        pool));
            }
            running.forEach(CompletableFuture::join);
        } finally {
            pool.shutdown();
        }
        return next.get() / ((System.nanoTime() - start) / 1e9);
    }

    private static LoadGenerator clients(Running server, int count, List<AnnotatedQuery> queries) {
        List<String> bodies =
                queries.stream().map(q -> Running.annotated(q).toString()).toList();
        return new LoadGenerator(server.port(), count, i -> bodies.get(i % bodies.size()));
    }

    private static void write(Map<String, Object> report) {
        try {
            Path file = Path.of("target/load.json");
            Files.createDirectories(file.getParent());
            Running.JSON.writerWithDefaultPrettyPrinter().writeValue(file.toFile(), report);
            System.out.println("load: " + Running.JSON.writeValueAsString(report));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    @Test
    void underLoadEveryRequestIsAnsweredAndUnderOverloadAnsweredOrRefused() {
        Map<String, Object> report = new LinkedHashMap<>();
        List<LoadGenerator.Report> loads = new ArrayList<>();
        List<LoadGenerator.Report> overloads = new ArrayList<>();
        List<Long> resident = new ArrayList<>();
        List<Long> heap = new ArrayList<>();
        double direct = 0;
        try (Dataset dataset = Dataset.open(CONFIG, Dataset.Split.VAL);
                Running server = Running.start(server())) {
            List<AnnotatedQuery> queries = queries(dataset);
            LoadGenerator calm = clients(server, 2 * WORKERS, queries);
            assertEquals(Set.of(200), calm.run(SECONDS / 8).statuses().keySet());
            for (int round = 0; round < ROUNDS; round++) {
                direct += direct(dataset, queries, SECONDS / 4 / ROUNDS) / ROUNDS;
                loads.add(calm.run(SECONDS / 4 / ROUNDS));
            }
            LoadGenerator many = clients(server, OVERLOAD * (QUEUE + WORKERS), queries);
            for (int part = 0; part < PARTS; part++) {
                overloads.add(many.run(SECONDS / 2 / PARTS));
                heap.add(Memory.heapAfterCollection());
                resident.add(Memory.resident());
            }
            double served = loads.stream()
                    .mapToDouble(LoadGenerator.Report::perSecond)
                    .average()
                    .orElseThrow();
            report.put(
                    "provenance",
                    server.get("/api/models").json().get("models").get(0).get("provenance"));
            report.put("workers", WORKERS);
            report.put("direct per second", direct);
            report.put("served per second", served);
            report.put("ratio", served / direct);
            report.put("load", loads);
            report.put("overload", overloads);
            report.put("resident", resident);
            report.put("heap", heap);
            write(report);

            assertTrue(served > LEAST_RATIO * direct, report.toString());
        }
        for (LoadGenerator.Report load : loads) {
            assertEquals(Set.of(200), load.statuses().keySet());
            assertEquals(0, load.lost());
        }
        for (LoadGenerator.Report overload : overloads) {
            Set<Integer> unclean = new HashSet<>(overload.statuses().keySet());
            unclean.removeAll(Set.of(200, 429, 503));
            assertEquals(Set.of(), unclean);
            assertTrue(overload.statuses().getOrDefault(200, 0) > 0, overload.toString());
            assertEquals(0, overload.lost());
            assertEquals(
                    overload.sent(),
                    overload.statuses().values().stream()
                            .mapToInt(Integer::intValue)
                            .sum());
        }
        assertTrue(
                overloads.stream().anyMatch(o -> o.statuses().containsKey(429)), "the overload was none: " + overloads);
        assertTrue(resident.get(PARTS - 1) < resident.get(0) + MORE_BYTES, resident.toString());
        assertTrue(heap.get(PARTS - 1) < heap.get(0) + MORE_BYTES, heap.toString());
    }
}
