package io.github.osgnet4j.runtime.service;

import io.github.osgnet4j.runtime.GrounderOptions;
import io.github.osgnet4j.runtime.error.BundleException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.TimeUnit;

/**
 * Settings of a {@link GroundingService}. The defaults are for throughput on a CPU: as many workers as there are
 * processors, each with one thread. Numbers out of range are refused with {@link IllegalArgumentException}.
 */
public final class GroundingServiceBuilder {

    /** Default number of requests that may wait for a worker. */
    public static final int QUEUE_CAPACITY = 64;

    /** Default size of the cache of encoded videos: 256 MiB. */
    public static final long CACHE_BYTES = 256L << 20;

    /** Default maximum number of feature steps of a video. */
    public static final int MAX_STEPS = 20_000;

    private final Path bundle;
    private final List<GroundingListener> listeners = new ArrayList<>();
    private GrounderOptions options = GrounderOptions.defaults().withIntraOpThreads(1);
    private int workers = Runtime.getRuntime().availableProcessors();
    private int queueCapacity = QUEUE_CAPACITY;
    private Duration queueWait = Duration.ZERO;
    private Optional<Duration> deadline = Optional.empty();
    private long cacheBytes = CACHE_BYTES;
    private int maxSteps = MAX_STEPS;
    private boolean verify = true;
    private List<Integer> warmUpSteps = List.of();

    GroundingServiceBuilder(Path bundle) {
        this.bundle = Objects.requireNonNull(bundle, "bundle");
    }

    /** How the network runs; by default on the CPU, one thread inside an operation. */
    public GroundingServiceBuilder options(GrounderOptions options) {
        this.options = Objects.requireNonNull(options, "options");
        return this;
    }

    /** Requests, or queries of one request, that run at the same time; by default one per processor. */
    public GroundingServiceBuilder workers(int workers) {
        this.workers = (int) atLeast(1, "workers", workers);
        return this;
    }

    /** Requests that may wait for a worker; by default {@value #QUEUE_CAPACITY}. */
    public GroundingServiceBuilder queueCapacity(int requests) {
        this.queueCapacity = (int) atLeast(1, "queueCapacity", requests);
        return this;
    }

    /** How long a caller waits for space in a full queue; by default not at all. */
    public GroundingServiceBuilder queueWait(Duration wait) {
        atLeast(0, "queueWait in nanoseconds", TimeUnit.NANOSECONDS.convert(wait));
        this.queueWait = wait;
        return this;
    }

    /** Deadline of a request, counted from the call; by default none. */
    public GroundingServiceBuilder deadline(Duration deadline) {
        atLeast(1, "deadline in nanoseconds", TimeUnit.NANOSECONDS.convert(deadline));
        this.deadline = Optional.of(deadline);
        return this;
    }

    /**
     * Size of the cache of encoded videos in bytes; the least recently used are evicted first, and 0 keeps none; by
     * default 256 MiB.
     */
    public GroundingServiceBuilder cacheBytes(long bytes) {
        this.cacheBytes = atLeast(0, "cacheBytes", bytes);
        return this;
    }

    /**
     * Maximum number of feature steps of a video, as a protection against running out of memory; by default {@value
     * #MAX_STEPS}.
     */
    public GroundingServiceBuilder maxSteps(int steps) {
        this.maxSteps = (int) atLeast(1, "maxSteps", steps);
        return this;
    }

    /**
     * Whether a bundle is verified on its samples before it answers requests, which also warms it up; by default true.
     * The check takes one run of the network per sample.
     */
    public GroundingServiceBuilder verify(boolean verify) {
        this.verify = verify;
        return this;
    }

    /**
     * Lengths of synthetic videos to run once before a bundle answers requests; by default only its samples are run.
     * For providers that prepare something for each length.
     */
    public GroundingServiceBuilder warmUp(int... steps) {
        Arrays.stream(steps).forEach(s -> atLeast(1, "steps to warm up with", s));
        this.warmUpSteps = Arrays.stream(steps).boxed().toList();
        return this;
    }

    /** Adds a listener. */
    public GroundingServiceBuilder listener(GroundingListener listener) {
        this.listeners.add(Objects.requireNonNull(listener, "listener"));
        return this;
    }

    /** The current settings. */
    public ServiceSettings settings() {
        return new ServiceSettings(
                bundle,
                options,
                workers,
                queueCapacity,
                queueWait,
                deadline,
                cacheBytes,
                maxSteps,
                verify,
                warmUpSteps,
                List.copyOf(listeners));
    }

    /**
     * Opens the bundle, warms it up and verifies it; the service is ready when this returns. On failure nothing stays
     * loaded.
     *
     * @throws BundleException if the bundle is damaged, of another version, not a bundle, or fails its verification on
     *     this machine
     */
    public GroundingService open() {
        return new GroundingService(settings());
    }

    private static long atLeast(long least, String name, long value) {
        if (value < least) {
            throw new IllegalArgumentException(name + " is " + value + ", expected at least " + least);
        }
        return value;
    }
}
