package io.github.osgnet4j.export.onnx;

import java.util.List;
import java.util.Optional;

/**
 * What is known of a tensor while the graph is built.
 *
 * @param element the element type
 * @param shape the symbolic shape
 * @param contents the elements of an integer tensor of rank 0 or 1 that holds lengths, where they are known as formulas
 */
public record ValueType(ElementType element, Shape shape, Optional<List<Dim>> contents) {

    public static ValueType of(ElementType element, Shape shape) {
        return new ValueType(element, shape, Optional.empty());
    }

    /** An int64 vector of these lengths. */
    static ValueType lengths(List<Dim> contents) {
        return new ValueType(ElementType.INT64, Shape.of(Dim.of(contents.size())), Optional.of(List.copyOf(contents)));
    }

    /** A 64-bit length. */
    static ValueType length(Dim content) {
        return new ValueType(ElementType.INT64, Shape.SCALAR, Optional.of(List.of(content)));
    }

    @Override
    public String toString() {
        return element + shape.toString();
    }
}
