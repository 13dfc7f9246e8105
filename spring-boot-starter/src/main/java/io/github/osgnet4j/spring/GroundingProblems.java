package io.github.osgnet4j.spring;

import io.github.osgnet4j.runtime.error.FailureKind;
import io.github.osgnet4j.runtime.error.GrounderException;
import java.net.URI;
import java.util.Locale;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.core.Ordered;
import org.springframework.core.annotation.Order;
import org.springframework.http.HttpHeaders;
import org.springframework.http.HttpStatusCode;
import org.springframework.http.MediaType;
import org.springframework.http.ProblemDetail;
import org.springframework.http.ResponseEntity;
import org.springframework.web.bind.annotation.ExceptionHandler;
import org.springframework.web.bind.annotation.RestControllerAdvice;

/**
 * Turns a {@link GrounderException} into an HTTP response with a problem document (RFC 9457), with the same type and
 * status as {@code osgnet serve}: an input that the network cannot take is 422, a video that is too long 413, a full
 * queue 429, a deadline and a lack of memory 503. An internal error is 500. Its message is logged and not sent to the
 * client; the same is true for a lack of memory. The class is open to the proxies of an application's aspects.
 */
@RestControllerAdvice
@Order(Ordered.LOWEST_PRECEDENCE)
public class GroundingProblems {

    private static final Logger LOG = LoggerFactory.getLogger(GroundingProblems.class);

    /** Seconds after which a client may ask again. */
    private static final String SOON = "1";

    private record Answer(int status, String title) {

        static Answer of(FailureKind kind) {
            return switch (kind) {
                case INVALID_REQUEST -> new Answer(422, "Invalid request");
                case VIDEO_TOO_LONG -> new Answer(413, "Video too long");
                case UNKNOWN_VIDEO -> new Answer(404, "Unknown video");
                case QUEUE_FULL -> new Answer(429, "Queue full");
                case DEADLINE_EXCEEDED -> new Answer(503, "Deadline exceeded");
                case STOPPING -> new Answer(503, "Stopping");
                case OUT_OF_MEMORY -> new Answer(503, "Out of memory");
                case INTERNAL -> new Answer(500, "Internal error");
            };
        }
    }

    /** For Spring. */
    public GroundingProblems() {}

    /** The response to a failed request. */
    @ExceptionHandler
    public ResponseEntity<ProblemDetail> problem(GrounderException failure) {
        FailureKind kind = failure.kind();
        Answer shown = Answer.of(kind);
        String detail =
                switch (kind) {
                    case INTERNAL -> "The server failed to answer; its log has the reason";
                    case OUT_OF_MEMORY -> "The server is short of memory";
                    default -> failure.getMessage();
                };
        if (kind == FailureKind.INTERNAL || kind == FailureKind.OUT_OF_MEMORY) {
            LOG.error("A request failed", failure);
        }
        ProblemDetail problem = ProblemDetail.forStatusAndDetail(HttpStatusCode.valueOf(shown.status()), detail);
        problem.setType(URI.create(
                "urn:osgnet:problem:" + kind.name().toLowerCase(Locale.ROOT).replace('_', '-')));
        problem.setTitle(shown.title());
        ResponseEntity.BodyBuilder answer =
                ResponseEntity.status(shown.status()).contentType(MediaType.APPLICATION_PROBLEM_JSON);
        if (shown.status() == 429 || shown.status() == 503) {
            answer.header(HttpHeaders.RETRY_AFTER, SOON);
        }
        return answer.body(problem);
    }
}
