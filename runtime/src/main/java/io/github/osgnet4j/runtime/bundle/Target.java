package io.github.osgnet4j.runtime.bundle;

import com.fasterxml.jackson.annotation.JsonProperty;
import java.util.List;
import java.util.Locale;

/**
 * The kind of processor that the graphs of a bundle are designed for. Every bundle runs on every provider and gives the
 * same results up to rounding; the target determines where it is fast.
 */
public enum Target {
    /** A processor: the scan goes step by step, and operators are those that ONNX Runtime has fast CPU kernels for. */
    @JsonProperty("cpu")
    CPU,
    /** A GPU: the scan goes in parallel, and operators are standard ones that TensorRT takes too. */
    @JsonProperty("gpu")
    GPU;

    /** The name in options, manifests and messages: {@code cpu} or {@code gpu}. */
    @Override
    public String toString() {
        return name().toLowerCase(Locale.ROOT);
    }

    /**
     * The target with a name, ignoring case.
     *
     * @throws IllegalArgumentException if there is none
     */
    public static Target of(String name) {
        for (Target target : values()) {
            if (target.toString().equals(name.toLowerCase(Locale.ROOT))) {
                return target;
            }
        }
        throw new IllegalArgumentException("No target '" + name + "', expected one of " + List.of(values()));
    }
}
