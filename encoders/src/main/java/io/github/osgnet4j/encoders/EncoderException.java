package io.github.osgnet4j.encoders;

/** An encoder cannot be opened or run; the message names the file, the key and what to do. */
public class EncoderException extends RuntimeException {

    private static final long serialVersionUID = 1L;

    EncoderException(String message) {
        super(message);
    }

    EncoderException(String message, Throwable cause) {
        super(message, cause);
    }
}
