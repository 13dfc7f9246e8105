package io.github.osgnet4j.cli.bench;

import java.util.List;
import java.util.Optional;
import java.util.OptionalDouble;

/**
 * Floating point operations of one ONNX Runtime node, from the shapes in its trace. Inputs that were packed beforehand
 * are missing there, so a product is counted from its first input and its output.
 */
final class NodeWork {

    private NodeWork() {}

    /** What a kind of operator counts as. */
    enum Kind {
        PRODUCT,
        CONVOLUTION,
        ATTENTION,
        /** Neither product nor convolution: 0. */
        NONE,
        /** Sounds like a product, but is not known: its work is missing. */
        UNKNOWN
    }

    static Kind kind(String operator) {
        return switch (operator) {
            case "MatMul",
                    "FusedMatMul",
                    "Gemm",
                    "FusedGemm",
                    "MatMulInteger",
                    "MatMulIntegerToFloat",
                    "DynamicQuantizeMatMul",
                    "QLinearMatMul",
                    "QGemm",
                    "MatMulNBits" -> Kind.PRODUCT;
            case "Conv", "FusedConv", "NhwcFusedConv", "ConvInteger", "QLinearConv" -> Kind.CONVOLUTION;
            case "Attention", "MultiHeadAttention" -> Kind.ATTENTION;
            default -> sounds(operator) ? Kind.UNKNOWN : Kind.NONE;
        };
    }

    private static boolean sounds(String operator) {
        return operator.contains("MatMul")
                || operator.contains("Gemm")
                || operator.contains("Conv")
                || operator.contains("Attention")
                || operator.equals("Einsum");
    }

    /** The operations, 0 for an elementwise operator, empty where the trace does not tell. */
    static OptionalDouble flops(String operator, List<long[]> inputs, List<long[]> outputs) {
        Kind kind = kind(operator);
        if (kind == Kind.NONE) {
            return OptionalDouble.of(0);
        } else if (inputs.isEmpty() || outputs.isEmpty()) {
            return OptionalDouble.empty();
        }
        Extent x = new Extent(inputs.get(0));
        Extent y = new Extent(outputs.get(0));
        return switch (kind) {
            case PRODUCT -> product(x, y);
            case CONVOLUTION ->
                weights(x, inputs)
                        .map(w -> OptionalDouble.of(2.0 * y.elements() * w.elements() / w.dim(0)))
                        .orElse(OptionalDouble.empty());
            case ATTENTION -> attention(inputs);
            default -> OptionalDouble.empty();
        };
    }

    /** 2 M N K, the first input (.., M, K) or transposed. */
    private static OptionalDouble product(Extent a, Extent y) {
        if (a.rank() == 0) {
            return OptionalDouble.empty();
        }
        boolean transposed = a.rank() >= 2
                && y.rank() >= 2
                && a.rank() <= y.rank()
                && a.dim(-2) != y.dim(-2)
                && a.dim(-1) == y.dim(-2);
        return OptionalDouble.of(2.0 * y.elements() * (transposed ? a.dim(-2) : a.dim(-1)));
    }

    /** The filters (O, I / groups, ..): the first input after x with as many axes. */
    private static Optional<Extent> weights(Extent x, List<long[]> inputs) {
        return inputs.stream()
                .skip(1)
                .filter(shape -> shape.length == x.rank())
                .map(Extent::new)
                .findFirst();
    }

    /** Queries by keys, then weights by values; (B, L, C) or (B, H, L, d) each. */
    private static OptionalDouble attention(List<long[]> inputs) {
        if (inputs.size() < 3 || inputs.stream().limit(3).anyMatch(shape -> shape.length < 3)) {
            return OptionalDouble.empty();
        }
        Extent q = new Extent(inputs.get(0));
        Extent k = new Extent(inputs.get(1));
        Extent v = new Extent(inputs.get(2));
        double queries = (double) q.elements() * k.dim(-2);
        double values = (double) v.elements() / v.dim(-2) * q.dim(-2) * k.dim(-2);
        return OptionalDouble.of(2 * (queries + values));
    }
}
