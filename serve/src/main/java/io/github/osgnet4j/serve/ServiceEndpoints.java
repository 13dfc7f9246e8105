package io.github.osgnet4j.serve;

import io.github.osgnet4j.serve.Route.Access;
import io.micrometer.prometheusmetrics.PrometheusMeterRegistry;
import java.util.List;
import java.util.function.Supplier;

/** Endpoints for health and metrics, the API document and the page. */
final class ServiceEndpoints {

    private static final String PROMETHEUS = "text/plain; version=0.0.4; charset=utf-8";
    private static final String YAML = "application/yaml";

    private final Supplier<Backend> backend;
    private final PrometheusMeterRegistry registry;
    private final PageFiles page = PageFiles.load();
    private final byte[] document = PageFiles.resource("openapi.yaml");

    /**
     * Endpoints.
     *
     * @param backend or a {@link ProblemException} while there is none
     */
    ServiceEndpoints(Supplier<Backend> backend, PrometheusMeterRegistry registry) {
        this.backend = backend;
        this.registry = registry;
    }

    List<Route> routes() {
        return List.of(
                new Route("GET", "/health/live", Access.OPEN, call -> Reply.json(new Health("live"))),
                new Route("GET", "/health/ready", Access.OPEN, call -> ready()),
                new Route("GET", "/metrics", Access.GUARDED, call -> Reply.text(PROMETHEUS, registry.scrape())),
                new Route("GET", "/openapi.yaml", Access.OPEN, call -> Reply.bytes(200, YAML, document)),
                new Route("GET", "/", Access.OPEN, call -> page.reply("index.html")),
                new Route("GET", "/page/{file}", Access.OPEN, call -> page.reply(call.path("file"))));
    }

    /** A state in a word. */
    record Health(String status) {}

    private Reply ready() {
        backend.get().models().requireReady();
        return Reply.json(new Health("ready"));
    }
}
