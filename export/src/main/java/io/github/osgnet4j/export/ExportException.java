package io.github.osgnet4j.export;

import org.jspecify.annotations.Nullable;

/** What goes wrong while a network is exported; the message says what, where, and what to do. */
public class ExportException extends RuntimeException {

    private static final long serialVersionUID = 1L;

    public ExportException(String message) {
        super(message);
    }

    public ExportException(String message, @Nullable Throwable cause) {
        super(message, cause);
    }
}
