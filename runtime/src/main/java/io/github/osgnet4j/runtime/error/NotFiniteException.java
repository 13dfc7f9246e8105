package io.github.osgnet4j.runtime.error;

/**
 * The network returned NaN or infinity. If the bundle has been verified, the cause is the input: features or tokens
 * that are finite but far outside the range that the network was trained with.
 */
public final class NotFiniteException extends InferenceException {

    private static final long serialVersionUID = 1L;

    /** Names the query and the output. */
    public NotFiniteException(String message) {
        super(message, null);
    }

    @Override
    public FailureKind kind() {
        return FailureKind.INVALID_REQUEST;
    }
}
