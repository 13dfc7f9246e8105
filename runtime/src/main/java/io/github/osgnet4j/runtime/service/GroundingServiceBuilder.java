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
 * Settings of a {@link GroundingService}. Without any it is set up for throughput on a CPU: as many workers as there are
 * processors, each with one thread. Numbers out of range are refused with {@link IllegalArgumentException}.
 */
public final class GroundingServiceBuilder {

    /** Requests that may wait for a worker, unless another number is set. */
    public static final int QUEUE_CAPACITY = 64;

    /** Bytes of encoded videos to keep, unless another number is set: 256 MiB. */
    public static final long CACHE_BYTES = 256L << 20;

    /** Feature steps that a video may have, unless another number is set. */
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

    /** How long a caller waits for a place in a full queue; by default not at all. */
    public GroundingServiceBuilder queueWait(Duration wait) {
        atLeast(0, "queueWait in nanoseconds", TimeUnit.NANOSECONDS.convert(wait));
        this.queueWait = wait;
        return this;
    }

    /** Time for a request from the call to its answer; by default none is set. */
    public GroundingServiceBuilder deadline(Duration deadline) {
        atLeast(1, "deadline in nanoseconds", TimeUnit.NANOSECONDS.convert(deadline));
        this.deadline = Optional.of(deadline);
        return this;
    }

    /** Bytes of encoded videos to keep, least recently used out first; 0 keeps none; by default 256 MiB. */
    public GroundingServiceBuilder cacheBytes(long bytes) {
        this.cacheBytes = atLeast(0, "cacheBytes", bytes);
        return this;
    }

    /** Feature steps that a video may have, against running out of memory; by default {@value #MAX_STEPS}. */
    public GroundingServiceBuilder maxSteps(int steps) {
        this.maxSteps = (int) atLeast(1, "maxSteps", steps);
        return this;
    }

    /**
     * Whether a bundle is verified on its samples before it answers, which warms it up too; by default it is. The
     * check takes one run of the network a sample.
     */
    public GroundingServiceBuilder verify(boolean verify) {
        this.verify = verify;
        return this;
    }

    /**
     * Lengths of videos to run once before a bundle answers; by default none but its samples. For providers that prepare
     * something for each length.
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

    /** What is set so far. */
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
     * @throws BundleException if the bundle is damaged, foreign, of another version, or does not compute on this machine
     *     what its samples say
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
