package io.github.osgnet4j.batch;

import org.jspecify.annotations.Nullable;

/** A job that cannot be begun, continued or finished. The message says what is in its way and what to do. */
public class BatchException extends RuntimeException {

    private static final long serialVersionUID = 1L;

    public BatchException(String message) {
        super(message);
    }

    public BatchException(String message, @Nullable Throwable cause) {
        super(message, cause);
    }
}
