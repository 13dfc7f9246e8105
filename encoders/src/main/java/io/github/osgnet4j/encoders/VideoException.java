package io.github.osgnet4j.encoders;

/** A file cannot be decoded, or not to its end; the message names it. */
public final class VideoException extends EncoderException {

    private static final long serialVersionUID = 1L;

    VideoException(String message) {
        super(message);
    }

    VideoException(String message, Throwable cause) {
        super(message, cause);
    }
}
