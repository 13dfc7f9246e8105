package io.github.osgnet4j.export;

import io.github.osgnet4j.export.onnx.Dim;
import io.github.osgnet4j.export.onnx.Layout;
import io.github.osgnet4j.export.onnx.OnnxGraph;
import io.github.osgnet4j.export.onnx.Operator;
import io.github.osgnet4j.export.onnx.Value;
import io.github.osgnet4j.runtime.bundle.Int8For;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Products of 8-bit integers: the left factor is brought to uint8 over the range it has when the graph runs, once for all
 * products it enters.
 */
final class Int8LinearNodes implements LinearNodes {

    private final OnnxGraph graph;
    private final Layout layout;
    private final Weights weights;
    private final Int8For processors;
    private final Map<Value, Quantized> quantized = new HashMap<>();
    private final Map<Window, Value> windows = new HashMap<>();

    /** A tensor as (integers - zero) * scale. */
    private record Quantized(Value integers, Value scale, Value zero) {}

    private record Window(Value x, long kernel) {}

    Int8LinearNodes(OnnxGraph graph, Weights weights, Int8For processors) {
        this.graph = graph;
        this.layout = new Layout(graph);
        this.weights = weights;
        this.processors = processors;
    }

    @Override
    public Value linear(Value x, Value weight, Optional<Value> bias) {
        Quantized left = quantized(x);
        return product(left, left.integers(), weight, bias);
    }

    @Override
    public Value conv1d(Value x, Value weight, Optional<Value> bias) {
        Quantized left = quantized(x);
        Value rows = windows.computeIfAbsent(
                new Window(x, weight.dim(2).fixed()), w -> neighbours(left, w.x().dim(1), w.kernel()));
        return product(left, rows, weight, bias);
    }

    private Value product(Quantized left, Value rows, Value weight, Optional<Value> bias) {
        Weights.Quantized right = weights.quantized(weight, processors.largestWeight());
        Value[] inputs = {
            rows,
            right.integers(),
            left.scale(),
            right.scales(),
            left.zero(),
            Value.ABSENT,
            bias.map(weights::vector).orElse(Value.ABSENT)
        };
        return graph.apply(Operator.MATMUL_INTEGER_TO_FLOAT, inputs);
    }

    private Quantized quantized(Value x) {
        return quantized.computeIfAbsent(x, v -> {
            List<Value> parts = graph.node(Operator.DYNAMIC_QUANTIZE_LINEAR).of(3, v);
            return new Quantized(parts.get(0), parts.get(1), parts.get(2));
        });
    }

    /** (B, T, C) as (B, T, K C): at each step the channels of the K steps around it, zeros beyond the ends. */
    private Value neighbours(Quantized x, Dim steps, long kernel) {
        Dim around = Dim.of(kernel / 2);
        Value padded = layout.pad(x.integers(), 1, around, around, x.zero());
        Value[] taps = new Value[Math.toIntExact(kernel)];
        for (int k = 0; k < taps.length; k++) {
            taps[k] = layout.slice(padded, 1, Dim.of(k), steps.plus(k));
        }
        return layout.concat(-1, taps);
    }
}
