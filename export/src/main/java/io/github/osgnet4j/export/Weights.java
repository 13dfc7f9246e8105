package io.github.osgnet4j.export;

import io.github.osgnet4j.export.onnx.OnnxGraph;
import io.github.osgnet4j.export.onnx.Shape;
import io.github.osgnet4j.export.onnx.Value;
import io.github.osgnet4j.network.NamedTensor;
import io.github.osgnet4j.network.Params;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.function.Supplier;

/**
 * The network's parameters as constants of a graph, each in the layout that its operation requires, stored when first
 * used.
 */
final class Weights {

    private final OnnxGraph graph;
    private final Map<String, NamedTensor> tensors;
    private final Map<String, Value> constants = new HashMap<>();
    private final Map<String, Quantized> quantized = new HashMap<>();

    Weights(OnnxGraph graph, Map<String, NamedTensor> tensors) {
        this.graph = graph;
        this.tensors = tensors;
    }

    /** The parameters as the network asks for them. */
    Params<Value> params() {
        return Params.of(name ->
                Optional.ofNullable(tensors.get(name)).map(t -> OnnxGraph.outside(name, Shape.of(t.shape()))));
    }

    /** (O, I) or (O, I, 1) as (I, O), the right factor of a product. */
    Value transposed(Value weight) {
        return constants.computeIfAbsent(weight.name() + ".T", name -> {
            NamedTensor t = tensor(weight);
            int out = Math.toIntExact(t.shape()[0]);
            int in = Math.toIntExact(t.shape()[1]);
            return graph.constant(name, new long[] {in, out}, transpose(t.values(), out, in));
        });
    }

    /**
     * A parameter in 8 bits, each output channel on a scale of its own: what is in {@code integers} times {@code scales}.
     *
     * @param integers int8 (I K, O), the taps of a kernel one after the other
     * @param scales (O)
     */
    record Quantized(Value integers, Value scales) {}

    /** (O, I) or (O, I, K) in 8 bits, the largest magnitude being {@code largest}. */
    Quantized quantized(Value weight, int largest) {
        return quantized.computeIfAbsent(weight.name(), name -> {
            QuantizedWeight w = QuantizedWeight.of(tensor(weight), largest);
            return new Quantized(
                    graph.constant(name + ".int8", new long[] {w.rows(), w.columns()}, w.integers()),
                    graph.constant(name + ".scales", new long[] {w.columns()}, w.scales()));
        });
    }

    /** One number per channel, as (C), or (1) for a scalar. */
    Value vector(Value weight) {
        return stored(weight, () -> new long[] {tensor(weight).values().length});
    }

    /** The j-th step of a depthwise kernel (C, 1, K), as (C). */
    Value tap(Value weight, int j) {
        return constants.computeIfAbsent(weight.name() + ".tap" + j, name -> {
            NamedTensor t = tensor(weight);
            int channels = Math.toIntExact(t.shape()[0]);
            int kernel = Math.toIntExact(t.shape()[2]);
            float[] factors = new float[channels];
            for (int c = 0; c < channels; c++) {
                factors[c] = t.values()[c * kernel + j];
            }
            return graph.constant(name, new long[] {channels}, factors);
        });
    }

    /** In PyTorch's own layout. */
    Value plain(Value weight) {
        return stored(weight, () -> tensor(weight).shape());
    }

    /** A depthwise kernel (C, 1, K) with its steps in the other order. */
    Value mirrored(Value weight) {
        return constants.computeIfAbsent(weight.name() + ".mirrored", name -> {
            NamedTensor t = tensor(weight);
            int kernel = Math.toIntExact(t.shape()[2]);
            float[] values = t.values();
            float[] mirrored = new float[values.length];
            for (int i = 0; i < values.length; i++) {
                mirrored[i] = values[i - i % kernel + kernel - 1 - i % kernel];
            }
            return graph.constant(name, t.shape(), mirrored);
        });
    }

    /** -exp(aLog) with states before channels: (D, N) as (N, D). */
    Value stateMatrix(Value aLog) {
        return constants.computeIfAbsent(aLog.name() + ".negative_exp.T", name -> {
            NamedTensor t = tensor(aLog);
            int channels = Math.toIntExact(t.shape()[0]);
            int states = Math.toIntExact(t.shape()[1]);
            float[] a = transpose(t.values(), channels, states);
            for (int i = 0; i < a.length; i++) {
                a[i] = (float) -Math.exp(a[i]);
            }
            return graph.constant(name, new long[] {states, channels}, a);
        });
    }

    private Value stored(Value weight, Supplier<long[]> shape) {
        return constants.computeIfAbsent(
                weight.name(),
                name -> graph.constant(name, shape.get(), tensor(weight).values()));
    }

    private NamedTensor tensor(Value weight) {
        NamedTensor tensor = tensors.get(weight.name());
        if (tensor == null) {
            throw new ExportException("'" + weight.name() + "' is used as a parameter but is none");
        }
        return tensor;
    }

    private static float[] transpose(float[] values, int rows, int columns) {
        float[] t = new float[values.length];
        for (int r = 0; r < rows; r++) {
            for (int c = 0; c < columns; c++) {
                t[c * rows + r] = values[r * columns + c];
            }
        }
        return t;
    }
}
