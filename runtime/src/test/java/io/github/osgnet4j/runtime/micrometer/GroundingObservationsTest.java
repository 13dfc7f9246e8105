package io.github.osgnet4j.runtime.micrometer;

import static io.github.osgnet4j.runtime.service.ServiceFixture.DURATION;
import static io.github.osgnet4j.runtime.service.ServiceFixture.query;
import static io.github.osgnet4j.runtime.service.ServiceFixture.request;
import static io.github.osgnet4j.runtime.service.ServiceFixture.video;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;

import io.github.osgnet4j.runtime.VideoInput;
import io.github.osgnet4j.runtime.VideoSource;
import io.github.osgnet4j.runtime.error.InputException;
import io.github.osgnet4j.runtime.service.GroundingRequest;
import io.github.osgnet4j.runtime.service.GroundingService;
import io.github.osgnet4j.runtime.service.ServiceFixture;
import io.micrometer.common.KeyValues;
import io.micrometer.observation.Observation;
import io.micrometer.observation.ObservationHandler;
import io.micrometer.observation.ObservationRegistry;
import java.nio.file.Path;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

@Timeout(value = 120, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
class GroundingObservationsTest {

    @TempDir
    private Path folder;

    private final ObservationRegistry observationRegistry = ObservationRegistry.create();
    private final List<Observation.Context> stopped = new CopyOnWriteArrayList<>();

    GroundingObservationsTest() {
        observationRegistry.observationConfig().observationHandler(new ObservationHandler<>() {
            @Override
            public void onStop(Observation.Context context) {
                stopped.add(context);
            }

            @Override
            public boolean supportsContext(Observation.Context context) {
                return true;
            }
        });
    }

    private List<String> names() {
        return stopped.stream().map(Observation.Context::getName).toList();
    }

    @Test
    void theStepsOfARequestArePartsOfTheObservationThatItIsMadeIn() {
        Path bundle = ServiceFixture.bundle(folder);
        try (GroundingService service =
                GroundingService.builder(bundle).workers(1).open()) {
            GroundingObservations observations =
                    GroundingObservations.bind(observationRegistry, service, KeyValues.of("model", "tiny"));
            Observation outer = Observation.start("outer", observationRegistry);
            outer.scoped(() -> {
                service.ground(new GroundingRequest(video("clip", 9), List.of(query("a"), query("b")), DURATION));
            });
            assertEquals(
                    List.of(
                            "osgnet.video.encode",
                            "osgnet.query.run",
                            "osgnet.query.rank",
                            "osgnet.query.run",
                            "osgnet.query.rank"),
                    names(),
                    "on a CPU one query runs at a time");
            for (Observation.Context context : stopped) {
                assertSame(
                        outer.getContext(),
                        Objects.requireNonNull(context.getParentObservation()).getContextView());
                assertEquals(
                        "tiny",
                        Objects.requireNonNull(context.getLowCardinalityKeyValue("model"))
                                .getValue());
            }
            stopped.clear();
            service.ground(request(video("clip", 9), "a"));
            assertEquals(List.of(), names(), "nobody asked for a request outside of an observation");
            observations.close();
            outer.scoped(() -> {
                service.ground(request(video("clip", 9), "a"));
            });
            assertEquals(List.of(), names(), "it was closed");
        }
    }

    @Test
    void aStepThatFailsEndsAndLeavesNothingOnItsThread() {
        AtomicReference<Observation> later = new AtomicReference<>();
        VideoSource asking = VideoSource.of("asking", () -> {
            later.set(observationRegistry.getCurrentObservation());
            return video("asking", 9);
        });
        Path bundle = ServiceFixture.bundle(folder);
        try (GroundingService service =
                GroundingService.builder(bundle).workers(1).open()) {
            GroundingObservations observations = GroundingObservations.bind(observationRegistry, service);
            Observation outer = Observation.start("outer", observationRegistry);
            outer.scoped(() -> {
                assertThrows(InputException.class, () -> service.encode(new VideoInput("bad", new float[1], 1)));
            });
            assertEquals(List.of("osgnet.video.encode"), names());
            service.encode(asking);
            assertNull(later.get());
            observations.close();
        }
    }
}
