package io.github.osgnet4j.export;

import io.github.osgnet4j.export.onnx.Dim;
import io.github.osgnet4j.export.onnx.ElementType;
import io.github.osgnet4j.export.onnx.OnnxGraph;
import io.github.osgnet4j.export.onnx.Operator;
import io.github.osgnet4j.export.onnx.Shape;
import io.github.osgnet4j.export.onnx.Value;
import io.github.osgnet4j.network.Ops;
import io.github.osgnet4j.runtime.bundle.Target;
import java.util.Map;
import java.util.Optional;

/**
 * The gated scan of one sample as one node, which a runtime with a native scan runs as such. For the others the model says
 * what the node is made of: {@link Ops#gatedScan} with the scan of {@link ScanNodes}.
 */
final class ScanFunction {

    private final OnnxGraph graph;
    private Optional<Shape> matrix = Optional.empty();

    private ScanFunction(OnnxGraph graph) {
        this.graph = graph;
    }

    /** Where a graph has samples one by one. */
    static Optional<ScanFunction> of(OnnxGraph graph, Target target) {
        return target == Target.GPU ? Optional.empty() : Optional.of(new ScanFunction(graph));
    }

    /**
     * Adds a node.
     *
     * @param a (N, D), negative; of the same shape in all nodes
     * @return (1, T, D)
     */
    Value scan(Value u, Value step, Value a, Value b, Value c, Value d, Value gate) {
        if (matrix.isEmpty()) {
            graph.define(Operator.SELECTIVE_SCAN, body(a.dim(0), a.dim(1)));
            matrix = Optional.of(a.shape());
        } else if (!matrix.get().equals(a.shape())) {
            throw new ExportException(
                    "The scans of a graph are of " + matrix.get() + " and " + a.shape() + ", expected one shape");
        }
        return graph.apply(Operator.SELECTIVE_SCAN, u, step, a, b, c, d, gate);
    }

    private static OnnxGraph body(Dim states, Dim channels) {
        OnnxGraph body = new OnnxGraph(Operator.SELECTIVE_SCAN.type());
        Dim steps = Dim.symbol("T");
        Shape sequence = Shape.of(Dim.of(1), steps, channels);
        Shape mixing = Shape.of(Dim.of(1), steps, states);
        Value u = body.input("u", ElementType.FLOAT, sequence);
        Value step = body.input("step", ElementType.FLOAT, sequence);
        Value a = body.input("a", ElementType.FLOAT, Shape.of(states, channels));
        Value b = body.input("b", ElementType.FLOAT, mixing);
        Value c = body.input("c", ElementType.FLOAT, mixing);
        Value d = body.input("d", ElementType.FLOAT, Shape.of(channels));
        Value gate = body.input("gate", ElementType.FLOAT, sequence);
        Value aLog = OnnxGraph.outside("A_log", Shape.of(channels, states));
        Weights weights = Weights.given(body, Map.of(aLog.name() + Weights.STATE_MATRIX, a, d.name(), d));
        OnnxOps op = new OnnxOps(body, Dim.of(1), weights, Target.CPU, Int8Layers.NONE, Optional.empty());
        body.output("y", op.gatedScan(u, step, aLog, b, c, d, gate));
        return body;
    }
}
