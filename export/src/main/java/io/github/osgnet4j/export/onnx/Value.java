package io.github.osgnet4j.export.onnx;

import java.util.List;
import java.util.Optional;

/** A tensor of a graph: an input, an initializer or the output of a node. Values are the same only if they are one object. */
public final class Value {

    /** Stands for an optional input that is left out. */
    public static final Value ABSENT = new Value(Optional.empty(), "", ValueType.of(ElementType.FLOAT, Shape.SCALAR));

    private final Optional<OnnxGraph> graph;
    private final String name;
    private final ValueType type;

    Value(Optional<OnnxGraph> graph, String name, ValueType type) {
        this.graph = graph;
        this.name = name;
        this.type = type;
    }

    /** The tensor's name, unique in its model. */
    public String name() {
        return name;
    }

    public ElementType element() {
        return type.element();
    }

    public Shape shape() {
        return type.shape();
    }

    /** The dimension at an axis; negative axes count from the last. */
    public Dim dim(int axis) {
        return type.shape().dim(axis);
    }

    public int rank() {
        return type.shape().rank();
    }

    public ValueType type() {
        return type;
    }

    /** The elements of an integer tensor that holds lengths, where they are known as formulas. */
    public Optional<List<Dim>> contents() {
        return type.contents();
    }

    /** The graph that holds it; none for {@link #ABSENT}. */
    Optional<OnnxGraph> graph() {
        return graph;
    }

    @Override
    public String toString() {
        return name + " " + type;
    }
}
