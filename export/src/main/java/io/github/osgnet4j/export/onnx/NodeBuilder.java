package io.github.osgnet4j.export.onnx;

import java.util.List;
import java.util.Optional;

/** One node in the making: attributes first, then {@code of} its inputs. */
public final class NodeBuilder {

    private final OnnxGraph graph;
    private final Operator operator;
    private final String name;
    private final Attributes attributes = new Attributes();
    private Optional<String> output = Optional.empty();

    NodeBuilder(OnnxGraph graph, Operator operator, String name) {
        this.graph = graph;
        this.operator = operator;
        this.name = name;
    }

    NodeBuilder producing(String tensor) {
        output = Optional.of(tensor);
        return this;
    }

    public NodeBuilder with(String attribute, long value) {
        return put(attribute, value);
    }

    public NodeBuilder with(String attribute, long... values) {
        return put(attribute, values.clone());
    }

    public NodeBuilder with(String attribute, float value) {
        return put(attribute, value);
    }

    public NodeBuilder with(String attribute, ElementType value) {
        return put(attribute, value);
    }

    public NodeBuilder with(String attribute, OnnxGraph value) {
        return put(attribute, value);
    }

    private NodeBuilder put(String attribute, Object value) {
        AttributeKind kind = operator.attributes().get(attribute);
        if (kind == null) {
            throw new GraphException("Node '" + name + "' (" + operator.type() + ") has no attribute '" + attribute
                    + "', only " + operator.attributes().keySet());
        }
        Optional<AttributeKind> found = AttributeKind.of(value);
        if (!found.equals(Optional.of(kind))) {
            throw new GraphException("Node '" + name + "' (" + operator.type() + "): the attribute '" + attribute
                    + "' is of kind " + kind + ", found "
                    + found.map(AttributeKind::toString).orElse("none"));
        }
        attributes.put(attribute, value);
        return this;
    }

    /**
     * Adds the node and returns its only output.
     *
     * @throws GraphException if ONNX would refuse it
     */
    public Value of(Value... inputs) {
        return of(1, inputs).get(0);
    }

    /**
     * Adds the node and returns its outputs.
     *
     * @throws GraphException if ONNX would refuse it
     */
    public List<Value> of(int outputs, Value... inputs) {
        OperatorCall call = new OperatorCall(operator, name, List.of(inputs), attributes, outputs);
        call.expect(
                inputs.length >= operator.minInputs() && inputs.length <= operator.maxInputs(),
                "takes " + operator.minInputs()
                        + (operator.maxInputs() == Operator.MANY ? " or more" : " to " + operator.maxInputs())
                        + " inputs, found " + inputs.length);
        for (int i = 0; i < operator.minInputs(); i++) {
            call.expect(inputs[i] != Value.ABSENT, "input " + i + " must be given");
        }
        return graph.add(call, output);
    }
}
