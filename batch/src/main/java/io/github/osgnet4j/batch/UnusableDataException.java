package io.github.osgnet4j.batch;

/** Data of a query that is missing, damaged, of another shape or not finite, where a job leaves no query out. */
public final class UnusableDataException extends BatchException {

    private static final long serialVersionUID = 1L;

    UnusableDataException(String message, Throwable cause) {
        super(message, cause);
    }
}
