package io.github.osgnet4j.data.io;

import io.github.osgnet4j.network.NamedTensor;
import java.nio.file.Path;
import java.util.Map;
import java.util.OptionalInt;

/**
 * An official checkpoint ({@code .pth.tar}).
 *
 * @param epoch the training epoch it was saved after, if it says
 * @param weights {@code state_dict}; empty if there is none
 * @param ema {@code state_dict_ema}; empty if there is none
 */
public record Checkpoint(OptionalInt epoch, Map<String, NamedTensor> weights, Map<String, NamedTensor> ema) {
    public static Checkpoint read(Path file) {
        throw new UnsupportedOperationException(file.toString());
    }
}
