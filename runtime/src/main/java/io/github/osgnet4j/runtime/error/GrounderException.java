package io.github.osgnet4j.runtime.error;

import org.jspecify.annotations.Nullable;

/** What the runtime throws: the common type of {@link BundleException}, {@link InputException} and their siblings. */
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

    /** What the failure means to whoever asked. */
    public abstract FailureKind kind();
}
