package io.github.osgnet4j.runtime.micrometer;

import static io.github.osgnet4j.runtime.service.ServiceFixture.DURATION;
import static io.github.osgnet4j.runtime.service.ServiceFixture.query;
import static io.github.osgnet4j.runtime.service.ServiceFixture.request;
import static io.github.osgnet4j.runtime.service.ServiceFixture.video;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.github.osgnet4j.runtime.EncodedVideo;
import io.github.osgnet4j.runtime.VideoInput;
import io.github.osgnet4j.runtime.error.InputException;
import io.github.osgnet4j.runtime.error.QueueFullException;
import io.github.osgnet4j.runtime.service.GroundingRequest;
import io.github.osgnet4j.runtime.service.GroundingResult;
import io.github.osgnet4j.runtime.service.GroundingService;
import io.github.osgnet4j.runtime.service.ServiceFixture;
import io.github.osgnet4j.runtime.service.ServiceFixture.Gate;
import io.micrometer.core.instrument.Tags;
import io.micrometer.core.instrument.Timer;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

@Timeout(value = 120, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
class GroundingMetersTest {

    @TempDir
    private Path folder;

    private final SimpleMeterRegistry registry = new SimpleMeterRegistry();

    private double count(String name, String... tags) {
        return registry.get(name).tags(tags).counter().count();
    }

    private double gauge(String name) {
        return registry.get(name).gauge().value();
    }

    private Timer timer(String name, String... tags) {
        return registry.get(name).tags(tags).timer();
    }

    @Test
    void requestsQueueCacheAndTimesAreMetered() throws Exception {
        Path bundle = ServiceFixture.bundle(folder);
        try (GroundingService service =
                GroundingService.builder(bundle).workers(1).queueCapacity(1).open()) {
            GroundingMeters meters = GroundingMeters.bind(registry, service);
            assertEquals(1, gauge("osgnet.ready"));
            assertEquals(1, gauge("osgnet.queue.capacity"));
            Gate gate = new Gate("gate");
            CompletableFuture<EncodedVideo> first = service.encodeAsync(gate);
            gate.awaitEntered();
            CompletableFuture<GroundingResult> second =
                    service.groundAsync(new GroundingRequest(gate, List.of(query("a"), query("b")), DURATION));
            assertEquals(1, gauge("osgnet.queue.length"));
            assertEquals(2, gauge("osgnet.requests.unfinished"));
            assertThrows(QueueFullException.class, () -> service.ground(request(gate, "late")));
            assertEquals(1, count("osgnet.rejected"));
            gate.open();
            long bytes = first.get().bytes();
            second.get();
            assertEquals(2, timer("osgnet.requests", "outcome", "answered").count());
            assertEquals(2, timer("osgnet.queue").count());
            assertEquals(1, timer("osgnet.encode").count());
            assertEquals(2, timer("osgnet.run").count());
            assertEquals(1, timer("osgnet.rank").count());
            assertTrue(timer("osgnet.run").totalTime(TimeUnit.NANOSECONDS) > 0);
            assertEquals(2, registry.get("osgnet.batch.size").summary().totalAmount());
            assertEquals(1, count("osgnet.cache.requests", "source", "computed"));
            assertEquals(1, count("osgnet.cache.requests", "source", "cached"));
            assertEquals(1, gauge("osgnet.cache.videos"));
            assertEquals(bytes, gauge("osgnet.cache.bytes"));

            assertThrows(InputException.class, () -> service.encode(new VideoInput("bad", new float[1], 1)));
            assertEquals(1, timer("osgnet.requests", "outcome", "failed").count());
            service.swap(bundle);
            assertEquals(1, count("osgnet.swaps"));
            service.closeNow();
            assertEquals(0, gauge("osgnet.ready"));
            meters.close();
        }
        assertEquals(List.of(), registry.getMeters());
    }

    @Test
    void servicesAreToldApartByTags() {
        Path bundle = ServiceFixture.bundle(folder);
        try (GroundingService one = GroundingService.open(bundle);
                GroundingService two = GroundingService.open(bundle)) {
            GroundingMeters.bind(registry, one, Tags.of("model", "one"));
            GroundingMeters.bind(registry, two, Tags.of("model", "two"));
            one.encode(video("v", 5));
            assertEquals(1, timer("osgnet.encode", "model", "one").count());
            assertEquals(0, timer("osgnet.encode", "model", "two").count());
        }
    }
}
