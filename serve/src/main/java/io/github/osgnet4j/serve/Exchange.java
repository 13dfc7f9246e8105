package io.github.osgnet4j.serve;

import io.micrometer.observation.Observation;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.eclipse.jetty.server.Request;

/** What is recorded about a request while it is answered. */
final class Exchange {

    /** The route of requests that found none. */
    static final String NO_ROUTE = "none";

    private final String id;
    private final String method;
    private final String path;
    private final long start = System.nanoTime();
    private final Map<String, String> headers = new LinkedHashMap<>();
    private final List<AuditEntry.Question> questions = new ArrayList<>();
    private Optional<AuditEntry.Swapped> swapped = Optional.empty();
    private String route = NO_ROUTE;
    private Optional<Tokens.Caller> caller = Optional.empty();
    private Observation observation = Observation.NOOP;
    private long bytes;

    Exchange(Request request) {
        this.id = RequestId.of(request.getHeaders().getValuesList(RequestId.PARENT))
                .toString();
        this.method = Quoted.plain(String.valueOf(request.getMethod()));
        this.path = Quoted.plain(String.valueOf(request.getHttpURI().getPath()));
    }

    /** The request's id. */
    String id() {
        return id;
    }

    /** The method, in one line. */
    String method() {
        return method;
    }

    /** The path, not decoded, in one line. */
    String path() {
        return path;
    }

    /** Nanoseconds since it came. */
    long nanos() {
        return System.nanoTime() - start;
    }

    /** The template of its path. */
    String route() {
        return route;
    }

    void route(String template) {
        route = template;
    }

    /** Whose token it carries; empty where none is asked for. */
    Optional<Tokens.Caller> caller() {
        return caller;
    }

    void caller(Optional<Tokens.Caller> known) {
        caller = known;
    }

    /** Takes over the observation that ends with the answer. */
    void observed(Observation begun) {
        observation = begun;
    }

    /** Tells the observation how the request ended. */
    void ended(int status) {
        Observing.end(observation, this, status);
    }

    /** Headers of its answer, whichever that will be. */
    Map<String, String> headers() {
        return headers;
    }

    /** Queries that were answered. */
    List<AuditEntry.Question> questions() {
        return questions;
    }

    /** The bundle that was swapped in, if one was. */
    Optional<AuditEntry.Swapped> swapped() {
        return swapped;
    }

    void swapped(AuditEntry.Swapped bundle) {
        swapped = Optional.of(bundle);
    }

    /** Notes that bytes of the answer's body have gone. */
    void sent(long count) {
        bytes += count;
    }

    /** Bytes of the answer's body that have gone. */
    long bytes() {
        return bytes;
    }
}
