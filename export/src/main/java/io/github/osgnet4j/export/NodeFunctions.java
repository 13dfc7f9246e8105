package io.github.osgnet4j.export;

import io.github.osgnet4j.export.onnx.Dim;
import io.github.osgnet4j.export.onnx.ElementType;
import io.github.osgnet4j.export.onnx.Layout;
import io.github.osgnet4j.export.onnx.OnnxGraph;
import io.github.osgnet4j.export.onnx.Operator;
import io.github.osgnet4j.export.onnx.Shape;
import io.github.osgnet4j.export.onnx.Value;
import io.github.osgnet4j.network.Ops;
import io.github.osgnet4j.network.ScanDirection;
import io.github.osgnet4j.runtime.bundle.Target;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Supplier;

/**
 * The operators that a runtime with native code for a CPU runs as single nodes: {@link Ops#scanned} of one sample as
 * two nodes around its product, the filter and the scan; LayerNorm; GELU. For the others the model says what each node
 * is made of. A scan that goes backwards is another operator than one that goes forwards, so nothing is reversed, but
 * where padding is kept.
 */
final class NodeFunctions {

    private static final float EPSILON = 1e-5f;

    private final OnnxGraph graph;
    private final Map<Operator, List<Shape>> defined = new EnumMap<>(Operator.class);

    private NodeFunctions(OnnxGraph graph) {
        this.graph = graph;
    }

    /** Where a graph has samples one by one. */
    static Optional<NodeFunctions> of(OnnxGraph graph, Target target) {
        return target == Target.GPU ? Optional.empty() : Optional.of(new NodeFunctions(graph));
    }

    /**
     * Adds the filter before a scan, with its activation.
     *
     * @param xz (1, T, 2 D)
     * @return (1, T, D)
     */
    Value filtered(Value xz, ScanDirection<Value> direction, Weights weights) {
        Value filter = direction.backwards() ? weights.mirrored(direction.filter()) : weights.plain(direction.filter());
        Value bias = weights.vector(direction.bias());
        Operator operator = direction.backwards() ? Operator.CAUSAL_CONV_REVERSED : Operator.CAUSAL_CONV;
        define(
                operator,
                List.of(filter.shape()),
                () -> filterBody(filter.dim(0), filter.dim(2), direction.backwards()));
        return graph.apply(operator, xz, filter, bias);
    }

    /**
     * Adds a scan with what is around it.
     *
     * @param u (1, T, D)
     * @param xz (1, T, 2 D), the gate its second half
     * @return (1, T, D)
     */
    Value scanned(
            Value u, ScanDirection.Mixing<Value> mixing, Value xz, ScanDirection<Value> direction, Weights weights) {
        Value a = weights.stateMatrix(direction.aLog());
        Value d = weights.vector(direction.d());
        Operator operator = direction.backwards() ? Operator.SELECTIVE_SCAN_REVERSED : Operator.SELECTIVE_SCAN;
        define(operator, List.of(a.shape()), () -> scanBody(a.dim(0), a.dim(1), direction.backwards()));
        return graph.apply(operator, u, mixing.step(), a, mixing.b(), mixing.c(), d, xz);
    }

    /**
     * Adds LayerNorm over the channels.
     *
     * @param x (B, T, C)
     * @param weight (C)
     * @param bias (C)
     */
    Value normalised(Value x, Value weight, Value bias) {
        return graph.inSingle(() -> {
            graph.define(Operator.LAYER_NORM, NodeFunctions::normBody);
            return graph.apply(Operator.LAYER_NORM, x, weight, bias);
        });
    }

    /**
     * Adds GELU.
     *
     * @param x (B, T, C)
     */
    Value gelu(Value x) {
        return graph.inSingle(() -> {
            graph.define(Operator.GELU_OF_ROWS, NodeFunctions::geluBody);
            return graph.apply(Operator.GELU_OF_ROWS, x);
        });
    }

    private void define(Operator operator, List<Shape> shapes, Supplier<OnnxGraph> body) {
        List<Shape> known = defined.putIfAbsent(operator, shapes);
        if (known == null) {
            graph.define(operator, body);
        } else if (!known.equals(shapes)) {
            throw new ExportException("The nodes " + operator.type() + " of a graph are of " + known + " and " + shapes
                    + ", expected one shape");
        }
    }

    private static Shape sequence(Dim channels) {
        return Shape.of(Dim.of(1), Dim.symbol("T"), channels);
    }

    private static OnnxGraph filterBody(Dim channels, Dim taps, boolean backwards) {
        OnnxGraph body = new OnnxGraph("filter");
        Layout layout = new Layout(body);
        Value xz = body.input("x", ElementType.FLOAT, sequence(channels.times(2)));
        Value filter = body.input("weight", ElementType.FLOAT, Shape.of(channels, Dim.of(1), taps));
        Value bias = body.input("bias", ElementType.FLOAT, Shape.of(channels));
        long around = taps.fixed() - 1;
        Value sum = new ConvolutionNodes(body, layout)
                .convolve(
                        layout.slice(xz, -1, Dim.of(0), channels),
                        filter,
                        Optional.of(bias),
                        channels.fixed(),
                        1,
                        backwards ? 0 : around,
                        backwards ? around : 0);
        body.output("y", nodesOf(body).silu(sum));
        return body;
    }

    private static OnnxGraph scanBody(Dim states, Dim channels, boolean backwards) {
        OnnxGraph body = new OnnxGraph("scan");
        Layout layout = new Layout(body);
        Shape mixing = sequence(states);
        Value u = body.input("u", ElementType.FLOAT, sequence(channels));
        Value step = body.input("step", ElementType.FLOAT, sequence(channels));
        Value a = body.input("a", ElementType.FLOAT, Shape.of(states, channels));
        Value b = body.input("b", ElementType.FLOAT, mixing);
        Value c = body.input("c", ElementType.FLOAT, mixing);
        Value d = body.input("d", ElementType.FLOAT, Shape.of(channels));
        Value xz = body.input("gate", ElementType.FLOAT, sequence(channels.times(2)));
        OnnxOps op = nodesOf(body);
        Value y = new ScanNodes(body, layout, backwards).scan(u, op.softplus(step), a, b, c);
        Value read = op.add(y, op.mul(u, d));
        body.output("y", op.mul(read, op.silu(layout.slice(xz, -1, channels, channels.times(2)))));
        return body;
    }

    /**
     * ONNX Runtime's LayerNormalization takes three times as long on a CPU as its SkipLayerNormalization, which normalises the
     * sum of two inputs but loses digits when their mean is large: so x is centred first, and (y + y) / sqrt(var(y + y) + 4 eps)
     * is y / sqrt(var(y) + eps).
     */
    private static OnnxGraph normBody() {
        OnnxGraph body = new OnnxGraph("norm");
        Dim channels = Dim.symbol("C");
        Value x = body.input("x", ElementType.FLOAT, Shape.of(Dim.symbol("B"), Dim.symbol("T"), channels));
        Value weight = body.input("weight", ElementType.FLOAT, Shape.of(channels));
        Value bias = body.input("bias", ElementType.FLOAT, Shape.of(channels));
        Value y = body.apply(Operator.SUB, x, body.apply(Operator.REDUCE_MEAN, x, body.integers(-1)));
        body.output(
                "y",
                body.node(Operator.SKIP_LAYER_NORMALIZATION)
                        .with("epsilon", 4 * EPSILON)
                        .of(y, y, weight, bias));
        return body;
    }

    private static OnnxGraph geluBody() {
        OnnxGraph body = new OnnxGraph("gelu");
        Value x = body.input("x", ElementType.FLOAT, Shape.of(Dim.symbol("B"), Dim.symbol("T"), Dim.symbol("C")));
        body.output("y", body.apply(Operator.GELU, x));
        return body;
    }

    private static OnnxOps nodesOf(OnnxGraph body) {
        return new OnnxOps(body, Dim.of(1), Map.of(), Target.CPU);
    }
}
