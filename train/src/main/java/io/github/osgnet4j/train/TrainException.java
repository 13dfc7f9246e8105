package io.github.osgnet4j.train;

import org.jspecify.annotations.Nullable;

/** Training cannot continue; the message says what is wrong, where, and what to do. */
public class TrainException extends RuntimeException {

    private static final long serialVersionUID = 1L;

    public TrainException(String message) {
        super(message);
    }

    public TrainException(String message, @Nullable Throwable cause) {
        super(message, cause);
    }
}
