package io.github.osgnet4j.runtime.service;

import io.github.osgnet4j.runtime.QueryInput;
import io.github.osgnet4j.runtime.StepObjects;
import io.github.osgnet4j.runtime.TinyBundle;
import io.github.osgnet4j.runtime.TinyNetwork;
import io.github.osgnet4j.runtime.VideoInput;
import io.github.osgnet4j.runtime.VideoSource;
import io.github.osgnet4j.runtime.bundle.Manifest;
import io.github.osgnet4j.runtime.error.QueueFullException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.BooleanSupplier;

/** Requests for services of the {@link TinyNetwork}. */
public final class ServiceFixture {

    public static final double DURATION = 20;
    private static final long PATIENCE_SECONDS = 90;

    private ServiceFixture() {}

    /** A bundle with samples, in a folder. */
    public static Path bundle(Path folder) {
        TinyBundle bundle = new TinyBundle(false).withSample(0);
        bundle.files.put(Manifest.TEXT_GRAPH, bundle.network.endlessTextGraph());
        return bundle.write(folder);
    }

    public static VideoInput video(String id, int steps) {
        return new VideoInput(id, TinyBundle.random(id.hashCode(), steps * TinyNetwork.VIDEO), steps);
    }

    public static QueryInput query(String id) {
        return new QueryInput(id, TinyBundle.random(id.hashCode(), 3 * TinyNetwork.TEXT), 3, StepObjects.none());
    }

    /** A query that runs until somebody stops it. */
    public static QueryInput endless(String id) {
        float[] tokens = new float[TinyNetwork.TEXT];
        Arrays.fill(tokens, 2 * TinyNetwork.ENDLESS);
        return new QueryInput(id, tokens, 1, StepObjects.none());
    }

    public static GroundingRequest request(VideoSource video, String query) {
        return new GroundingRequest(video, query(query), DURATION);
    }

    public static void await(String what, BooleanSupplier condition) throws InterruptedException {
        long end = System.nanoTime() + TimeUnit.SECONDS.toNanos(PATIENCE_SECONDS);
        while (!condition.getAsBoolean()) {
            if (System.nanoTime() > end) {
                throw new AssertionError("not within " + Duration.ofSeconds(PATIENCE_SECONDS) + ": " + what);
            }
            Thread.sleep(1);
        }
    }

    /** A video that keeps the worker that loads it until it is opened. */
    public static final class Gate implements VideoSource {

        private final VideoInput video;
        private final CountDownLatch entered = new CountDownLatch(1);
        private final CountDownLatch opened = new CountDownLatch(1);
        public final AtomicInteger loads = new AtomicInteger();

        public Gate(String id) {
            video = ServiceFixture.video(id, 10);
        }

        @Override
        public String id() {
            return video.id();
        }

        @Override
        public VideoInput load() {
            loads.incrementAndGet();
            entered.countDown();
            try {
                if (!opened.await(PATIENCE_SECONDS, TimeUnit.SECONDS)) {
                    throw new IllegalStateException("nobody opened the gate");
                }
            } catch (InterruptedException e) {
                throw new IllegalStateException(e);
            }
            return video;
        }

        public void awaitEntered() throws InterruptedException {
            if (!entered.await(PATIENCE_SECONDS, TimeUnit.SECONDS)) {
                throw new AssertionError("nobody loaded " + video.id());
            }
        }

        public void open() {
            opened.countDown();
        }
    }

    /** Keeps the reports. */
    public static final class Reports implements GroundingListener {

        public final List<RequestReport> finished = Collections.synchronizedList(new ArrayList<>());
        public final List<QueueFullException> rejected = Collections.synchronizedList(new ArrayList<>());
        public final List<Integer> batches = Collections.synchronizedList(new ArrayList<>());
        public final List<List<Path>> swaps = Collections.synchronizedList(new ArrayList<>());

        @Override
        public void rejected(String video, QueueFullException reason) {
            rejected.add(reason);
        }

        @Override
        public void ran(int queries, Duration time) {
            batches.add(queries);
        }

        @Override
        public void finished(RequestReport report) {
            finished.add(report);
        }

        @Override
        public void swapped(Path from, Path to) {
            swaps.add(List.of(from, to));
        }
    }
}
