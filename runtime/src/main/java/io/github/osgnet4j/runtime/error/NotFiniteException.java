package io.github.osgnet4j.runtime.error;

/**
 * The network gave NaN or infinity. As a bundle that was verified computes, the input is to blame: features or tokens that
 * are finite, but far beyond what the network was trained with.
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
