package io.github.osgnet4j.runtime;

import java.util.List;
import java.util.Locale;

/** An execution provider of ONNX Runtime, which runs the graphs. */
public enum Provider {
    /** The processor; always there. */
    CPU,
    /** An NVIDIA GPU through CUDA, else the CPU. */
    CUDA,
    /** An NVIDIA GPU through TensorRT, else CUDA, else the CPU. The first run of each shape takes minutes. */
    TENSORRT,
    /** CUDA where it works, else the CPU. */
    AUTO,
    /** What a library brings ({@link GrounderOptions#withPlugin}), else the CPU. */
    PLUGIN;

    /** The providers to try, best first; the last is {@link #CPU}. */
    List<Provider> candidates() {
        return switch (this) {
            case CPU -> List.of(CPU);
            case CUDA, AUTO -> List.of(CUDA, CPU);
            case TENSORRT -> List.of(TENSORRT, CUDA, CPU);
            case PLUGIN -> List.of(PLUGIN, CPU);
        };
    }

    /** The name in options and messages: {@code cpu}, {@code cuda}, {@code tensorrt}, {@code auto} or {@code plugin}. */
    @Override
    public String toString() {
        return name().toLowerCase(Locale.ROOT);
    }

    /**
     * The provider with a name, ignoring case.
     *
     * @throws IllegalArgumentException if there is none; the message lists those that need only a name, so not
     *     {@link #PLUGIN}
     */
    public static Provider of(String name) {
        for (Provider provider : values()) {
            if (provider.toString().equals(name.toLowerCase(Locale.ROOT))) {
                return provider;
            }
        }
        throw new IllegalArgumentException(
                "No provider '" + name + "', expected one of " + List.of(CPU, CUDA, TENSORRT, AUTO));
    }
}
