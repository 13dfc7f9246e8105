package io.github.osgnet4j.runtime.error;

import org.jspecify.annotations.Nullable;

/**
 * The base class of all exceptions of the runtime: {@link BundleException}, {@link InputException} and their siblings.
 */
public abstract sealed class GrounderException extends RuntimeException
        permits BundleException,
                OpeningInterruptedException,
                InputException,
                ClosedGrounderException,
                InferenceException,
                QueueFullException,
                DeadlineExceededException,
                RequestCancelledException,
                UnknownVideoException {

    private static final long serialVersionUID = 1L;

    GrounderException(String message, @Nullable Throwable cause) {
        super(message, cause);
    }

    /** What the failure means to the caller. */
    public abstract FailureKind kind();
}
