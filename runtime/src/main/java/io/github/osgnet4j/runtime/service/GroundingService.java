package io.github.osgnet4j.runtime.service;

import io.github.osgnet4j.postprocess.Window;
import io.github.osgnet4j.runtime.EncodedVideo;
import io.github.osgnet4j.runtime.Grounder;
import io.github.osgnet4j.runtime.GrounderOptions;
import io.github.osgnet4j.runtime.QueryInput;
import io.github.osgnet4j.runtime.VideoSource;
import io.github.osgnet4j.runtime.VideoStream;
import io.github.osgnet4j.runtime.bundle.Bundle;
import io.github.osgnet4j.runtime.bundle.Manifest;
import io.github.osgnet4j.runtime.error.BundleException;
import io.github.osgnet4j.runtime.error.ClosedGrounderException;
import io.github.osgnet4j.runtime.error.DeadlineExceededException;
import io.github.osgnet4j.runtime.error.GrounderException;
import io.github.osgnet4j.runtime.error.InferenceException;
import io.github.osgnet4j.runtime.error.InputException;
import io.github.osgnet4j.runtime.error.QueueFullException;
import io.github.osgnet4j.runtime.error.RequestCancelledException;
import io.github.osgnet4j.runtime.error.UnknownVideoException;
import io.github.osgnet4j.runtime.error.VideoTooLongException;
import io.github.osgnet4j.runtime.service.ServiceStatus.State;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;

/**
 * Answers queries in a Java service: a {@link Grounder} with workers, a bounded queue, deadlines, a cache of encoded
 * videos, and a bundle that can be swapped while requests run. Thread-safe.
 *
 * <pre>{@code
 * try (GroundingService service = GroundingService.open(bundle)) {
 *     VideoInput video = new VideoInput("clip", features, steps);
 *     QueryInput query = new QueryInput("knife", tokens, tokenCount, StepObjects.none());
 *     List<Window> windows = service.ground(video, query, durationSeconds);
 * }
 * }</pre>
 *
 * <p>Failures are {@link GrounderException}s: {@link InputException} for input that the network cannot process,
 * {@link VideoTooLongException}, {@link QueueFullException}, {@link DeadlineExceededException},
 * {@link UnknownVideoException}, {@link InferenceException}, {@link RequestCancelledException} where the calling thread
 * was interrupted, {@link ClosedGrounderException} after or by closing. A waiting call throws it, a future carries it.
 *
 * <p>A future that is cancelled, or completed by anybody else, ends its request: in the queue at once, in the network at
 * the next operation. Stages that depend on the future do not cancel it. They run on the threads of the service, its
 * workers or the one of its deadlines, unless they are asynchronous: what takes time belongs elsewhere, and a waiting call
 * made there throws {@link IllegalStateException}.
 */
public final class GroundingService implements AutoCloseable {

    private final ServiceParts parts;
    private final Workers workers;
    private final Deadlines deadlines = new Deadlines();
    private volatile State state = State.READY;

    GroundingService(ServiceSettings settings) {
        BundleSwitch bundles = new BundleSwitch(settings);
        String name = "The service of " + settings.bundle();
        parts = new ServiceParts(
                settings,
                bundles,
                new VideoCache(settings.cacheBytes(), bundles.grounder().videoGraphHash()),
                new RequestQueue(name, settings.queueCapacity()),
                new Listeners(settings.listeners()));
        workers = new Workers(settings.workers(), parts.queue(), this::free);
        workers.start();
    }

    /** Opens a bundle for throughput on the CPU; see {@link #builder}. */
    public static GroundingService open(Path bundle) {
        return builder(bundle).open();
    }

    /** Settings for a service of a bundle. */
    public static GroundingServiceBuilder builder(Path bundle) {
        return new GroundingServiceBuilder(bundle);
    }

    /**
     * Finds the windows that answer a query, and waits for them.
     *
     * @param video loaded and encoded unless the cache holds it
     * @param durationSeconds length of the clip; windows end there
     * @return windows in seconds, best first, at least one
     */
    public List<Window> ground(VideoSource video, QueryInput query, double durationSeconds) {
        return ground(new GroundingRequest(video, query, durationSeconds)).single();
    }

    /** Answers a request, and waits for it. */
    public GroundingResult ground(GroundingRequest request) {
        requireOtherThread();
        return await(request.video(), groundAsync(request));
    }

    /**
     * Answers a request. Returns at once, unless the request may wait for a place in the queue; on the threads of the
     * service it never waits, and a full queue refuses it.
     */
    public CompletableFuture<GroundingResult> groundAsync(GroundingRequest request) {
        return submit(request, (video, result) -> result);
    }

    /** Encodes a video into the cache, and waits for it; not necessary, but the first query is answered sooner. */
    public EncodedVideo encode(VideoSource video) {
        requireOtherThread();
        return await(video, encodeAsync(video));
    }

    /** Encodes a video into the cache. */
    public CompletableFuture<EncodedVideo> encodeAsync(VideoSource video) {
        return submit(new GroundingRequest(video, List.of(), 1), (encoded, result) -> encoded);
    }

    /** A video whose features arrive incrementally. */
    public VideoStream stream(String id) {
        return new VideoStream(
                id,
                parts.bundles().grounder().manifest().dimensions().videoDim(),
                parts.settings().maxSteps());
    }

    /** Removes the encoding of a video from the cache: later requests encode it again. */
    public void invalidate(String id) {
        parts.cache().invalidate(id);
    }

    /** Removes all encodings from the cache. */
    public void invalidateAll() {
        parts.cache().clear();
    }

    /** Swaps the bundle with the options in use; see {@link #swap(Path, GrounderOptions)}. */
    public void swap(Path bundle) {
        swap(bundle, parts.settings().options());
    }

    /**
     * Replaces the current bundle without losing a request: opens the new bundle, verifies it and warms it up while the
     * old one continues; then new requests use the new one, and the old one is closed when its requests have ended.
     * Returns after that; interrupted while it waits for them, it returns with the thread's interrupt set.
     *
     * @throws BundleException if the bundle cannot be used; the old one stays in use
     * @throws ClosedGrounderException if the service is closed, or gets closed before the bundle answers
     * @throws IllegalStateException on a thread of the service, whose own request it would wait for
     */
    public void swap(Path bundle, GrounderOptions options) {
        requireOtherThread();
        if (state != State.READY) {
            throw new ClosedGrounderException("The service of " + bundle() + " is closed and swaps no bundle");
        }
        FlightEvents.Swap event = new FlightEvents.Swap();
        event.begin();
        Path from = bundle();
        try {
            parts.bundles().swap(bundle, options, grounder -> parts.cache().keep(grounder.videoGraphHash()));
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        event.from = from.toString();
        event.to = bundle.toString();
        event.commit();
        parts.listeners().tell(listener -> listener.swapped(from, bundle));
    }

    /** Folder of the current bundle. */
    public Path bundle() {
        return parts.bundles().folder();
    }

    /** The current bundle, as it was opened. */
    public Bundle openedBundle() {
        return parts.bundles().grounder().bundle();
    }

    /** The manifest of the current bundle. */
    public Manifest manifest() {
        return parts.bundles().grounder().manifest();
    }

    /** Whether the current bundle runs the scan in native code; see {@link Grounder#hasNativeScan}. */
    public boolean hasNativeScan() {
        return parts.bundles().grounder().hasNativeScan();
    }

    /** Queries of a video that run at once if a request has several; see {@link GrounderOptions#batchSize}. */
    public int batchSize(EncodedVideo video) {
        return parts.bundles().grounder().batchSize(video);
    }

    /** Runs synthetic queries on synthetic videos with the current bundle, as {@link Grounder#warmUp} does. */
    public void warmUp(int... steps) {
        parts.bundles().grounder().warmUp(steps);
    }

    /**
     * Whether it accepts requests. A service is ready from its opening, which verifies its bundle, until it is closed.
     */
    public boolean ready() {
        return state == State.READY;
    }

    /** The current status. */
    public ServiceStatus status() {
        return new ServiceStatus(
                state,
                bundle(),
                parts.bundles().grounder().provider(),
                parts.settings().workers(),
                parts.queue().length(),
                parts.settings().queueCapacity(),
                parts.queue().unfinishedCount(),
                parts.cache().size(),
                parts.cache().bytes(),
                parts.cache().capacity());
    }

    /** Adds a listener. */
    public void addListener(GroundingListener listener) {
        parts.listeners().add(Objects.requireNonNull(listener, "listener"));
    }

    /** Removes a listener. */
    public void removeListener(GroundingListener listener) {
        parts.listeners().remove(listener);
    }

    /**
     * Accepts no further requests, waits until pending ones are answered, and frees everything. A swap in progress on
     * another thread is abandoned, and the bundle it has opened is freed first. If the thread is interrupted, requests
     * are cancelled as by {@link #closeNow} and this returns without waiting. Called from a stage on a thread of the
     * service, it does not wait. Further calls also wait and have no other effect.
     */
    @Override
    public void close() {
        close(Duration.ofNanos(Long.MAX_VALUE));
    }

    /** Closes as {@link #close()}, but cancels requests that are not answered after some time. */
    public void close(Duration grace) {
        beginClosing();
        if (onOwnThread()) {
            return;
        }
        try {
            if (!workers.await(TimeUnit.NANOSECONDS.convert(grace))) {
                cancelAll();
                workers.await(Long.MAX_VALUE);
            }
        } catch (InterruptedException e) {
            cancelAll();
            Thread.currentThread().interrupt();
        }
    }

    /**
     * Closes, and cancels every request: their futures fail with {@link ClosedGrounderException}. Those that run are
     * stopped at the next operation of the network; returns when they have.
     */
    public void closeNow() {
        close(Duration.ZERO);
    }

    private void beginClosing() {
        synchronized (deadlines) {
            if (state == State.READY) {
                state = State.CLOSING;
            }
        }
        parts.queue().close();
        parts.bundles().stopSwaps();
    }

    private void cancelAll() {
        for (PendingRequest<?> request : parts.queue().unfinished()) {
            request.fail(new ClosedGrounderException("The service of " + bundle()
                    + " was closed before it answered the request for video '" + request.video() + "'"));
        }
    }

    private void free() {
        deadlines.close();
        parts.bundles().close();
        parts.cache().clear();
        state = State.CLOSED;
    }

    private <T> CompletableFuture<T> submit(GroundingRequest request, PendingRequest.Outlet<T> outlet) {
        PendingRequest<T> pending = new PendingRequest<>(request, parts, outlet);
        long called = System.nanoTime();
        long deadline = request.deadline()
                .or(parts.settings()::deadline)
                .map(TimeUnit.NANOSECONDS::convert)
                .orElse(Long.MAX_VALUE);
        try {
            parts.queue().add(pending, Math.min(queueWait(request), deadline));
            startClock(pending, deadline, called);
        } catch (QueueFullException e) {
            parts.listeners().tell(listener -> listener.rejected(pending.video(), e));
            pending.refuse(e);
        } catch (GrounderException e) {
            pending.refuse(e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            pending.refuse(new RequestCancelledException(pending.video(), e));
        }
        return pending.future();
    }

    private long queueWait(GroundingRequest request) {
        // A worker that waits for a place makes none, and no request expires while the thread of the deadlines waits.
        if (onOwnThread()) {
            return 0;
        }
        return TimeUnit.NANOSECONDS.convert(
                request.queueWait().orElse(parts.settings().queueWait()));
    }

    private void startClock(PendingRequest<?> pending, long deadline, long called) {
        if (deadline < Long.MAX_VALUE) {
            deadlines.set(pending.future(), pending::expire, deadline, deadline - (System.nanoTime() - called));
        }
    }

    /** Whether the service would wait for itself: on its workers and on the thread of its deadlines. */
    private boolean onOwnThread() {
        Thread current = Thread.currentThread();
        return workers.contain(current) || deadlines.contain(current);
    }

    private void requireOtherThread() {
        if (onOwnThread()) {
            throw new IllegalStateException("A thread of the service cannot wait for the service: ask it from another"
                    + " thread, or use the asynchronous methods");
        }
    }

    private static <T> T await(VideoSource video, CompletableFuture<T> future) {
        try {
            return future.get();
        } catch (InterruptedException e) {
            future.cancel(true);
            Thread.currentThread().interrupt();
            throw new RequestCancelledException(video.id(), e);
        } catch (ExecutionException e) {
            if (e.getCause() instanceof RuntimeException problem) {
                throw problem;
            }
            if (e.getCause() instanceof Error error) {
                throw error;
            }
            throw new IllegalStateException(e.getCause());
        }
    }
}
