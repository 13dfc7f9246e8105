package io.github.osgnet4j.runtime.bundle;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonProperty;
import com.fasterxml.jackson.databind.annotation.JsonDeserialize;
import com.fasterxml.jackson.databind.annotation.JsonSerialize;
import io.github.osgnet4j.natives.Processor;
import java.util.List;
import java.util.Objects;
import java.util.Optional;

/**
 * In which numbers a bundle's graphs compute, and what that does to their outputs. Inputs and outputs of the graphs are
 * float32 whatever it is.
 *
 * @param kind the numbers of the products
 * @param maxError the largest |a - b| / (1 + |b|) of the bundle's own samples when it was exported, b being the outputs of
 *     the network in float32; 0 for {@link Kind#FP32}, which is held to {@link BundleVerification#TOLERANCE}
 * @param layers the layers that could compute in 8 bits, in the order of the network; empty unless the kind is {@link
 *     Kind#INT8}
 * @param int8For the processors that the weights of 8 bits were made for; there for {@link Kind#INT8} alone, and all
 *     processors where a manifest does not say
 */
public record Precision(
        Kind kind,
        double maxError,
        List<Layer> layers,

        @JsonInclude(JsonInclude.Include.NON_EMPTY)
        @JsonSerialize(using = OptionalJson.Writer.class)
        @JsonDeserialize(using = OptionalJson.Int8ForReader.class)
        Optional<Int8For> int8For) {

    /** Everything in float32. */
    public static final Precision FLOAT32 = new Precision(Kind.FP32, 0, List.of(), Optional.empty());

    /** How many times the error at export another machine may make: it rounds elsewhere. */
    static final double MARGIN = 3;

    /** The numeric types to compute in. */
    public enum Kind {
        /** Single precision. */
        @JsonProperty("fp32")
        FP32(0),
        /** Half precision, and single where half does not do: for GPUs. */
        @JsonProperty("fp16")
        FP16(0.1),
        /** Products of 8-bit integers in the layers that tolerate it, single precision elsewhere: for CPUs. */
        @JsonProperty("int8")
        INT8(1);

        private final double limit;

        Kind(double limit) {
            this.limit = limit;
        }

        /** The largest {@link Precision#maxError()} a bundle of this kind may have. */
        public double limit() {
            return limit;
        }
    }

    /**
     * One layer that can be computed in 8 bits.
     *
     * @param weight the name of its weight
     * @param int8 whether it does
     * @param error what it does to the network's outputs if it alone does: root mean square of the difference over the
     *     standard deviation of the outputs
     */
    public record Layer(String weight, boolean int8, double error) {

        /**
         * Checks the error.
         *
         * @throws IllegalArgumentException if it is negative or no number
         */
        public Layer {
            Objects.requireNonNull(weight, "weight");
            if (!(error >= 0)) {
                throw new IllegalArgumentException(
                        "layer '" + weight + "' has error " + error + ", expected 0 or more");
            }
        }
    }

    /**
     * Checks the error and copies the list.
     *
     * @throws IllegalArgumentException if the error is out of the kind's range, or layers or processors are given for
     *     another kind than {@link Kind#INT8}
     */
    public Precision {
        if (!(maxError >= 0 && maxError <= kind.limit())) {
            throw new IllegalArgumentException(
                    "maxError of " + kind + " is " + maxError + ", expected 0 to " + kind.limit());
        }
        if (layers.stream().anyMatch(Objects::isNull)) {
            throw new IllegalArgumentException("layers holds a null");
        }
        if (kind != Kind.INT8 && !layers.isEmpty()) {
            throw new IllegalArgumentException("a bundle of " + kind + " lists layers, only one of INT8 has any");
        }
        if (kind != Kind.INT8 && int8For.isPresent()) {
            throw new IllegalArgumentException(
                    "a bundle of " + kind + " has int8For " + int8For.get() + ", only one of INT8 has it");
        }
        layers = List.copyOf(layers);
        int8For = kind == Kind.INT8 ? int8For.or(() -> Optional.of(Int8For.AVX2)) : int8For;
    }

    /** Why the processor of this machine cannot compute in this precision, and what to do; empty if it can. */
    public Optional<String> refusal() {
        Processor processor = Processor.ofMachine();
        return int8For.filter(processors -> !processors.runsOn(processor)).map(p -> p.refusal(processor));
    }

    /** The largest error of a sample that {@link io.github.osgnet4j.runtime.Grounder#verify()} lets pass. */
    public double tolerance() {
        return Math.max(BundleVerification.TOLERANCE, MARGIN * maxError);
    }

    /** How many of the layers compute in 8 bits. */
    public long int8Layers() {
        return layers.stream().filter(Layer::int8).count();
    }
}
