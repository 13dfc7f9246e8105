package io.github.osgnet4j.serve;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.eclipse.jetty.http.HttpException;
import org.eclipse.jetty.http.HttpHeader;
import org.eclipse.jetty.server.Request;

/** A request routed to its endpoint. */
final class Call {

    /** Bytes that the tree of a JSON text takes for each of its bytes, at worst. */
    private static final int JSON_WEIGHT = 24;

    private static final int LONGEST_SEARCH = 200;

    private static final Pattern CHARSET =
            Pattern.compile("\\s*charset\\s*=\\s*\"?([^\"]*?)\"?\\s*", Pattern.CASE_INSENSITIVE);

    private static final Pattern INTEGER = Pattern.compile("-?[0-9]{1,18}");

    private final Request request;
    private final Map<String, String> path;
    private final Map<String, List<String>> query;
    private final Limits limits;
    private final BodyMemory.Share memory;
    private final ConnectionState state;
    private final Exchange exchange;
    private final long start = System.nanoTime();

    Call(
            Request request,
            Map<String, String> path,
            Limits limits,
            BodyMemory.Share memory,
            ConnectionState state,
            Exchange exchange) {
        this.request = request;
        this.path = path;
        this.limits = limits;
        this.memory = memory;
        this.state = state;
        this.exchange = exchange;
        this.query = UriText.query(request.getHttpURI().getQuery());
    }

    /** When it came, by {@link System#nanoTime}. */
    long start() {
        return start;
    }

    /** A header, as it came. */
    Optional<String> header(HttpHeader name) {
        return Optional.ofNullable(request.getHeaders().get(name));
    }

    /** Whether the client says that it takes a coding, and not that it does not (RFC 9110, 12.5.3). */
    boolean takes(String coding) {
        try {
            return request.getHeaders().getQualityCSV(HttpHeader.ACCEPT_ENCODING).stream()
                    .anyMatch(coding::equalsIgnoreCase);
        } catch (HttpException.RuntimeException e) {
            // What it says is no list.
            return false;
        }
    }

    boolean hasPath(String name) {
        return path.containsKey(name);
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
        if (INTEGER.matcher(text.get()).matches()) {
            long value = Long.parseLong(text.get());
            if (value >= least && value <= most) {
                return (int) value;
            }
        }
        throw ProblemException.invalid(
                "", name + ": expected " + least + " to " + most + ", found " + Quoted.of(text.get()));
    }

    /** The search words for a list, in lower case; empty for the whole list. */
    String search() {
        String words = query("search").orElse("");
        if (words.length() > LONGEST_SEARCH) {
            throw ProblemException.invalid(
                    "", "search: expected at most " + LONGEST_SEARCH + " characters, found " + words.length());
        }
        return words.toLowerCase(Locale.ROOT);
    }

    /** Refuses unknown parameters. */
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
        return contentType()[0].strip().toLowerCase(Locale.ROOT);
    }

    private String[] contentType() {
        String header = request.getHeaders().get(HttpHeader.CONTENT_TYPE);
        return header == null ? new String[] {""} : header.split(";", -1);
    }

    /** All values of a header, as they came. */
    List<String> headers(String name) {
        return request.getHeaders().getValuesList(name);
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
        requireUtf8();
        return untypedJson(before);
    }

    /** The same, whatever its media type. */
    JsonNode untypedJson(Runnable before) throws IOException {
        byte[] body = body(limits.jsonBytes(), JSON_WEIGHT);
        before.run();
        return Json.read(body);
    }

    /** The JSON at the beginning of a body. */
    JsonNode json(byte[] body, int length) {
        if (length > limits.jsonBytes()) {
            throw new ProblemException(
                    ProblemType.BODY_TOO_LARGE,
                    "The JSON of the body has " + length + " bytes, more than the " + limits.jsonBytes() + " allowed");
        }
        memory.take((long) length * JSON_WEIGHT);
        return Json.read(Arrays.copyOf(body, length));
    }

    /** Refuses JSON in another charset. */
    void requireUtf8() {
        for (String parameter : contentType()) {
            Matcher charset = CHARSET.matcher(parameter);
            if (charset.matches() && !charset.group(1).equalsIgnoreCase("utf-8")) {
                throw new ProblemException(
                        ProblemType.UNSUPPORTED_MEDIA_TYPE,
                        "Content-Type: JSON is read in UTF-8, not in " + Quoted.of(charset.group(1)));
            }
        }
    }

    /** The body as it is. */
    byte[] upload() throws IOException {
        return body(limits.uploadBytes(), 1);
    }

    /** Hands on the body, a video, as it comes. */
    void save(BodyReader.Sink sink) throws IOException {
        requirePlain();
        new BodyReader(limits.bodyTimeout(), state).save(request, limits.videoBytes(), sink);
    }

    /** Bytes of the body, or -1 if it does not say. */
    long length() {
        return request.getLength();
    }

    private byte[] body(long most, int weight) throws IOException {
        requirePlain();
        return new BodyReader(limits.bodyTimeout(), state).read(request, most, weight, memory);
    }

    private void requirePlain() {
        String coding = String.join(", ", request.getHeaders().getValuesList(HttpHeader.CONTENT_ENCODING));
        if (!coding.isBlank() && !coding.strip().equalsIgnoreCase("identity")) {
            throw new ProblemException(
                    ProblemType.UNSUPPORTED_MEDIA_TYPE,
                    "Content-Encoding: expected none, found " + Quoted.of(coding)
                            + "; send the body uncompressed and without this header");
        }
    }

    ProblemException unsupported(String expected) {
        return new ProblemException(
                ProblemType.UNSUPPORTED_MEDIA_TYPE,
                "Content-Type: expected " + expected + ", found " + Quoted.of(mediaType()));
    }

    /** What becomes known of the request. */
    Exchange exchange() {
        return exchange;
    }

    /** Memory of this request. */
    BodyMemory.Share memory() {
        return memory;
    }
}
