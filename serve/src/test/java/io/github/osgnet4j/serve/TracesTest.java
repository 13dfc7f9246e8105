package io.github.osgnet4j.serve;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.github.osgnet4j.serve.Collector.Span;
import io.github.osgnet4j.serve.Running.Got;
import io.micrometer.observation.ObservationHandler;
import io.micrometer.observation.ObservationRegistry;
import io.micrometer.tracing.handler.DefaultTracingObservationHandler;
import io.micrometer.tracing.handler.PropagatingReceiverTracingObservationHandler;
import io.micrometer.tracing.otel.bridge.OtelCurrentTraceContext;
import io.micrometer.tracing.otel.bridge.OtelPropagator;
import io.micrometer.tracing.otel.bridge.OtelTracer;
import io.opentelemetry.api.trace.Tracer;
import io.opentelemetry.api.trace.propagation.W3CTraceContextPropagator;
import io.opentelemetry.context.propagation.ContextPropagators;
import io.opentelemetry.exporter.otlp.http.trace.OtlpHttpSpanExporter;
import io.opentelemetry.sdk.trace.SdkTracerProvider;
import io.opentelemetry.sdk.trace.export.SimpleSpanProcessor;
import java.net.http.HttpRequest.BodyPublishers;
import java.util.List;
import java.util.Set;
import java.util.function.Predicate;
import java.util.stream.Collectors;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** Spans of the server reach a collector of OpenTelemetry, through Micrometer Tracing and an exporter. */
class TracesTest {

    private static final String CLIENT_TRACE = "4bf92f3577b34da6a3ce929d0e0e4736";
    private static final String CLIENT_SPAN = "00f067aa0ba902b7";

    private static Collector collector;
    private static SdkTracerProvider provider;
    private static Running server;

    @BeforeAll
    static void start() {
        collector = new Collector();
        provider = SdkTracerProvider.builder()
                .addSpanProcessor(SimpleSpanProcessor.create(OtlpHttpSpanExporter.builder()
                        .setEndpoint(collector.endpoint())
                        .build()))
                .build();
        server = Running.start(Demo.builder().observations(registry(provider.get("osgnet"))));
    }

    @AfterAll
    static void stop() {
        server.close();
        provider.close();
        collector.close();
    }

    private static ObservationRegistry registry(Tracer tracer) {
        OtelTracer bridge = new OtelTracer(tracer, new OtelCurrentTraceContext(), event -> {});
        OtelPropagator propagator =
                new OtelPropagator(ContextPropagators.create(W3CTraceContextPropagator.getInstance()), tracer);
        ObservationRegistry registry = ObservationRegistry.create();
        registry.observationConfig()
                .observationHandler(new ObservationHandler.FirstMatchingCompositeObservationHandler(
                        new PropagatingReceiverTracingObservationHandler<>(bridge, propagator),
                        new DefaultTracingObservationHandler(bridge)));
        return registry;
    }

    private static Span only(String trace, String name) {
        Waiting.until(() -> !collector.spans(trace, name).isEmpty());
        List<Span> spans = collector.spans(trace, name);
        assertEquals(1, spans.size(), spans.toString());
        return spans.get(0);
    }

    @Test
    void aRequestIsPartOfItsClientsTraceDownToTheStepsOfTheNetwork() {
        Got got = server.send(server.typed("/api/ground", Json.MEDIA_TYPE)
                .header(RequestId.PARENT, "00-" + CLIENT_TRACE + "-" + CLIENT_SPAN + "-01")
                .POST(BodyPublishers.ofString(Running.annotated(Demo.query()).toString()))
                .build());
        assertEquals(200, got.status(), got.body());
        assertTrue(got.header(RequestId.HEADER).startsWith(CLIENT_TRACE));
        Span request = only(CLIENT_TRACE, "osgnet.http.request");
        assertEquals(CLIENT_SPAN, request.parent());
        Span ground = only(CLIENT_TRACE, "osgnet.ground");
        assertEquals(request.id(), ground.parent());
        for (String step : List.of("osgnet.video.encode", "osgnet.query.run", "osgnet.query.rank")) {
            assertEquals(ground.id(), only(CLIENT_TRACE, step).parent(), step);
        }
    }

    @Test
    void withoutAClientsTraceEachRequestHasItsOwn() {
        Set<String> before = collector.spans().stream().map(Span::trace).collect(Collectors.toSet());
        Predicate<Span> own = span -> !before.contains(span.trace())
                && !span.trace().equals(CLIENT_TRACE)
                && span.name().equals("osgnet.http.request");
        for (int i = 0; i < 2; i++) {
            assertEquals(200, server.get("/health/live").status());
        }
        Waiting.until(() -> collector.spans().stream().filter(own).count() == 2);
        List<Span> spans = collector.spans().stream().filter(own).toList();
        assertEquals(2, spans.stream().map(Span::trace).distinct().count(), spans.toString());
        assertTrue(spans.stream().allMatch(span -> span.parent().isEmpty()), spans.toString());
    }
}
