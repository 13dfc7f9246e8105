package io.github.osgnet4j.runtime.service;

import io.github.osgnet4j.postprocess.Window;
import io.github.osgnet4j.runtime.EncodedVideo;
import io.github.osgnet4j.runtime.Grounder;
import io.github.osgnet4j.runtime.QueryInput;
import io.github.osgnet4j.runtime.TinyNetwork;
import io.github.osgnet4j.runtime.VideoInput;
import io.github.osgnet4j.runtime.VideoStream;
import io.github.osgnet4j.runtime.error.ClosedGrounderException;
import io.github.osgnet4j.runtime.error.DeadlineExceededException;
import io.github.osgnet4j.runtime.error.InputException;
import io.github.osgnet4j.runtime.error.QueueFullException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;
import java.util.concurrent.CancellationException;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;
import java.util.concurrent.atomic.LongAdder;

/**
 * Threads that ask, cancel, let deadlines pass, append, invalidate and send rubbish, while others swap the bundle and put
 * a new service in place of one that is closed under its requests. Every answer must be the right one, every failure the
 * one that was provoked. Run in a JVM of its own: {@code StressProgram FOLDER SECONDS}.
 */
final class StressProgram {

    private static final int THREADS = 8;
    private static final int VIDEOS = 6;
    private static final int QUERIES = 4;

    private final Path[] bundles;
    private final long end;
    private final Map<String, List<Window>> expected = new HashMap<>();
    private final Map<String, LongAdder> counts = new ConcurrentHashMap<>();
    private final AtomicReference<Throwable> wrong = new AtomicReference<>();
    private final AtomicReference<GroundingService> current = new AtomicReference<>();

    private StressProgram(Path folder, int seconds) {
        bundles = new Path[] {ServiceFixture.bundle(folder.resolve("a")), ServiceFixture.bundle(folder.resolve("b"))};
        end = System.nanoTime() + TimeUnit.SECONDS.toNanos(seconds);
    }

    public static void main(String[] args) throws Exception {
        StressProgram program = new StressProgram(Path.of(args[0]), Integer.parseInt(args[1]));
        program.run(Integer.parseInt(args[1]));
    }

    private void run(int seconds) throws Exception {
        try (Grounder grounder = Grounder.open(bundles[0])) {
            for (int video = 0; video < VIDEOS; video++) {
                EncodedVideo encoded = grounder.encode(video(video));
                for (int query = 0; query < QUERIES; query++) {
                    expected.put(video + "/" + query, grounder.ground(encoded, query(query), ServiceFixture.DURATION));
                }
            }
        }
        current.set(open());
        List<Thread> threads = new ArrayList<>();
        for (int i = 0; i < THREADS; i++) {
            long seed = i;
            threads.add(start("asker-" + i, new Random(seed), this::ask));
        }
        threads.add(start("swapper", new Random(100), this::swap));
        threads.add(start("replacer", new Random(200), this::replace));
        TimeUnit.MILLISECONDS.sleep(seconds * 1000L / 3);
        long settled = residentKilobytes();
        for (Thread thread : threads) {
            thread.join();
        }
        long last = residentKilobytes();
        current.get().closeNow();
        if (wrong.get() != null) {
            wrong.get().printStackTrace(System.out);
            System.exit(1);
        }
        System.out.println("settled-kilobytes " + settled);
        System.out.println("last-kilobytes " + last);
        System.out.println("threads " + threadsLeft());
        new TreeMap<>(counts).forEach((what, count) -> System.out.println(what + " " + count));
    }

    private interface Action {
        void act(Random random) throws Exception;
    }

    private Thread start(String name, Random random, Action action) {
        Thread thread = new Thread(
                () -> {
                    try {
                        while (System.nanoTime() < end && wrong.get() == null) {
                            action.act(random);
                        }
                    } catch (Exception | Error e) {
                        wrong.compareAndSet(null, e);
                    }
                },
                name);
        thread.start();
        return thread;
    }

    private GroundingService open() {
        return GroundingService.builder(bundles[0])
                .workers(2)
                .queueCapacity(6)
                // Room for some of the videos, so that they push each other out.
                .cacheBytes(2000)
                .maxSteps(200)
                .open();
    }

    private void replace(Random random) throws InterruptedException {
        TimeUnit.MILLISECONDS.sleep(random.nextInt(200));
        GroundingService old = current.getAndSet(open());
        switch (random.nextInt(3)) {
            case 0 -> old.closeNow();
            case 1 -> old.close(Duration.ofMillis(random.nextInt(20)));
            default -> old.close();
        }
        check(old.status().state() == ServiceStatus.State.CLOSED, "not closed: " + old.status());
        check(old.status().unfinished() == 0, "closed with requests: " + old.status());
        count("replaced");
    }

    private void swap(Random random) throws InterruptedException {
        TimeUnit.MILLISECONDS.sleep(random.nextInt(100));
        try {
            current.get().swap(bundles[random.nextInt(2)]);
            count("swapped");
        } catch (ClosedGrounderException e) {
            count("swap-closed");
        }
    }

    private void ask(Random random) throws InterruptedException {
        GroundingService service = current.get();
        int video = random.nextInt(VIDEOS);
        int query = random.nextInt(QUERIES);
        GroundingRequest request = new GroundingRequest(video(video), query(query), ServiceFixture.DURATION);
        GroundingRequest endless = new GroundingRequest(
                video(video), List.of(query(query), ServiceFixture.endless("e")), ServiceFixture.DURATION);
        try {
            switch (random.nextInt(8)) {
                case 0 -> cancel(service.groundAsync(request), random);
                case 1 -> cancel(service.groundAsync(endless), random);
                case 2 -> service.ground(endless.withDeadline(Duration.ofMillis(1 + random.nextInt(10))));
                case 3 ->
                    service.ground(new GroundingRequest(
                            new VideoInput("bad", new float[] {1, Float.NaN, 2, 3}, 1), query(query), 10));
                case 4 -> stream(service, video, query);
                case 5 -> {
                    service.invalidate("v" + video);
                    count("invalidated");
                }
                default ->
                    answered(
                            service.ground(request.withQueueWait(Duration.ofMillis(random.nextInt(20)))), video, query);
            }
        } catch (QueueFullException | ClosedGrounderException | DeadlineExceededException | InputException e) {
            count(e.getClass().getSimpleName());
        }
    }

    private void cancel(CompletableFuture<GroundingResult> future, Random random) throws InterruptedException {
        if (random.nextBoolean()) {
            TimeUnit.MICROSECONDS.sleep(random.nextInt(3000));
        }
        future.cancel(true);
        try {
            future.get();
            count("too-late-to-cancel");
        } catch (CancellationException e) {
            count("cancelled");
        } catch (ExecutionException e) {
            if (e.getCause() instanceof QueueFullException || e.getCause() instanceof ClosedGrounderException) {
                count("refused");
            } else {
                throw new AssertionError("a cancelled request failed otherwise", e);
            }
        }
    }

    private void stream(GroundingService service, int video, int query) {
        VideoInput whole = video(video);
        VideoStream stream = service.stream("stream-" + Thread.currentThread().getName());
        int half = whole.features().length / 2 / TinyNetwork.VIDEO;
        float[] first = new float[half * TinyNetwork.VIDEO];
        float[] second = new float[whole.features().length - first.length];
        System.arraycopy(whole.features(), 0, first, 0, first.length);
        System.arraycopy(whole.features(), first.length, second, 0, second.length);
        stream.append(first, half);
        service.ground(new GroundingRequest(stream, query(query), ServiceFixture.DURATION));
        stream.append(second, whole.steps() - half);
        service.invalidate(stream.id());
        answered(service.ground(new GroundingRequest(stream, query(query), ServiceFixture.DURATION)), video, query);
        count("streamed");
    }

    private void answered(GroundingResult result, int video, int query) {
        List<Window> windows = result.answers().get(0).windows();
        check(
                windows.equals(expected.get(video + "/" + query)),
                "video " + video + ", query " + query + " gave " + windows);
        count("answered");
    }

    private static VideoInput video(int number) {
        return ServiceFixture.video("v" + number, 20 + 10 * number);
    }

    private static QueryInput query(int number) {
        return ServiceFixture.query("q" + number);
    }

    private void count(String what) {
        counts.computeIfAbsent(what, w -> new LongAdder()).increment();
    }

    private static void check(boolean condition, String problem) {
        if (!condition) {
            throw new AssertionError(problem);
        }
    }

    /** Threads of services that stay: one that was told to end may take a moment to. */
    private static long threadsLeft() throws InterruptedException {
        long end = System.nanoTime() + TimeUnit.MINUTES.toNanos(1);
        while (aliveThreads() > 0 && System.nanoTime() < end) {
            TimeUnit.MILLISECONDS.sleep(10);
        }
        return aliveThreads();
    }

    private static long aliveThreads() {
        return Thread.getAllStackTraces().keySet().stream()
                .filter(thread -> thread.getName().startsWith("osgnet-"))
                .count();
    }

    /** What the process has in memory, after giving back what it can. */
    private static long residentKilobytes() throws IOException, InterruptedException {
        for (int i = 0; i < 3; i++) {
            System.gc();
            TimeUnit.MILLISECONDS.sleep(100);
        }
        return Files.readAllLines(Path.of("/proc/self/status")).stream()
                .filter(line -> line.startsWith("VmRSS:"))
                .mapToLong(line -> Long.parseLong(line.replaceAll("\\D", "")))
                .findFirst()
                .orElseThrow();
    }
}
