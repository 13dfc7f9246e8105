package io.github.osgnet4j.runtime.error;

import org.jspecify.annotations.Nullable;

/** A {@link io.github.osgnet4j.runtime.Grounder} was used after it was closed. */
public final class ClosedGrounderException extends GrounderException {

    private static final long serialVersionUID = 1L;

    /** Says what is closed and what to do. */
    public ClosedGrounderException(String message) {
        this(message, null);
    }

    /** Says what is closed, with the exception this caused. */
    public ClosedGrounderException(String message, @Nullable Throwable cause) {
        super(message, cause);
    }

    @Override
    public FailureKind kind() {
        return FailureKind.STOPPING;
    }
}
