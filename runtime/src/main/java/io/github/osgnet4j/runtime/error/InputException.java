package io.github.osgnet4j.runtime.error;

/** A video or query that the bundle's network cannot process: wrong sizes, non-finite values, indices out of range. */
public sealed class InputException extends GrounderException permits VideoTooLongException {

    private static final long serialVersionUID = 1L;

    /** Says what was found and expected. */
    public InputException(String message) {
        super(message, null);
    }

    @Override
    public FailureKind kind() {
        return FailureKind.INVALID_REQUEST;
    }
}
