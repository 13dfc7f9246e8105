package io.github.osgnet4j.export;

import io.github.osgnet4j.export.onnx.ElementType;
import io.github.osgnet4j.export.onnx.OnnxGraph;
import io.github.osgnet4j.export.onnx.Operator;
import io.github.osgnet4j.export.onnx.Shape;
import io.github.osgnet4j.export.onnx.Value;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;

/** Both forms of every large product, and an input that selects the one to run. */
final class SwitchedLinearNodes implements LinearNodes {

    private final OnnxGraph graph;
    private final Weights weights;
    private final Int8Layers.Switched layers;
    private final Map<String, Value> switches = new HashMap<>();

    SwitchedLinearNodes(OnnxGraph graph, Weights weights, Int8Layers.Switched layers) {
        this.graph = graph;
        this.weights = weights;
        this.layers = layers;
    }

    @Override
    public Value linear(Value x, Value weight, Optional<Value> bias) {
        return either(weight, nodes -> nodes.linear(x, weight, bias));
    }

    @Override
    public Value conv1d(Value x, Value weight, Optional<Value> bias) {
        return either(weight, nodes -> nodes.conv1d(x, weight, bias));
    }

    private Value either(Value weight, Function<LinearNodes, Value> product) {
        if (weight.shape().elements().fixed() < layers.smallest()) {
            return product.apply(FloatLinearNodes.in(graph, weights));
        }
        Value eight = switches.computeIfAbsent(
                weight.name(), name -> graph.input(Int8Layers.Switched.SWITCH + name, ElementType.BOOL, Shape.of(1)));
        OnnxGraph integers = graph.subgraph("int8");
        integers.output(product.apply(new Int8LinearNodes(integers, weights, layers.processors())));
        OnnxGraph floats = graph.subgraph("float32");
        floats.output(product.apply(FloatLinearNodes.in(floats, weights)));
        return graph.node(Operator.IF)
                .with("then_branch", integers)
                .with("else_branch", floats)
                .of(eight);
    }
}
