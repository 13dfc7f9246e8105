package io.github.osgnet4j.network;

/** A network that cannot be built or run: a missing parameter, a shape that does not fit, a spec that contradicts itself. */
public class NetworkException extends RuntimeException {

    private static final long serialVersionUID = 1L;

    public NetworkException(String message) {
        super(message);
    }
}
