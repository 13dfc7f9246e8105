package io.github.osgnet4j.serve;

import io.micrometer.observation.Observation;
import io.micrometer.observation.ObservationRegistry;
import io.micrometer.observation.transport.RequestReplyReceiverContext;
import org.eclipse.jetty.server.Request;

/**
 * What tracing is told of: each request, and within it each encoding and each run of queries, by Micrometer's Observation.
 *
 * @param registry whose handlers are told
 */
record Observing(ObservationRegistry registry) {

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

    /** Begins the observation of a request, a part of the trace that its headers name. */
    Observation begin(Request request) {
        RequestReplyReceiverContext<Request, Reply> context = new RequestReplyReceiverContext<>(
                (carrier, name) -> carrier.getHeaders().get(name));
        context.setCarrier(request);
        return Observation.start(REQUEST, () -> context, registry);
    }

    /** Ends it. */
    static void end(Observation observation, Exchange exchange, int status) {
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
