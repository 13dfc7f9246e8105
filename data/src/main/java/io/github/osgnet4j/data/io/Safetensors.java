package io.github.osgnet4j.data.io;

import io.github.osgnet4j.network.NamedTensor;
import java.nio.file.Path;
import java.util.Collection;
import java.util.Map;

/**
 * The contents of a safetensors file.
 *
 * @param tensors by name, in the order of the data
 * @param metadata the file's {@code __metadata__}; empty if there is none
 */
public record Safetensors(Map<String, NamedTensor> tensors, Map<String, String> metadata) {
    public static Safetensors read(Path file) {
        throw new UnsupportedOperationException(file.toString());
    }

    public static void write(Path file, Collection<NamedTensor> tensors, Map<String, String> metadata) {
        throw new UnsupportedOperationException(file.toString());
    }
}
