package io.github.osgnet4j.serve;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import org.eclipse.jetty.http.HttpHeader;
import org.eclipse.jetty.server.Request;

/** A request that found its endpoint. */
final class Call {

    /** Bytes that the tree of a JSON text takes for each of its bytes, at worst. */
    private static final int JSON_WEIGHT = 24;

    private final Request request;
    private final Map<String, String> path;
    private final Map<String, List<String>> query;
    private final Limits limits;
    private final BodyMemory.Share memory;
    private final long start = System.nanoTime();

    Call(Request request, Map<String, String> path, Limits limits, BodyMemory.Share memory) {
        this.request = request;
        this.path = path;
        this.limits = limits;
        this.memory = memory;
        this.query = UriText.query(request.getHttpURI().getQuery());
    }

    /** When it came, by {@link System#nanoTime}. */
    long start() {
        return start;
    }

    /** A variable of the path, decoded. */
    String path(String name) {
        return path.get(name);
    }

    /** A parameter of the query, decoded. */
    Optional<String> query(String name) {
        List<String> values = query.getOrDefault(name, List.of());
        if (values.size() > 1) {
            throw ProblemException.invalid("", name + ": expected once, found " + values.size() + " times");
        }
        return values.stream().findFirst();
    }

    /** An integer of the query. */
    int query(String name, int least, int most, int otherwise) {
        Optional<String> text = query(name);
        if (text.isEmpty()) {
            return otherwise;
        }
        try {
            int value = Integer.parseInt(text.get());
            if (value >= least && value <= most) {
                return value;
            }
        } catch (NumberFormatException e) {
            // The same complaint as of a number out of range.
        }
        throw ProblemException.invalid(
                "", name + ": expected " + least + " to " + most + ", found " + Quoted.of(text.get()));
    }

    /** Refuses parameters that nobody reads. */
    void allowQuery(String... names) {
        Map<String, List<String>> unknown = new HashMap<>(query);
        unknown.keySet().removeAll(List.of(names));
        if (!unknown.isEmpty()) {
            throw ProblemException.invalid(
                    "",
                    "Unknown parameter " + Quoted.of(unknown.keySet().iterator().next())
                            + (names.length == 0 ? ", expected none" : ", expected one of " + List.of(names)));
        }
    }

    /** The media type of the body, without parameters. */
    String mediaType() {
        String header = request.getHeaders().get(HttpHeader.CONTENT_TYPE);
        return header == null ? "" : header.split(";", 2)[0].strip().toLowerCase(Locale.ROOT);
    }

    /** The body, which must be JSON. */
    JsonNode json() throws IOException {
        return json(() -> {});
    }

    /**
     * The body, which must be JSON.
     *
     * @param before it is parsed, which is most of what a refusal would cost
     */
    JsonNode json(Runnable before) throws IOException {
        if (!mediaType().equals(Json.MEDIA_TYPE)) {
            throw unsupported(Json.MEDIA_TYPE);
        }
        byte[] body = new BodyReader(limits.bodyTimeout()).read(request, limits.jsonBytes(), JSON_WEIGHT, memory);
        before.run();
        return Json.read(body);
    }

    /** The body as it is. */
    byte[] upload() throws IOException {
        return new BodyReader(limits.bodyTimeout()).read(request, limits.uploadBytes(), 1, memory);
    }

    ProblemException unsupported(String expected) {
        return new ProblemException(
                ProblemType.UNSUPPORTED_MEDIA_TYPE,
                "Content-Type: expected " + expected + ", found " + Quoted.of(mediaType()));
    }

    /** Memory of this request. */
    BodyMemory.Share memory() {
        return memory;
    }
}
