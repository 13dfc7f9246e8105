package io.github.osgnet4j.serve;

import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** A request that fails with a problem document. */
final class ProblemException extends RuntimeException {

    private static final long serialVersionUID = 1L;

    private final ProblemType type;
    private final @Nullable String pointer;
    private final @Nullable String allowed;

    ProblemException(ProblemType type, String detail) {
        this(type, detail, null, null, null);
    }

    ProblemException(ProblemType type, String detail, Throwable cause) {
        this(type, detail, null, null, cause);
    }

    private ProblemException(
            ProblemType type,
            String detail,
            @Nullable String pointer,
            @Nullable String allowed,
            @Nullable Throwable cause) {
        super(detail, cause, false, cause != null);
        this.type = type;
        this.pointer = pointer;
        this.allowed = allowed;
    }

    /** A value that cannot be. */
    static ProblemException invalid(String pointer, String detail) {
        return new ProblemException(ProblemType.INVALID_REQUEST, detail, pointer, null, null);
    }

    /** A path that is there, but not for this method. */
    static ProblemException method(String method, String allowed) {
        return new ProblemException(
                ProblemType.METHOD_NOT_ALLOWED,
                Quoted.of(method) + " is not for this path, only " + allowed,
                null,
                allowed,
                null);
    }

    ProblemType type() {
        return type;
    }

    /** JSON pointer to the wrong part of the request. */
    Optional<String> pointer() {
        return Optional.ofNullable(pointer);
    }

    /** The methods of the path, where another was used. */
    Optional<String> allowed() {
        return Optional.ofNullable(allowed);
    }
}
