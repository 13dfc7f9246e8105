package io.github.osgnet4j.encoders;

/** Encoding was cancelled: the thread was interrupted, or the listener requested it. */
public final class EncodingCancelledException extends EncoderException {

    private static final long serialVersionUID = 1L;

    EncodingCancelledException(String message) {
        super(message);
    }
}
