package io.github.osgnet4j.serve;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.github.osgnet4j.runtime.Grounder;
import io.github.osgnet4j.runtime.GrounderOptions;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.IntFunction;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/**
 * The server under load, for {@code osgnet.load.seconds}; what was measured goes to {@code target/load.json}. Without
 * {@code osgnet.load.model} the load is that of the demo, with it uploaded videos of {@code osgnet.load.steps}.
 */
class LoadTest {

    private static final double SECONDS = Double.parseDouble(System.getProperty("osgnet.load.seconds", "8"));
    private static final int WORKERS = Runtime.getRuntime().availableProcessors();
    private static final int QUEUE = 16;

    /** How many times as many requests as are answered make an overload, and clients as have a place. */
    private static final int OVERLOAD = 4;

    /** The share that even a busy machine leaves, unless a longer run on a quiet one promises more. */
    private static final double LEAST_RATIO = Double.parseDouble(System.getProperty("osgnet.load.ratio", "0.3"));

    private static final int ROUNDS = 4;
    private static final long MORE_BYTES = 256 << 20;

    private final Map<String, Object> report = new LinkedHashMap<>();
    private final List<Long> resident = new ArrayList<>();
    private final List<Long> heap = new ArrayList<>();
    private Path bundle;
    private Load load;

    @BeforeEach
    void prepare() {
        String other = System.getProperty("osgnet.load.model");
        bundle = other == null ? Demo.BUNDLE : Path.of(other);
        load = other == null
                ? new AnnotatedLoad(bundle, Demo.CONFIG)
                : new UploadedLoad(bundle, Integer.getInteger("osgnet.load.steps", 900));
    }

    @AfterEach
    void write() throws IOException {
        load.close();
        Path file = Path.of("target/load.json");
        Files.createDirectories(file.getParent());
        Running.JSON.writerWithDefaultPrettyPrinter().writeValue(file.toFile(), report);
        System.out.println("load: " + Running.JSON.writeValueAsString(report));
    }

    /** Queries a second of the network itself, on as many threads as the server has workers. */
    private double direct(double seconds) {
        try (Grounder grounder =
                Grounder.open(bundle, GrounderOptions.defaults().withIntraOpThreads(1))) {
            IntFunction<Runnable> callers = load.callers(grounder);
            IntStream.range(0, WORKERS).mapToObj(callers).forEach(Runnable::run);
            AtomicLong answered = new AtomicLong();
            long start = System.nanoTime();
            long end = start + (long) (seconds * 1e9);
            ExecutorService pool = Executors.newFixedThreadPool(WORKERS);
            try {
                List<CompletableFuture<Void>> running = IntStream.range(0, WORKERS)
                        .mapToObj(callers)
                        .map(caller -> CompletableFuture.runAsync(
                                () -> {
                                    while (System.nanoTime() < end) {
                                        caller.run();
                                        answered.incrementAndGet();
                                    }
                                },
                                pool))
                        .toList();
                running.forEach(CompletableFuture::join);
            } finally {
                pool.shutdown();
            }
            return answered.get() / ((System.nanoTime() - start) / 1e9);
        }
    }

    private void sampleMemory() {
        heap.add(Memory.heapAfterCollection());
        resident.add(Memory.resident());
    }

    @Test
    void underLoadEveryRequestIsAnsweredAndUnderOverloadAnsweredOrRefused() {
        List<Double> direct = new ArrayList<>();
        List<LoadGenerator.Report> loads = new ArrayList<>();
        List<LoadGenerator.Report> overloads = new ArrayList<>();
        LoadGenerator.Report storm;
        try (Running server =
                Running.start(load.server().port(0).workers(WORKERS).queueCapacity(QUEUE))) {
            LoadGenerator calm = new LoadGenerator(server.port(), 2 * WORKERS, load.clients(server));
            calm.run(SECONDS / 8);
            for (int round = 0; round < ROUNDS; round++) {
                direct.add(direct(SECONDS / 4 / ROUNDS));
                loads.add(calm.run(SECONDS / 4 / ROUNDS));
            }
            int clients = OVERLOAD * (QUEUE + WORKERS);
            IntFunction<LoadClient> asking = load.clientsOfOneVideo(server);
            LoadGenerator many = new LoadGenerator(server.port(), clients, asking);
            for (int round = 0; round < ROUNDS; round++) {
                overloads.add(many.run(SECONDS / 4 / ROUNDS, OVERLOAD * answered(loads)));
                sampleMemory();
            }
            storm = many.run(SECONDS / 8);
            sampleMemory();
            report.put(
                    "provenance",
                    server.get("/api/models").json().get("models").get(0).get("provenance"));
        }
        report.put("workers", WORKERS);
        report.put("direct per second", direct);
        report.put("load", loads);
        report.put("ratio of load to direct", answered(loads) / mean(direct));
        report.put("overload", overloads);
        report.put("ratio of overload to load", answered(overloads) / answered(loads));
        report.put("clients that do not wait", storm);
        report.put("resident", resident);
        report.put("heap", heap);

        for (LoadGenerator.Report calm : loads) {
            assertTrue(Set.of(200, 201).containsAll(calm.statuses().keySet()), calm.toString());
            assertEquals(0, calm.lost());
        }
        overloads.forEach(LoadTest::assertClean);
        assertClean(storm);
        assertTrue(
                overloads.stream().anyMatch(o -> o.statuses().containsKey(429)), "the overload was none: " + overloads);
        assertTrue(answered(loads) > LEAST_RATIO * mean(direct), report.toString());
        assertTrue(answered(overloads) > LEAST_RATIO * answered(loads), report.toString());
        assertTrue(resident.get(ROUNDS) < resident.get(0) + MORE_BYTES, resident.toString());
        assertTrue(heap.get(ROUNDS) < heap.get(0) + MORE_BYTES, heap.toString());
    }

    private static double mean(List<Double> rates) {
        return rates.stream().mapToDouble(Double::doubleValue).average().orElseThrow();
    }

    private static double answered(List<LoadGenerator.Report> reports) {
        return mean(
                reports.stream().map(LoadGenerator.Report::answeredPerSecond).toList());
    }

    /** Every request has an answer or a refusal with a reason, and some have an answer. */
    private static void assertClean(LoadGenerator.Report overload) {
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
}
