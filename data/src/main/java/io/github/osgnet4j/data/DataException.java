package io.github.osgnet4j.data;

/**
 * Something read from or written to disk is not what it has to be. The message names the file, the key inside it, what
 * was expected and found, and what to do.
 */
public class DataException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    public DataException(String message) {
        super(message);
    }

    public DataException(String message, Throwable cause) {
        super(message, cause);
    }
}
