package io.github.osgnet4j.cli.bench;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * The work of a node by the shapes in a trace: two operations for each multiplication and addition of matrix products and
 * convolutions. Elementwise operations and the recurrence of the scan are not counted.
 */
final class NodeWork {

    private NodeWork() {}

    /**
     * The operations of a node.
     *
     * @param arguments of its event: {@code input_type_shape} and {@code output_type_shape}
     * @param inner whether it belongs to a body: there a Gemm is the step of a recurrence
     */
    static double of(String operator, JsonNode arguments, boolean inner) {
        List<long[]> inputs = shapes(arguments.path("input_type_shape"));
        List<long[]> outputs = shapes(arguments.path("output_type_shape"));
        if (inputs.isEmpty() || inputs.get(0).length == 0 || outputs.isEmpty()) {
            return 0;
        }
        long[] a = inputs.get(0);
        // A constant that was packed for its kernel is not listed, and what follows takes its place.
        Optional<long[]> b =
                inputs.stream().skip(1).limit(1).filter(s -> s.length > 1).findFirst();
        double products = elements(outputs.get(0));
        return switch (operator) {
            case "MatMul", "FusedMatMul", "MatMulInteger", "MatMulIntegerToFloat", "DynamicQuantizeMatMul" ->
                2 * products * summed(a, b);
            case "Gemm", "FusedGemm" -> inner ? 0 : 2 * products * summed(a, b);
            case "Conv", "FusedConv" ->
                b.map(kernel -> 2 * products * elements(kernel) / kernel[0]).orElse(0.0);
            default -> 0;
        };
    }

    /** The length of the axis that a product sums over: the last of a, or the one before where a is transposed. */
    private static long summed(long[] a, Optional<long[]> b) {
        long last = a[a.length - 1];
        boolean fits = b.filter(s -> s[s.length - 1] != last && s[s.length - 2] != last)
                .isEmpty();
        return fits || a.length < 2 ? last : a[a.length - 2];
    }

    private static double elements(long[] shape) {
        double elements = 1;
        for (long d : shape) {
            elements *= d;
        }
        return elements;
    }

    /** As in {@code [{"float":[1,900,512]},{"int8":[512,2048]}]}. */
    private static List<long[]> shapes(JsonNode list) {
        List<long[]> shapes = new ArrayList<>();
        for (JsonNode tensor : list) {
            for (JsonNode dims : tensor) {
                long[] shape = new long[dims.size()];
                for (int i = 0; i < shape.length; i++) {
                    shape[i] = dims.get(i).asLong();
                }
                shapes.add(shape);
            }
        }
        return shapes;
    }
}
