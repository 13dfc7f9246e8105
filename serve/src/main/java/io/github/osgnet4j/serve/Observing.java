package io.github.osgnet4j.serve;

import io.github.osgnet4j.runtime.micrometer.GroundingObservations;
import io.github.osgnet4j.runtime.service.GroundingService;
import io.micrometer.common.KeyValues;
import io.micrometer.observation.Observation;
import io.micrometer.observation.ObservationRegistry;
import io.micrometer.observation.transport.RequestReplyReceiverContext;
import org.eclipse.jetty.server.Request;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * What tracing is told of: each request, within it each encoding and each run of queries, and within these their steps, by
 * Micrometer's Observation.
 *
 * @param registry whose handlers are told
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

    /** Makes it the one of this thread, as far as handlers let it. */
    static Observation.Scope enter(Observation observation) {
        try {
            return observation.openScope();
        } catch (RuntimeException e) {
            failed(e);
            return Observation.Scope.NOOP;
        }
    }

    /** Ends that. */
    static void leave(Observation.Scope scope) {
        try {
            scope.close();
        } catch (RuntimeException e) {
            failed(e);
        }
    }

    /** A request is answered, measured and written down whatever handlers do. */
    private static void failed(RuntimeException e) {
        LOG.warn("A handler of observations failed", e);
    }

    /** Ends it. */
    static void end(Observation observation, Exchange exchange, int status) {
        try {
            stop(observation, exchange, status);
        } catch (RuntimeException e) {
            failed(e);
        }
    }

    private static void stop(Observation observation, Exchange exchange, int status) {
        observation
                .lowCardinalityKeyValue("route", exchange.route())
                .lowCardinalityKeyValue("status", Integer.toString(status))
                .highCardinalityKeyValue("request.id", exchange.id())
                .stop();
    }

    /** Observes a step of the request that this thread answers. */
    Observation step(Step step, Model model) {
        return Observation.createNotStarted(step.observation, registry).lowCardinalityKeyValue("model", model.name());
    }
}
