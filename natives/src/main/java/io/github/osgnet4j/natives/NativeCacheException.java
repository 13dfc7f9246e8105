package io.github.osgnet4j.natives;

/** No folder can hold native libraries; the message names each that was tried, why not, and how to name another. */
public final class NativeCacheException extends RuntimeException {

    private static final long serialVersionUID = 1L;

    NativeCacheException(String message) {
        super(message);
    }
}
