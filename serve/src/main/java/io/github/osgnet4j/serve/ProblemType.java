package io.github.osgnet4j.serve;

import io.github.osgnet4j.runtime.error.FailureKind;
import java.util.Locale;

/** What can go wrong with a request: the {@code type} of a problem document. */
enum ProblemType {
    MALFORMED_REQUEST(400, "Malformed request"),
    UNAUTHORIZED(401, "Token needed"),
    FORBIDDEN(403, "Administrators only"),
    NOT_FOUND(404, "Not found"),
    UNKNOWN_MODEL(404, "Unknown model"),
    UNKNOWN_CLIP(404, "Unknown clip"),
    UNKNOWN_QUERY(404, "Unknown query"),
    UNKNOWN_VIDEO(404, "Unknown video"),
    UNKNOWN_BUNDLE(404, "Unknown bundle"),
    UNKNOWN_FILE(404, "Unknown file"),
    UNKNOWN_ENCODING(404, "Unknown encoding"),
    MISSING_FEATURES(404, "Missing features"),
    METHOD_NOT_ALLOWED(405, "Method not allowed"),
    SWAP_RUNNING(409, "Swap running"),
    BODY_TIMEOUT(408, "Body too slow"),
    BODY_TOO_LARGE(413, "Body too large"),
    VIDEO_TOO_LONG(413, "Video too long"),
    UNSUPPORTED_MEDIA_TYPE(415, "Unsupported media type"),
    RANGE_NOT_SATISFIABLE(416, "Range not satisfiable"),
    MISDIRECTED(421, "Misdirected request"),
    INVALID_REQUEST(422, "Invalid request"),
    INVALID_BUNDLE(422, "Invalid bundle"),
    INVALID_VIDEO(422, "Invalid video"),
    NO_ENCODERS(422, "No encoders"),
    NO_TEXT_ENCODER(422, "No text encoder"),
    QUEUE_FULL(429, "Queue full"),
    RATE_LIMITED(429, "Rate limited"),
    TOO_MANY_READS(429, "Too many reads"),
    TOO_MANY_REQUESTS(503, "Too many requests"),
    OUT_OF_MEMORY(503, "Out of memory"),
    DEADLINE_EXCEEDED(503, "Deadline exceeded"),
    STARTING(503, "Starting"),
    STOPPING(503, "Stopping"),
    INSUFFICIENT_STORAGE(507, "Insufficient storage"),
    UNKNOWN_TRANSFER_CODING(501, "Unknown transfer coding"),
    INTERNAL(500, "Internal error");

    private final int status;
    private final String title;

    ProblemType(int status, String title) {
        this.status = status;
        this.title = title;
    }

    /** What a failure of the runtime is. */
    static ProblemType of(FailureKind kind) {
        return switch (kind) {
            case INVALID_REQUEST -> INVALID_REQUEST;
            case VIDEO_TOO_LONG -> VIDEO_TOO_LONG;
            case UNKNOWN_VIDEO -> UNKNOWN_VIDEO;
            case QUEUE_FULL -> QUEUE_FULL;
            case DEADLINE_EXCEEDED -> DEADLINE_EXCEEDED;
            case STOPPING -> STOPPING;
            case OUT_OF_MEMORY -> OUT_OF_MEMORY;
            case INTERNAL -> INTERNAL;
        };
    }

    int status() {
        return status;
    }

    String title() {
        return title;
    }

    /** The URI that clients branch on. */
    String uri() {
        return "urn:osgnet:problem:" + name().toLowerCase(Locale.ROOT).replace('_', '-');
    }
}
