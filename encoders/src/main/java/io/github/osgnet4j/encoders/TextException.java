package io.github.osgnet4j.encoders;

/** A text that an encoder cannot take: it has no tokens, or too many. */
public final class TextException extends EncoderException {

    private static final long serialVersionUID = 1L;

    TextException(String message) {
        super(message);
    }
}
