package io.github.osgnet4j.encoders;

/** An encoder cannot process a text: it has no tokens, or too many. */
public final class TextException extends EncoderException {

    private static final long serialVersionUID = 1L;

    TextException(String message) {
        super(message);
    }
}
