package io.github.osgnet4j.encoders;

/** Other texts kept the encoder busy for as long as the caller was ready to wait. */
public final class EncoderBusyException extends EncoderException {

    private static final long serialVersionUID = 1L;

    EncoderBusyException(String message) {
        super(message);
    }
}
