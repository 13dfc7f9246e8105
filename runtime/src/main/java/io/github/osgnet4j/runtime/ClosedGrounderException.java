package io.github.osgnet4j.runtime;

/** A {@link Grounder} was used after it was closed. */
public final class ClosedGrounderException extends GrounderException {

    private static final long serialVersionUID = 1L;

    ClosedGrounderException(String message) {
        this(message, null);
    }

    ClosedGrounderException(String message, Throwable cause) {
        super(message, cause);
    }
}
