package io.github.osgnet4j.data.config;

import io.github.osgnet4j.network.NetworkSpec;
import java.util.List;
import java.util.Optional;

/** The {@code model} section. */
public sealed interface ModelConfig {

    /**
     * The network of the paper.
     *
     * @param network its shape
     * @param nlq losses and ranking of the heads
     * @param vtm the shot branch's loss; present if and only if {@code tasks} names VTM
     * @param regressionRanges one a level, finest first
     * @param maxBufferLenFactor points exist for so many times {@code max_seq_len} steps
     */
    record MultiTaskArch(
            NetworkSpec network,
            NlqSettings nlq,
            Optional<VtmSettings> vtm,
            List<RegressionRange> regressionRanges,
            double maxBufferLenFactor)
            implements ModelConfig {}

    /**
     * A model that cannot be built.
     *
     * @param reason why, and what to use instead
     */
    record Unavailable(String reason) implements ModelConfig {}
}
