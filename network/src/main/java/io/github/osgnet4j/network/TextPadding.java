package io.github.osgnet4j.network;

/**
 * What the padding of shorter queries in a batch does. A query alone has none, so that the two agree there.
 */
public enum TextPadding {
    /** As in the official code: padded tokens carry values and leak one position through every convolution. */
    LEAKS,
    /** A query's result does not depend on the batch it is in. */
    INERT;

    <T> T apply(Ops<T> op, T x, Lengths<T> lengths) {
        return this == INERT ? op.masked(x, lengths) : x;
    }
}
