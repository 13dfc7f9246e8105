package io.github.osgnet4j.serve;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.sun.management.OperatingSystemMXBean;
import io.github.osgnet4j.runtime.Grounder;
import io.github.osgnet4j.runtime.GrounderOptions;
import io.github.osgnet4j.serve.LoadGenerator.Report;
import java.io.IOException;
import java.lang.management.ManagementFactory;
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
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
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

    /** The machine's speed changes within seconds: what is compared runs in short turns. */
    private static final int TURNS = (int) Math.max(4, SECONDS / 16);

    private static final int PARTS = 4;
    private static final long MORE_BYTES = 256 << 20;

    private static final OperatingSystemMXBean SYSTEM =
            (OperatingSystemMXBean) ManagementFactory.getOperatingSystemMXBean();

    private final Map<String, Object> report = new LinkedHashMap<>();
    private final List<Long> resident = new ArrayList<>();
    private final List<Long> outsideHeap = new ArrayList<>();
    private final List<Long> heap = new ArrayList<>();
    private Path bundle;
    private Load load;
    private double ratio;

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

    /** Queries a second of some threads. */
    private static double rate(List<Runnable> callers, double seconds) {
        AtomicLong answered = new AtomicLong();
        long start = System.nanoTime();
        long end = start + (long) (seconds * 1e9);
        ExecutorService pool = Executors.newFixedThreadPool(callers.size());
        try {
            List<CompletableFuture<Void>> running = callers.stream()
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

    /** Turns of the network itself, on as many threads as the server has workers, and of the server. */
    private Report compare(LoadGenerator clients) {
        List<Double> direct = new ArrayList<>();
        List<Double> ratios = new ArrayList<>();
        List<Double> work = new ArrayList<>();
        List<LoadGenerator.Run> runs = new ArrayList<>();
        try (Grounder grounder =
                Grounder.open(bundle, GrounderOptions.defaults().withIntraOpThreads(1))) {
            List<Runnable> callers =
                    IntStream.range(0, WORKERS).mapToObj(load.callers(grounder)).toList();
            clients.run(SECONDS / 16);
            rate(callers, SECONDS / 16);
            for (int turn = 0; turn < TURNS; turn++) {
                Processors began = Processors.now();
                direct.add(rate(callers, SECONDS / 4 / TURNS));
                double alone = began.secondsForEach(direct.get(turn));
                began = Processors.now();
                runs.add(clients.run(SECONDS / 4 / TURNS));
                ratios.add(runs.get(turn).answeredPerSecond() / direct.get(turn));
                work.add(alone / began.secondsForEach(runs.get(turn).answeredPerSecond()));
            }
        }
        Report served = Report.of(runs);
        ratio = median(ratios);
        report.put("direct per second", mean(direct));
        report.put("load", served);
        report.put("turns", TURNS);
        report.put("ratio of load to direct, median", ratio);
        report.put("ratio of load to direct, of all turns", served.answeredPerSecond() / mean(direct));
        report.put("ratio of processor time, direct to load, median", median(work));
        return served;
    }

    /** The clock and this process's time on processors, which says on a busy machine too what a query costs. */
    private record Processors(long clock, long busy) {

        static Processors now() {
            return new Processors(System.nanoTime(), SYSTEM.getProcessCpuTime());
        }

        /** Seconds of processors for each of so many a second since. */
        double secondsForEach(double perSecond) {
            Processors now = now();
            return (now.busy - busy) / (perSecond * (now.clock - clock));
        }
    }

    private static double mean(List<Double> numbers) {
        return numbers.stream().mapToDouble(Double::doubleValue).average().orElseThrow();
    }

    private static double median(List<Double> numbers) {
        List<Double> sorted = numbers.stream().sorted().toList();
        return (sorted.get((sorted.size() - 1) / 2) + sorted.get(sorted.size() / 2)) / 2;
    }

    private void sampleMemory() throws InterruptedException {
        heap.add(Memory.heapAfterCollection());
        // The collector gives memory back to the system a little later than it says.
        TimeUnit.SECONDS.sleep(1);
        resident.add(Memory.resident());
        outsideHeap.add(Memory.outsideHeap());
    }

    @Test
    void underLoadEveryRequestIsAnsweredAndUnderOverloadAnsweredOrRefused() throws InterruptedException {
        Report served;
        List<LoadGenerator.Run> overloads = new ArrayList<>();
        Report storm;
        report.put("workers", WORKERS);
        try (Running server = Running.start(
                load.server().port(0).service(s -> s.workers(WORKERS).queueCapacity(QUEUE)))) {
            report.put(
                    "provenance",
                    server.get("/api/models").json().get("models").get(0).get("provenance"));
            served = compare(new LoadGenerator(server.port(), 2 * WORKERS, load.clients(server)));
            int clients = OVERLOAD * (QUEUE + WORKERS);
            LoadGenerator many = new LoadGenerator(server.port(), clients, load.clientsOfOneVideo(server));
            for (int part = 0; part < PARTS; part++) {
                overloads.add(many.run(SECONDS / 4 / PARTS, OVERLOAD * served.answeredPerSecond()));
                sampleMemory();
            }
            storm = Report.of(List.of(many.run(SECONDS / 8)));
            sampleMemory();
        }
        Report overload = Report.of(overloads);
        report.put("overload", overload);
        report.put("ratio of overload to load", overload.answeredPerSecond() / served.answeredPerSecond());
        report.put("clients that do not wait", storm);
        report.put("resident", resident);
        report.put("outside the heap", outsideHeap);
        report.put("heap", heap);

        assertTrue(Set.of(200, 201).containsAll(served.statuses().keySet()), served.toString());
        assertEquals(0, served.lost());
        assertClean(overload);
        assertClean(storm);
        assertTrue(overload.statuses().containsKey(429), "the overload was none: " + overload);
        assertTrue(ratio > LEAST_RATIO, report.toString());
        assertTrue(overload.answeredPerSecond() > LEAST_RATIO * served.answeredPerSecond(), report.toString());
        assertTrue(outsideHeap.get(PARTS) < outsideHeap.get(0) + MORE_BYTES, outsideHeap.toString());
        assertTrue(heap.get(PARTS) < heap.get(0) + MORE_BYTES, heap.toString());
    }

    /** Every request has an answer or a refusal with a reason, and some have an answer. */
    private static void assertClean(Report overload) {
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
