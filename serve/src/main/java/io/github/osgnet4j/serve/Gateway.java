package io.github.osgnet4j.serve;

import io.github.osgnet4j.serve.Route.Access;
import io.micrometer.core.instrument.MeterRegistry;
import java.nio.ByteBuffer;
import java.util.Map;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import org.eclipse.jetty.http.HttpFields;
import org.eclipse.jetty.http.HttpHeader;
import org.eclipse.jetty.server.Handler;
import org.eclipse.jetty.server.Request;
import org.eclipse.jetty.server.Response;
import org.eclipse.jetty.util.Callback;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Where requests come in: who asks, what for, is there room; and where every failure becomes a problem document. */
final class Gateway extends Handler.Abstract {

    private static final Logger LOG = LoggerFactory.getLogger(Gateway.class);

    /** The route of requests that found none, in meters. */
    private static final String NO_ROUTE = "none";

    private final Router router;
    private final HostCheck hosts;
    private final TokenCheck token;
    private final Limits limits;
    private final Semaphore places;
    private final BodyMemory memory;
    private final MeterRegistry registry;

    Gateway(Router router, HostCheck hosts, TokenCheck token, Limits limits, MeterRegistry registry) {
        this.router = router;
        this.hosts = hosts;
        this.token = token;
        this.limits = limits;
        this.registry = registry;
        this.places = new Semaphore(limits.requests());
        this.memory = new BodyMemory(limits.bodyMemory());
        registry.gauge("osgnet.http.active", places, free -> limits.requests() - free.availablePermits());
        registry.gauge("osgnet.http.body.memory", memory, BodyMemory::used);
    }

    @Override
    public boolean handle(Request request, Response response, Callback callback) {
        long start = System.nanoTime();
        // A request that is being answered is not idle; its body has a time limit of its own.
        request.addIdleTimeoutListener(timeout -> false);
        String[] route = {NO_ROUTE};
        Reply reply;
        try {
            reply = answer(request, route);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            reply = Reply.problem(Problem.of(ProblemType.STOPPING, "The server is stopping"));
        } catch (Exception | OutOfMemoryError e) {
            reply = refusal(e);
        }
        long time = System.nanoTime() - start;
        registry.timer(
                        "osgnet.http.requests",
                        "route",
                        route[0],
                        "method",
                        Method.of(request.getMethod()),
                        "status",
                        Integer.toString(reply.status()))
                .record(time, TimeUnit.NANOSECONDS);
        LOG.debug("{} {} {} in {} ms", Method.of(request.getMethod()), route[0], reply.status(), time / 1_000_000);
        send(reply, response, callback);
        return true;
    }

    private Reply answer(Request request, String[] route) throws Exception {
        hosts.require(Request.getServerName(request));
        Router.Match match =
                router.find(request.getMethod(), request.getHttpURI().getPath());
        route[0] = match.route().template();
        if (match.route().access() != Access.OPEN) {
            token.require(request.getHeaders().get(HttpHeader.AUTHORIZATION));
        }
        return match.route().access() == Access.WORKING ? work(match, request) : call(match, request);
    }

    private Reply work(Router.Match match, Request request) throws Exception {
        if (!places.tryAcquire()) {
            throw new ProblemException(
                    ProblemType.TOO_MANY_REQUESTS,
                    limits.requests() + " requests are being answered already, try again later");
        }
        try {
            return call(match, request);
        } finally {
            places.release();
        }
    }

    private Reply call(Router.Match match, Request request) throws Exception {
        try (BodyMemory.Share share = memory.share()) {
            return match.route().endpoint().answer(new Call(request, match.variables(), limits, share));
        }
    }

    private static Reply refusal(Throwable failure) {
        Reply reply = Reply.problem(Problem.of(failure));
        if (failure instanceof ProblemException problem) {
            if (problem.allowed().isPresent()) {
                return reply.with(HttpHeader.ALLOW.asString(), problem.allowed().get());
            }
            if (problem.type() == ProblemType.UNAUTHORIZED) {
                return reply.with(HttpHeader.WWW_AUTHENTICATE.asString(), "Bearer realm=\"osgnet\"");
            }
        }
        return reply;
    }

    static void send(Reply reply, Response response, Callback callback) {
        response.setStatus(reply.status());
        HttpFields.Mutable headers = response.getHeaders();
        SecurityHeaders.ALL.forEach(headers::put);
        if (!reply.mediaType().isEmpty()) {
            headers.put(HttpHeader.CONTENT_TYPE, reply.mediaType());
            headers.put(HttpHeader.CONTENT_LENGTH, reply.body().length);
        }
        for (Map.Entry<String, String> header : reply.headers().entrySet()) {
            headers.put(header.getKey(), header.getValue());
        }
        response.write(true, ByteBuffer.wrap(reply.body()), callback);
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
