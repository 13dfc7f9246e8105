package io.github.osgnet4j.train;

/**
 * How training passes are computed.
 *
 * @param precision of matrix products and convolutions
 * @param checkpointing whether blocks of the network are recomputed in the backward pass instead of being kept
 */
record Compute(Precision precision, boolean checkpointing) {

    /** In float32, each block once. */
    static final Compute USUAL = new Compute(Precision.FP32, false);
}
