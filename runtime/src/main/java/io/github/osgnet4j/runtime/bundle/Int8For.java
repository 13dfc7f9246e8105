package io.github.osgnet4j.runtime.bundle;

import com.fasterxml.jackson.annotation.JsonProperty;
import io.github.osgnet4j.natives.Processor;
import java.util.Locale;

/** Which processors the 8-bit weights of a bundle were made for. */
public enum Int8For {
    /** All. Those with AVX2 alone add two products of bytes in 16 bits: 2 * 255 * 64 is the first that does not fit. */
    @JsonProperty("avx2")
    AVX2(63),
    /**
     * Those that add products of bytes in 32 bits: with AVX512-VNNI or AVX-VNNI (and those with AMX have the former), or of
     * another family than x86. All 8 bits are used, so that weights are rounded half as much.
     */
    @JsonProperty("vnni")
    VNNI(127);

    private final int largestWeight;

    Int8For(int largestWeight) {
        this.largestWeight = largestWeight;
    }

    /** The largest magnitude of a weight as an integer. */
    public int largestWeight() {
        return largestWeight;
    }

    /** Whether a processor computes with such weights without loss. */
    boolean runsOn(Processor processor) {
        return this == AVX2 || processor.multipliesBytesExactly();
    }

    /** Why one does not, and what to do. */
    String refusal(Processor processor) {
        String why = processor.flags().isPresent()
                ? "which this processor does not have"
                : "and this system does not tell whether its processor has it; -D" + Processor.FLAGS
                        + "=avx_vnni says that it does";
        return "int8 for " + this + " needs VNNI (avx512_vnni or avx_vnni), " + why
                + ". Export with --int8-for avx2 for every processor";
    }

    /** The name in options, manifests and messages: {@code avx2} or {@code vnni}. */
    @Override
    public String toString() {
        return name().toLowerCase(Locale.ROOT);
    }
}
