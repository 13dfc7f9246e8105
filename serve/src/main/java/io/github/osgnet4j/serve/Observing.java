package io.github.osgnet4j.serve;

import io.github.osgnet4j.runtime.micrometer.GroundingObservations;
import io.github.osgnet4j.runtime.service.GroundingService;
import io.micrometer.common.KeyValues;
import io.micrometer.observation.Observation;
import io.micrometer.observation.ObservationRegistry;
import io.micrometer.observation.transport.RequestReplyReceiverContext;
import org.eclipse.jetty.server.Request;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Tracing with Micrometer's Observation: each request, within it each encoding and each run of queries, and within
 * these their steps.
 *
 * @param registry the registry of the handlers
 */
record Observing(ObservationRegistry registry) {

    private static final Logger LOG = LoggerFactory.getLogger(Observing.class);

    private static final String REQUEST = "osgnet.http.request";

    /** What a request does with a model. */
    enum Step {
        ENCODE("osgnet.encode"),
        GROUND("osgnet.ground");

        private final String observation;

        Step(String observation) {
            this.observation = observation;
        }
    }

    /** Observes what a service does for the requests that are observed; without a registry nothing is. */
    void observe(GroundingService service, String model) {
        if (!registry.isNoop()) {
            GroundingObservations.bind(registry, service, KeyValues.of("model", model));
        }
    }

    /** Begins the observation of a request, a part of the trace that its headers name; none if a handler fails. */
    Observation begin(Request request) {
        try {
            return observe(request);
        } catch (RuntimeException e) {
            failed(e);
            return Observation.NOOP;
        }
    }

    private Observation observe(Request request) {
        RequestReplyReceiverContext<Request, Reply> context = new RequestReplyReceiverContext<>(
                (carrier, name) -> carrier.getHeaders().get(name));
        context.setCarrier(request);
        return Observation.start(REQUEST, () -> context, registry);
    }

    /**
     * Makes it the one of this thread, as far as handlers let it.
     *
     * @return what ends that, and leaves the thread as it was
     */
    Runnable enter(Observation observation) {
        Observation.Scope before = registry.getCurrentObservationScope();
        try {
            Observation.Scope scope = observation.openScope();
            return () -> leave(scope, before);
        } catch (RuntimeException e) {
            failed(e);
            registry.setCurrentObservationScope(before);
            return () -> {};
        }
    }

    private void leave(Observation.Scope scope, Observation.@Nullable Scope before) {
        try {
            scope.close();
        } catch (RuntimeException e) {
            failed(e);
            registry.setCurrentObservationScope(before);
        }
    }

    /** A request is answered, measured and written down whatever handlers do. */
    private static void failed(RuntimeException e) {
        LOG.warn("A handler of observations failed", e);
    }

    /** Ends it. */
    static void end(Observation observation, Exchange exchange, int status) {
        guarded(() -> stop(observation, exchange, status));
    }

    private static void stop(Observation observation, Exchange exchange, int status) {
        observation
                .lowCardinalityKeyValue("route", exchange.route())
                .lowCardinalityKeyValue("status", Integer.toString(status))
                .highCardinalityKeyValue("request.id", exchange.id())
                .stop();
    }

    /** Does a step of the request that this thread answers, and observes it as far as handlers let it. */
    <T> T step(Step step, Model model, Observation.CheckedCallable<T, InterruptedException> result)
            throws InterruptedException {
        Observation observation = started(step, model);
        Runnable leave = enter(observation);
        try {
            return result.call();
        } catch (RuntimeException | Error | InterruptedException e) {
            guarded(() -> observation.error(e));
            throw e;
        } finally {
            leave.run();
            guarded(observation::stop);
        }
    }

    private Observation started(Step step, Model model) {
        try {
            return Observation.createNotStarted(step.observation, registry)
                    .lowCardinalityKeyValue("model", model.name())
                    .start();
        } catch (RuntimeException e) {
            failed(e);
            return Observation.NOOP;
        }
    }

    private static void guarded(Runnable tells) {
        try {
            tells.run();
        } catch (RuntimeException e) {
            failed(e);
        }
    }
}
