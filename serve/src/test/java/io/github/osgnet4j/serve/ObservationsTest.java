package io.github.osgnet4j.serve;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.github.osgnet4j.serve.Running.Got;
import io.micrometer.common.KeyValue;
import io.micrometer.observation.Observation;
import io.micrometer.observation.ObservationHandler;
import io.micrometer.observation.ObservationRegistry;
import io.micrometer.observation.transport.ReceiverContext;
import java.net.http.HttpRequest.BodyPublishers;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What a registry of observations is told of requests. */
class ObservationsTest {

    private static final List<Observation.Context> OBSERVED = new CopyOnWriteArrayList<>();

    private static ObservationRegistry observations() {
        ObservationRegistry registry = ObservationRegistry.create();
        registry.observationConfig().observationHandler(new ObservationHandler<>() {
            @Override
            public void onStart(Observation.Context context) {
                if (context instanceof ReceiverContext<?> received) {
                    context.put(RequestId.PARENT, String.valueOf(parent(received)));
                }
            }

            @Override
            public void onStop(Observation.Context context) {
                OBSERVED.add(context);
            }

            @Override
            public boolean supportsContext(Observation.Context context) {
                return true;
            }
        });
        return registry;
    }

    /** What tracing would go on from. */
    private static <C> String parent(ReceiverContext<C> received) {
        return received.getGetter().get(received.getCarrier(), RequestId.PARENT);
    }

    @Test
    void tracingIsToldOfARequestAndOfWhatItRuns() {
        String parent = "00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01";
        Got got;
        try (Running server = Running.start(Demo.builder().observations(observations()))) {
            got = server.send(server.typed("/api/ground", Json.MEDIA_TYPE)
                    .header(RequestId.PARENT, parent)
                    .POST(BodyPublishers.ofString(
                            Running.annotated(Demo.query()).toString()))
                    .build());
            Waiting.until(() -> OBSERVED.stream().anyMatch(context -> isOf(context, got)));
        }
        Observation.Context request = OBSERVED.stream()
                .filter(context -> isOf(context, got))
                .findFirst()
                .orElseThrow();
        assertEquals("osgnet.http.request", request.getName());
        assertEquals(parent, request.get(RequestId.PARENT));
        assertEquals("200", request.getLowCardinalityKeyValue("status").getValue());
        assertEquals("/api/ground", request.getLowCardinalityKeyValue("route").getValue());
        Observation.Context ran = OBSERVED.stream()
                .filter(context -> context.getParentObservation() != null
                        && context.getParentObservation().getContextView() == request)
                .findFirst()
                .orElseThrow();
        assertEquals("osgnet.ground", ran.getName());
        assertEquals("demo", ran.getLowCardinalityKeyValue("model").getValue());
    }

    private static boolean isOf(Observation.Context context, Got got) {
        KeyValue id = context.getHighCardinalityKeyValue("request.id");
        return id != null && id.getValue().equals(got.header(RequestId.HEADER));
    }

    @ParameterizedTest
    @ValueSource(strings = {"start", "open", "close", "stop"})
    void aHandlerOfObservationsThatFailsCostsNoRequest(String when) {
        ObservationRegistry registry = ObservationRegistry.create();
        registry.observationConfig().observationHandler(new FailingHandler(when));
        try (OsgnetServer open = Demo.builder().observations(registry).start()) {
            String request = "GET %s HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n";
            assertEquals(
                    200,
                    Raw.exchange(open.port(), request.formatted("/health/live")).status());
            open.load();
            String body = Running.annotated(Demo.query()).toString();
            String query = "POST /api/ground HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n"
                    + "Content-Type: application/json\r\nContent-Length: " + body.length() + "\r\n\r\n" + body;
            assertEquals(200, Raw.exchange(open.port(), query).status());
            String metrics =
                    Raw.exchange(open.port(), request.formatted("/metrics")).body();
            assertTrue(metrics.lines()
                    .anyMatch(line ->
                            line.startsWith("osgnet_http_requests_seconds_count") && line.contains("/health/live")));
        }
    }

    private record FailingHandler(String when) implements ObservationHandler<Observation.Context> {

        private void fail(String now) {
            if (now.equals(when)) {
                throw new IllegalStateException(when);
            }
        }

        @Override
        public void onStart(Observation.Context context) {
            fail("start");
        }

        @Override
        public void onScopeOpened(Observation.Context context) {
            fail("open");
        }

        @Override
        public void onScopeClosed(Observation.Context context) {
            fail("close");
        }

        @Override
        public void onStop(Observation.Context context) {
            fail("stop");
        }

        @Override
        public boolean supportsContext(Observation.Context context) {
            return true;
        }
    }
}
