package io.github.osgnet4j.network;

import java.nio.FloatBuffer;

/** A float32 parameter under its PyTorch name, row-major, whose values come in pieces: they need not be on the heap. */
public interface StreamedTensor {

    /** The name in the official state dict, without a {@code module.} prefix. */
    String name();

    /** The dimensions; empty for a scalar. */
    long[] shape();

    /**
     * The elements in their order, {@code product(shape)} of them in all. Each iteration reads them anew; a piece is good
     * until the next one is asked for, and must not be changed.
     */
    Iterable<FloatBuffer> pieces();
}
