package io.github.osgnet4j.serve;

import io.github.osgnet4j.serve.Route.Access;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.observation.Observation;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import org.eclipse.jetty.http.HttpFields;
import org.eclipse.jetty.http.HttpHeader;
import org.eclipse.jetty.server.Handler;
import org.eclipse.jetty.server.Request;
import org.eclipse.jetty.server.Response;
import org.eclipse.jetty.util.Callback;
import org.slf4j.MDC;

/** The entry point of requests: checks access, route and capacity, and turns every failure into a problem document. */
final class Gateway extends Handler.Abstract {

    /** Within which a body that is given up frees its place. */
    private static final int TAKE_OVER_MILLIS = 1000;

    private static final int MOST_TAKE_OVERS = 8;

    private final Router router;
    private final HostCheck hosts;
    private final TokenCheck token;
    private final Optional<RateLimit> rate;
    private final Observing observing;
    private final RequestRecord record;
    private final Connections connections;
    private final Limits limits;
    private final Semaphore places;
    private final Semaphore takeOvers = new Semaphore(MOST_TAKE_OVERS);
    private final BodyMemory memory;
    private final MeterRegistry registry;

    Gateway(
            Router router,
            HostCheck hosts,
            TokenCheck token,
            Optional<RateLimit> rate,
            Observing observing,
            RequestRecord record,
            Connections connections,
            Limits limits,
            MeterRegistry registry) {
        this.router = router;
        this.hosts = hosts;
        this.token = token;
        this.rate = rate;
        this.observing = observing;
        this.record = record;
        this.connections = connections;
        this.limits = limits;
        this.registry = registry;
        this.places = new Semaphore(limits.requests());
        this.memory = new BodyMemory(limits.bodyMemory(), connections::giveUpSlowestBody);
        registry.gauge("osgnet.http.active", places, free -> limits.requests() - free.availablePermits());
        registry.gauge("osgnet.http.body.memory", memory, BodyMemory::used);
    }

    @Override
    public boolean handle(Request request, Response response, Callback callback) {
        Exchange exchange = new Exchange(request);
        MDC.put(RequestId.KEY, exchange.id());
        try {
            answer(request, exchange, response, callback);
        } finally {
            MDC.remove(RequestId.KEY);
        }
        return true;
    }

    private void answer(Request request, Exchange exchange, Response response, Callback callback) {
        // A request that is being answered is not idle; its body has a time limit of its own.
        request.addIdleTimeoutListener(timeout -> false);
        ConnectionState state = connections.of(request);
        state.enter(ConnectionState.Phase.ANSWERING);
        Observation observation = observing.begin(request);
        exchange.observed(observation);
        Runnable leave = observing.enter(observation);
        Reply reply;
        try {
            reply = answer(request, state, exchange);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            reply = refusal(new ProblemException(ProblemType.STOPPING, "The server is stopping"), exchange);
        } catch (Exception | OutOfMemoryError e) {
            reply = refusal(e, exchange);
        } finally {
            leave.run();
        }
        // What is left of a body would be taken for the next request; a client that is told so does not send one here.
        boolean whole = request.consumeAvailable();
        if (state.last() || !whole) {
            reply = reply.with(HttpHeader.CONNECTION.asString(), "close");
        }
        record.answered(exchange);
        registry.timer(
                        "osgnet.http.requests",
                        "route",
                        exchange.route(),
                        "method",
                        Method.of(request.getMethod()),
                        "status",
                        Integer.toString(reply.status()))
                .record(exchange.nanos(), TimeUnit.NANOSECONDS);
        send(reply, request, exchange, response, state, whole ? callback : Lingering.then(state, callback));
    }

    private Reply answer(Request request, ConnectionState state, Exchange exchange) throws Exception {
        requireChunks(request.getHeaders());
        hosts.require(Request.getServerName(request));
        Router.Match match =
                router.find(request.getMethod(), request.getHttpURI().getPath());
        exchange.route(match.route().template());
        if (match.route().access() != Access.OPEN) {
            admit(match.route().access(), request, exchange);
            if (state.forHealth()) {
                throw new ProblemException(
                        ProblemType.TOO_MANY_REQUESTS,
                        "All " + limits.connections() + " connections are taken by requests, try again later");
            }
        }
        return match.route().access() == Access.WORKING
                ? work(match, request, state, exchange)
                : call(match, request, state, exchange);
    }

    /** Lets those pass who have a token and do not come too often. */
    private void admit(Access access, Request request, Exchange exchange) {
        exchange.caller(token.require(request.getHeaders().get(HttpHeader.AUTHORIZATION)));
        if (access == Access.ADMIN
                && !exchange.caller().map(Tokens.Caller::admin).orElse(false)) {
            throw new ProblemException(
                    ProblemType.FORBIDDEN,
                    "This is for administrators, whose tokens are marked so in the file of --tokens");
        }
        rate.ifPresent(
                limit -> limit.take(exchange, request.getConnectionMetaData().getRemoteSocketAddress()));
    }

    /** Refuses codings that the server would take for parts of the body (RFC 9112, 6.1). */
    private static void requireChunks(HttpFields headers) {
        List<String> codings = headers.getCSV(HttpHeader.TRANSFER_ENCODING, false);
        if (!codings.isEmpty() && !(codings.size() == 1 && codings.get(0).equalsIgnoreCase("chunked"))) {
            throw new ProblemException(
                    ProblemType.UNKNOWN_TRANSFER_CODING,
                    "Transfer-Encoding: expected chunked or none, found " + Quoted.of(String.join(", ", codings))
                            + "; send the body uncompressed");
        }
    }

    private Reply work(Router.Match match, Request request, ConnectionState state, Exchange exchange) throws Exception {
        boolean place = places.tryAcquire() || takeOver();
        if (!place) {
            throw new ProblemException(
                    ProblemType.TOO_MANY_REQUESTS,
                    limits.requests() + " requests are being answered already, try again later");
        }
        try {
            return call(match, request, state, exchange);
        } finally {
            places.release();
        }
    }

    /** Takes the place of the body that is furthest behind. Few may wait for that, or no thread is left to free it. */
    private boolean takeOver() throws InterruptedException {
        if (!takeOvers.tryAcquire()) {
            return false;
        }
        try {
            return connections.giveUpSlowestBody() && places.tryAcquire(TAKE_OVER_MILLIS, TimeUnit.MILLISECONDS);
        } finally {
            takeOvers.release();
        }
    }

    private Reply call(Router.Match match, Request request, ConnectionState state, Exchange exchange) throws Exception {
        try (BodyMemory.Share share = memory.share()) {
            return match.route()
                    .endpoint()
                    .answer(new Call(request, match.variables(), limits, share, state, exchange));
        }
    }

    private static Reply refusal(Throwable failure, Exchange exchange) {
        Problem document = Problem.of(failure).of(exchange);
        Reply reply =
                InferenceEndpoints.has(exchange.path()) ? Reply.inferenceError(document) : Reply.problem(document);
        if (failure instanceof ProblemException problem) {
            if (problem.allowed().isPresent()) {
                return reply.with(HttpHeader.ALLOW.asString(), problem.allowed().get());
            }
            if (problem.type() == ProblemType.UNAUTHORIZED) {
                return reply.with(HttpHeader.WWW_AUTHENTICATE.asString(), "Bearer realm=\"osgnet\"");
            }
            if (problem.type() == ProblemType.UNKNOWN_TRANSFER_CODING) {
                return reply.with(HttpHeader.CONNECTION.asString(), "close");
            }
        }
        return reply;
    }

    /** Sends an answer, whose memory counts until it is read. */
    private void send(
            Reply reply,
            Request request,
            Exchange exchange,
            Response response,
            ConnectionState state,
            Callback callback) {
        BodyMemory.Share share = memory.share();
        Reply sent = reply;
        if (reply.body().length() > Body.PART) {
            try {
                share.take(reply.body().memory());
            } catch (ProblemException e) {
                reply.body().close();
                sent = refusal(e, exchange);
            }
        }
        state.enter(sent.body().resumable() ? ConnectionState.Phase.STREAMING : ConnectionState.Phase.SENDING);
        prepare(sent, exchange, response);
        int status = sent.status();
        new Sending(
                        response,
                        sent.body(),
                        Method.HEAD.name().equals(request.getMethod()),
                        part -> {
                            state.advance(part);
                            exchange.sent(part);
                        },
                        Callback.from(
                                () -> {
                                    share.close();
                                    state.enter(ConnectionState.Phase.WAITING);
                                    record.sent(exchange, status);
                                },
                                callback))
                .iterate();
    }

    /** Writes status and headers. */
    static void prepare(Reply reply, Exchange exchange, Response response) {
        response.setStatus(reply.status());
        HttpFields.Mutable headers = response.getHeaders();
        SecurityHeaders.put(headers);
        if (!reply.mediaType().isEmpty()) {
            headers.put(HttpHeader.CONTENT_TYPE, reply.mediaType());
            headers.put(HttpHeader.CONTENT_LENGTH, reply.body().length());
        }
        headers.put(RequestId.HEADER, exchange.id());
        for (Map.Entry<String, String> header : reply.headers().entrySet()) {
            headers.put(header.getKey(), header.getValue());
        }
        exchange.headers().forEach(headers::put);
    }

    /** Methods by a bounded set of names, for meters. */
    private enum Method {
        GET,
        HEAD,
        POST,
        DELETE,
        OTHER;

        static String of(String name) {
            for (Method method : values()) {
                if (method.name().equals(name)) {
                    return name;
                }
            }
            return OTHER.name();
        }
    }
}
