package io.github.osgnet4j.train;

import java.nio.FloatBuffer;

/**
 * {@link io.github.osgnet4j.network.Ops#gatedScan} of one sample somewhere else than in PyTorch, in the memory where PyTorch has
 * the arrays. Several threads may call it at once.
 */
@FunctionalInterface
public interface GatedScan {

    /**
     * What it takes.
     *
     * @param u (T, D)
     * @param step (T, D), before the softplus
     * @param a (N, D), negative
     * @param b (T, N)
     * @param c (T, N)
     * @param d (D)
     * @param gate (T, D)
     */
    record Inputs(
            FloatBuffer u,
            FloatBuffer step,
            FloatBuffer a,
            FloatBuffer b,
            FloatBuffer c,
            FloatBuffer d,
            FloatBuffer gate) {}

    /** Fills y, (T, D). */
    void run(Inputs inputs, FloatBuffer y);
}
