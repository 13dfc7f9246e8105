package io.github.osgnet4j.serve;

/** A server cannot start because of its settings, its files or its port. */
public class ServeException extends RuntimeException {

    private static final long serialVersionUID = 1L;

    public ServeException(String message) {
        super(message);
    }

    public ServeException(String message, Throwable cause) {
        super(message, cause);
    }
}
