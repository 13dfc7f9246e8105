package io.github.osgnet4j.runtime.micrometer;

import io.github.osgnet4j.runtime.error.QueueFullException;
import io.github.osgnet4j.runtime.service.GroundingListener;
import io.github.osgnet4j.runtime.service.GroundingService;
import io.github.osgnet4j.runtime.service.RequestReport;
import io.github.osgnet4j.runtime.service.RequestReport.Encoding;
import io.github.osgnet4j.runtime.service.RequestReport.Outcome;
import io.github.osgnet4j.runtime.service.ServiceStatus;
import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.DistributionSummary;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.Meter;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Tag;
import io.micrometer.core.instrument.Tags;
import io.micrometer.core.instrument.Timer;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.function.ToDoubleFunction;

/**
 * The meters of a {@link GroundingService}:
 *
 * <ul>
 *   <li>{@code osgnet.requests}, timer from the call to the end, by {@code outcome}
 *   <li>{@code osgnet.queue}, timer from the call to the first worker
 *   <li>{@code osgnet.encode}, {@code osgnet.run}, {@code osgnet.rank}: timers of the video graph, of each run of the query
 *       graphs, and of the ranking
 *   <li>{@code osgnet.batch.size}, queries that ran at once
 *   <li>{@code osgnet.cache.requests}, counter by where the encoded video came from: {@code cached}, {@code shared} or
 *       {@code computed}
 *   <li>{@code osgnet.rejected}, counter of requests without a place in the queue; {@code osgnet.swaps}, counter
 *   <li>{@code osgnet.queue.length}, {@code osgnet.queue.capacity}, {@code osgnet.requests.unfinished},
 *       {@code osgnet.cache.videos}, {@code osgnet.cache.bytes}, {@code osgnet.ready}: gauges
 * </ul>
 */
@SuppressWarnings("exports")
public final class GroundingMeters implements AutoCloseable {

    private final MeterRegistry registry;
    private final GroundingService service;
    private final GroundingListener listener = new Recorder();
    private final List<Meter> meters = new ArrayList<>();
    private final Map<Outcome, Timer> requests = new EnumMap<>(Outcome.class);
    private final Map<Encoding, Counter> encodings = new EnumMap<>(Encoding.class);
    private final Timer queue;
    private final Timer encode;
    private final Timer run;
    private final Timer rank;
    private final DistributionSummary batchSize;
    private final Counter rejected;
    private final Counter swaps;

    private GroundingMeters(MeterRegistry registry, GroundingService service, Tags tags) {
        this.registry = registry;
        this.service = service;
        for (Outcome outcome : Outcome.values()) {
            requests.put(
                    outcome, timer("osgnet.requests", "From the call to the end", tags.and(tag("outcome", outcome))));
        }
        for (Encoding encoding : List.of(Encoding.CACHED, Encoding.SHARED, Encoding.COMPUTED)) {
            String what = "Where the encoded video came from";
            encodings.put(encoding, counter("osgnet.cache.requests", what, tags.and(tag("source", encoding))));
        }
        queue = timer("osgnet.queue", "From the call to the first worker", tags);
        encode = timer("osgnet.encode", "Loading and encoding a video", tags);
        run = timer("osgnet.run", "A run of the query graphs", tags);
        rank = timer("osgnet.rank", "From the scores of a request to its windows", tags);
        batchSize = keep(DistributionSummary.builder("osgnet.batch.size")
                .description("Queries that ran at once")
                .tags(tags)
                .register(registry));
        rejected = counter("osgnet.rejected", "Requests without a place in the queue", tags);
        swaps = counter("osgnet.swaps", "Bundles put in place of another", tags);
        gauge("osgnet.queue.length", "Requests that wait for a worker", tags, ServiceStatus::queued);
        gauge("osgnet.queue.capacity", "Requests that may wait", tags, ServiceStatus::queueCapacity);
        gauge("osgnet.requests.unfinished", "Requests that have not ended", tags, ServiceStatus::unfinished);
        gauge("osgnet.cache.videos", "Encoded videos", tags, ServiceStatus::cachedVideos);
        gauge("osgnet.cache.bytes", "Bytes of encoded videos", tags, ServiceStatus::cachedBytes);
        gauge("osgnet.ready", "1 while requests are taken", tags, s -> s.state() == ServiceStatus.State.READY ? 1 : 0);
    }

    /** Registers the meters of a service; closing the returned object removes them. */
    public static GroundingMeters bind(MeterRegistry registry, GroundingService service) {
        return bind(registry, service, Tags.empty());
    }

    /** Registers the meters of one of several services, distinguished by tags. */
    public static GroundingMeters bind(MeterRegistry registry, GroundingService service, Iterable<Tag> tags) {
        GroundingMeters meters = new GroundingMeters(registry, service, Tags.of(tags));
        service.addListener(meters.listener);
        return meters;
    }

    /** Removes the meters. */
    @Override
    public void close() {
        service.removeListener(listener);
        meters.forEach(registry::remove);
    }

    private Timer timer(String name, String what, Tags tags) {
        return keep(Timer.builder(name).description(what).tags(tags).register(registry));
    }

    private Counter counter(String name, String what, Tags tags) {
        return keep(Counter.builder(name).description(what).tags(tags).register(registry));
    }

    private void gauge(String name, String what, Tags tags, ToDoubleFunction<ServiceStatus> value) {
        keep(Gauge.builder(name, service, s -> value.applyAsDouble(s.status()))
                .description(what)
                .tags(tags)
                .register(registry));
    }

    private <M extends Meter> M keep(M meter) {
        meters.add(meter);
        return meter;
    }

    private static Tag tag(String key, Enum<?> value) {
        return Tag.of(key, value.name().toLowerCase(Locale.ROOT));
    }

    private final class Recorder implements GroundingListener {

        @Override
        public void rejected(String video, QueueFullException reason) {
            rejected.increment();
        }

        @Override
        public void ran(int queries, Duration time) {
            batchSize.record(queries);
            run.record(time);
        }

        @Override
        public void finished(RequestReport report) {
            requests.get(report.outcome()).record(report.total());
            queue.record(report.queued());
            if (encodings.containsKey(report.encoding())) {
                encodings.get(report.encoding()).increment();
            }
            if (report.encoding() == Encoding.COMPUTED) {
                encode.record(report.encode());
            }
            if (!report.rank().isZero()) {
                rank.record(report.rank());
            }
        }

        @Override
        public void swapped(Path from, Path to) {
            swaps.increment();
        }
    }
}
