package io.github.osgnet4j.serve;

import java.util.Optional;
import org.eclipse.jetty.http.HttpStatus;
import org.eclipse.jetty.server.Request;
import org.eclipse.jetty.server.Response;
import org.eclipse.jetty.server.handler.ErrorHandler;
import org.eclipse.jetty.util.Callback;

/**
 * Problem documents for requests that do not reach {@link Gateway}: those that are not valid HTTP or arrive too late.
 */
final class ProtocolErrors extends ErrorHandler {

    private final Connections connections;
    private final AccessLog log;

    ProtocolErrors(Connections connections, AccessLog log) {
        this.connections = connections;
        this.log = log;
    }

    @Override
    public boolean errorPageForMethod(String method) {
        return true;
    }

    @Override
    protected void generateResponse(
            Request request, Response response, int code, String message, Throwable cause, Callback callback) {
        Exchange exchange = new Exchange(request);
        Reply reply = Reply.problem(problem(code, message).of(exchange));
        Gateway.prepare(reply, exchange, response);
        // A request that could be read, when the server was about to stop; after any other the connection waits for its
        // end.
        boolean early = code == HttpStatus.SERVICE_UNAVAILABLE_503 && !request.consumeAvailable();
        Callback end = early ? Lingering.then(connections.of(request), callback) : callback;
        Callback logged = Callback.from(() -> log.log(exchange, reply.status()), end);
        new Sending(response, reply.body(), false, exchange::sent, logged).iterate();
    }

    private static Problem problem(int code, String message) {
        return switch (code) {
            case 503 -> Problem.of(ProblemType.STOPPING, "The server is stopping");
            case 408 -> Problem.of(ProblemType.BODY_TIMEOUT, "The request did not arrive in time");
            case 500 -> Problem.of(ProblemType.INTERNAL, "The server failed to answer; its log has the reason");
            default -> {
                String reason = "The request is not HTTP that is accepted here"
                        + (message == null ? "" : ": " + Quoted.plain(message));
                yield new Problem(
                        ProblemType.MALFORMED_REQUEST.uri(),
                        ProblemType.MALFORMED_REQUEST.title(),
                        code,
                        reason,
                        Optional.empty(),
                        Optional.empty());
            }
        };
    }
}
