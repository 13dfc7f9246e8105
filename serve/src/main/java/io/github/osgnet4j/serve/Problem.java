package io.github.osgnet4j.serve;

import com.fasterxml.jackson.annotation.JsonProperty;
import com.fasterxml.jackson.annotation.JsonPropertyOrder;
import io.github.osgnet4j.data.DataException;
import io.github.osgnet4j.data.sample.MissingFeaturesException;
import io.github.osgnet4j.runtime.error.GrounderException;
import io.github.osgnet4j.runtime.error.UnknownVideoException;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** A problem document (RFC 9457). */
@JsonPropertyOrder({"type", "title", "status", "detail", "pointer", "requestId"})
record Problem(
        @JsonProperty String type,
        @JsonProperty String title,
        @JsonProperty int status,
        @JsonProperty String detail,
        @JsonProperty Optional<String> pointer,
        @JsonProperty Optional<String> requestId) {

    static final String MEDIA_TYPE = "application/problem+json";

    private static final Logger LOG = LoggerFactory.getLogger(Problem.class);

    static Problem of(ProblemType type, String detail) {
        return new Problem(type.uri(), type.title(), type.status(), detail, Optional.empty(), Optional.empty());
    }

    /** What a failure looks like from outside. Messages of our own bugs stay inside, in the log. */
    static Problem of(Throwable failure) {
        if (failure instanceof ProblemException e) {
            return new Problem(
                    e.type().uri(), e.type().title(), e.type().status(), e.getMessage(), e.pointer(), Optional.empty());
        }
        ProblemType type = type(failure);
        if (type == ProblemType.INTERNAL || type == ProblemType.OUT_OF_MEMORY) {
            LOG.error("A request failed", failure);
        }
        return of(type, detail(type, failure));
    }

    /** The same as the answer to a request, which its id finds in the log. */
    Problem of(Exchange exchange) {
        return new Problem(type, title, status, detail, pointer, Optional.of(exchange.id()));
    }

    private static ProblemType type(Throwable failure) {
        if (failure instanceof GrounderException e) {
            return ProblemType.of(e.kind());
        } else if (failure instanceof MissingFeaturesException) {
            return ProblemType.MISSING_FEATURES;
        } else if (failure instanceof OutOfMemoryError) {
            return ProblemType.OUT_OF_MEMORY;
        }
        return ProblemType.INTERNAL;
    }

    private static String detail(ProblemType type, Throwable failure) {
        return switch (type) {
            case UNKNOWN_VIDEO ->
                "The cache needed the place of video '" + ((UnknownVideoException) failure).video()
                        + "'; send it again to /api/videos";
            case MISSING_FEATURES ->
                "The configured store has no features for '" + ((MissingFeaturesException) failure).key() + "'";
            case STOPPING -> "The server is stopping";
            case OUT_OF_MEMORY -> "The server is short of memory";
            case INTERNAL -> "The server failed to answer; its log has the reason";
            default -> Quoted.plain(failure.getMessage());
        };
    }

    /** A file of the server that cannot be used: its place is for the log. */
    static ProblemException damaged(DataException e) {
        LOG.error("The configured data cannot be used", e);
        return new ProblemException(ProblemType.INTERNAL, "The configured data cannot be used; the log has the reason");
    }
}
