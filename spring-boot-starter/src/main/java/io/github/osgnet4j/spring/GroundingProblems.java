package io.github.osgnet4j.spring;

import io.github.osgnet4j.runtime.error.ClosedGrounderException;
import io.github.osgnet4j.runtime.error.DeadlineExceededException;
import io.github.osgnet4j.runtime.error.GrounderException;
import io.github.osgnet4j.runtime.error.InferenceException;
import io.github.osgnet4j.runtime.error.InputException;
import io.github.osgnet4j.runtime.error.NotFiniteException;
import io.github.osgnet4j.runtime.error.QueueFullException;
import io.github.osgnet4j.runtime.error.RequestCancelledException;
import io.github.osgnet4j.runtime.error.UnknownVideoException;
import io.github.osgnet4j.runtime.error.VideoTooLongException;
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
 * A {@link GrounderException} as an HTTP answer with a problem document (RFC 9457), whose type and status are those of
 * {@code osgnet serve}: an input that the network cannot take is 422, a video that is too long 413, a full queue 429, a
 * deadline and a lack of memory 503. What is the server's own fault is 500; its message goes to the log and stays out of the
 * answer, as does that of a lack of memory. The class is open to the proxies of an application's aspects.
 */
@RestControllerAdvice
@Order(Ordered.LOWEST_PRECEDENCE)
public class GroundingProblems {

    private static final Logger LOG = LoggerFactory.getLogger(GroundingProblems.class);

    /** Seconds after which a client may ask again. */
    private static final String SOON = "1";

    private enum Kind {
        INVALID_REQUEST(422, "Invalid request"),
        VIDEO_TOO_LONG(413, "Video too long"),
        UNKNOWN_VIDEO(404, "Unknown video"),
        QUEUE_FULL(429, "Queue full"),
        DEADLINE_EXCEEDED(503, "Deadline exceeded"),
        STOPPING(503, "Stopping"),
        OUT_OF_MEMORY(503, "Out of memory"),
        INTERNAL(500, "Internal error");

        final int status;
        final String title;

        Kind(int status, String title) {
            this.status = status;
            this.title = title;
        }

        static Kind of(GrounderException failure) {
            if (failure instanceof VideoTooLongException) {
                return VIDEO_TOO_LONG;
            } else if (failure instanceof InputException || failure instanceof NotFiniteException) {
                return INVALID_REQUEST;
            } else if (failure instanceof UnknownVideoException) {
                return UNKNOWN_VIDEO;
            } else if (failure instanceof QueueFullException) {
                return QUEUE_FULL;
            } else if (failure instanceof DeadlineExceededException) {
                return DEADLINE_EXCEEDED;
            } else if (failure instanceof ClosedGrounderException || failure instanceof RequestCancelledException) {
                return STOPPING;
            } else if (failure instanceof InferenceException inference && inference.outOfMemory()) {
                return OUT_OF_MEMORY;
            }
            return INTERNAL;
        }
    }

    /** For Spring. */
    public GroundingProblems() {}

    /** The answer to a request that failed. */
    @ExceptionHandler
    public ResponseEntity<ProblemDetail> problem(GrounderException failure) {
        Kind kind = Kind.of(failure);
        String detail =
                switch (kind) {
                    case INTERNAL -> "The server failed to answer; its log has the reason";
                    case OUT_OF_MEMORY -> "The server is short of memory";
                    default -> failure.getMessage();
                };
        if (kind == Kind.INTERNAL || kind == Kind.OUT_OF_MEMORY) {
            LOG.error("A request failed", failure);
        }
        ProblemDetail problem = ProblemDetail.forStatusAndDetail(HttpStatusCode.valueOf(kind.status), detail);
        problem.setType(URI.create(
                "urn:osgnet:problem:" + kind.name().toLowerCase(Locale.ROOT).replace('_', '-')));
        problem.setTitle(kind.title);
        ResponseEntity.BodyBuilder answer =
                ResponseEntity.status(kind.status).contentType(MediaType.APPLICATION_PROBLEM_JSON);
        if (kind.status == 429 || kind.status == 503) {
            answer.header(HttpHeaders.RETRY_AFTER, SOON);
        }
        return answer.body(problem);
    }
}
