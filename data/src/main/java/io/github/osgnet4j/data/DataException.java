package io.github.osgnet4j.data;

/**
 * A file that cannot be used: missing, damaged, hostile, or of another kind than expected. The message says where (file, key), what was
 * expected, what was found and what to do.
 */
public class DataException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    public DataException(String message) {
        super(message);
    }

    public DataException(String message, Throwable cause) {
        super(message, cause);
    }

    /**
     * The same complaint with the place in front, for readers of bytes that do not know where the bytes came from.
     *
     * @param where a file, or a file and a key
     */
    public DataException in(Object where) {
        return new DataException(where + ": " + getMessage(), this);
    }
}
