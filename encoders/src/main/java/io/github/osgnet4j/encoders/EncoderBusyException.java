package io.github.osgnet4j.encoders;

/** The encoder was busy with other texts for longer than the caller was willing to wait. */
public final class EncoderBusyException extends EncoderException {

    private static final long serialVersionUID = 1L;

    EncoderBusyException(String message) {
        super(message);
    }
}
