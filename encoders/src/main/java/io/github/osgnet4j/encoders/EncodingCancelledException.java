package io.github.osgnet4j.encoders;

/** The caller wants no features any more: it was interrupted, or its listener said so. */
public final class EncodingCancelledException extends EncoderException {

    private static final long serialVersionUID = 1L;

    EncodingCancelledException(String message) {
        super(message);
    }
}
