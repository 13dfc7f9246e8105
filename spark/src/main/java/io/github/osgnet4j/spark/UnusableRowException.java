package io.github.osgnet4j.spark;

/** A row that is no video or no query. */
final class UnusableRowException extends RuntimeException {

    private static final long serialVersionUID = 1L;

    UnusableRowException(String message) {
        super(message);
    }
}
