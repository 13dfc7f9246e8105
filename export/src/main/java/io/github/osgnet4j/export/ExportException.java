package io.github.osgnet4j.export;

import org.jspecify.annotations.Nullable;

/** A network cannot be exported; the message says what is wrong, where, and what to do. */
public class ExportException extends RuntimeException {

    private static final long serialVersionUID = 1L;

    public ExportException(String message) {
        super(message);
    }

    public ExportException(String message, @Nullable Throwable cause) {
        super(message, cause);
    }
}
