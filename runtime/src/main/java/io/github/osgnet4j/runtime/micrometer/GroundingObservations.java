package io.github.osgnet4j.runtime.micrometer;

import io.github.osgnet4j.runtime.service.GroundingListener;
import io.github.osgnet4j.runtime.service.GroundingService;
import io.github.osgnet4j.runtime.service.StepListener;
import io.github.osgnet4j.runtime.service.StepListener.Step;
import io.micrometer.common.KeyValue;
import io.micrometer.common.KeyValues;
import io.micrometer.observation.Observation;
import io.micrometer.observation.ObservationRegistry;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * The steps of requests to a {@link GroundingService} as observations, which Micrometer Tracing turns into spans:
 * {@code osgnet.video.encode}, {@code osgnet.query.run} and {@code osgnet.query.rank}. They are children of the
 * observation within which the service was called; a call outside of any is not observed.
 */
@SuppressWarnings("exports")
public final class GroundingObservations implements AutoCloseable {

    private final ObservationRegistry registry;
    private final GroundingService service;
    private final KeyValues keyValues;
    private final GroundingListener listener = new Requests();

    private GroundingObservations(ObservationRegistry registry, GroundingService service, KeyValues keyValues) {
        this.registry = registry;
        this.service = service;
        this.keyValues = keyValues;
    }

    /** Observes a service until the returned object is closed. */
    public static GroundingObservations bind(ObservationRegistry registry, GroundingService service) {
        return bind(registry, service, KeyValues.empty());
    }

    /** Observes one of several services, distinguished by low-cardinality key values. */
    public static GroundingObservations bind(
            ObservationRegistry registry, GroundingService service, Iterable<KeyValue> keyValues) {
        GroundingObservations observations = new GroundingObservations(registry, service, KeyValues.of(keyValues));
        service.addListener(observations.listener);
        return observations;
    }

    /** Stops observing. */
    @Override
    public void close() {
        service.removeListener(listener);
    }

    private static String name(Step step) {
        return switch (step) {
            case ENCODE -> "osgnet.video.encode";
            case RUN -> "osgnet.query.run";
            case RANK -> "osgnet.query.rank";
        };
    }

    /** The thread is left as it was, and what began ends, whatever handlers do. */
    private Runnable observe(Step step, Observation parent) {
        Observation observation = Observation.createNotStarted(name(step), registry)
                .parentObservation(parent)
                .lowCardinalityKeyValues(keyValues);
        Observation.Scope before = registry.getCurrentObservationScope();
        try {
            observation.start();
            Observation.Scope scope = observation.openScope();
            return () -> end(observation, scope::close, before);
        } catch (RuntimeException e) {
            end(observation, () -> {}, before);
            throw e;
        }
    }

    private void end(Observation observation, Runnable leave, Observation.@Nullable Scope before) {
        try {
            leave.run();
        } finally {
            registry.setCurrentObservationScope(before);
            observation.stop();
        }
    }

    private final class Requests implements GroundingListener {

        @Override
        public Optional<StepListener> requested(String video) {
            return Optional.ofNullable(registry.getCurrentObservation()).map(parent -> step -> observe(step, parent));
        }
    }
}
