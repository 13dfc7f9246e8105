package io.github.osgnet4j.postprocess;

/**
 * Scores, options or timing that cannot be turned into windows. The message says which value, where, and what was
 * expected.
 */
public class PostprocessException extends IllegalArgumentException {

    private static final long serialVersionUID = 1L;

    /** Creates the exception with its message. */
    public PostprocessException(String message) {
        super(message);
    }

    static void require(boolean condition, String name, Object found, String expected) {
        if (!condition) {
            throw new PostprocessException(name + " is " + found + ", expected " + expected);
        }
    }
}
