package io.github.osgnet4j.network;

import java.util.function.Function;

/**
 * One of the directions in which a block of Mamba reads a sequence.
 *
 * @param channels D, of what is scanned and of its gate
 * @param backwards whether it goes from the last real step to the first
 * @param filter (D, 1, K), of {@link Ops#causalConv1d}
 * @param bias (D), of the filter
 * @param aLog (D, N)
 * @param d (D)
 * @param mixing what the scan takes besides, of u (B, T, D), step by step
 */
public record ScanDirection<T>(
        int channels, boolean backwards, T filter, T bias, T aLog, T d, Function<T, Mixing<T>> mixing) {

    /**
     * What a scan takes that depends on u.
     *
     * @param step (B, T, D), before softplus
     * @param b (B, T, N)
     * @param c (B, T, N)
     */
    public record Mixing<T>(T step, T b, T c) {}

    /** The same from the first step to the last. */
    public ScanDirection<T> forwards() {
        return new ScanDirection<>(channels, false, filter, bias, aLog, d, mixing);
    }
}
