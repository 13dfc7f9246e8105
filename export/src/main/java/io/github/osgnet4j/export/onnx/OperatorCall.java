package io.github.osgnet4j.export.onnx;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * An operator about to become a node.
 *
 * @param operator the operator
 * @param name the node's name
 * @param inputs its inputs, {@link Value#ABSENT} where an optional one is left out
 * @param attributes its attributes
 * @param outputs how many outputs were asked for
 */
record OperatorCall(Operator operator, String name, List<Value> inputs, Attributes attributes, int outputs) {

    Value input(int i) {
        return inputs.get(i);
    }

    Optional<Value> optional(int i) {
        return i < inputs.size() && inputs.get(i) != Value.ABSENT ? Optional.of(inputs.get(i)) : Optional.empty();
    }

    Shape shape(int i) {
        return input(i).shape();
    }

    ElementType element(int i) {
        return input(i).element();
    }

    /** The formulas in an integer input that has to be known while building. */
    List<Dim> contents(int i) {
        expect(element(i).isInteger(), "input " + i + " must be of integers");
        return input(i).contents()
                .orElseThrow(() -> failure("input " + i + " must be a constant or made of lengths, found " + input(i)));
    }

    /** The numbers in an integer input that has to be a constant. */
    long[] numbers(int i) {
        List<Dim> contents = contents(i);
        expect(contents.stream().allMatch(Dim::isFixed), "input " + i + " must be constant, found " + contents);
        return contents.stream().mapToLong(Dim::fixed).toArray();
    }

    /** An axis attribute as an index from 0. */
    int axis(String attribute, long absent, int rank) {
        return axis(attributes.integer(attribute, absent), rank);
    }

    int axis(long axis, int rank) {
        expect(axis >= -rank && axis < rank, "axis " + axis + " is outside rank " + rank);
        return (int) (axis < 0 ? axis + rank : axis);
    }

    void expectRank(int i, int rank) {
        expect(input(i).rank() == rank, "input " + i + " must have rank " + rank);
    }

    void expectElement(int i, ElementType element) {
        expect(element(i) == element, "input " + i + " must be " + element);
    }

    /** All present inputs have the first one's element type. */
    void expectOneElement() {
        for (int i = 1; i < inputs.size(); i++) {
            if (optional(i).isPresent()) {
                expect(element(i) == element(0), "element types differ");
            }
        }
    }

    void expect(boolean condition, String problem) {
        if (!condition) {
            throw failure(problem);
        }
    }

    GraphException failure(String problem) {
        List<String> types = new ArrayList<>();
        for (Value v : inputs) {
            types.add(v == Value.ABSENT ? "-" : v.toString());
        }
        return new GraphException(
                "Node '" + name + "' (" + operator.type() + "): " + problem + "; inputs: " + String.join(", ", types));
    }

    /** One output. */
    static List<ValueType> one(ElementType element, Shape shape) {
        return List.of(ValueType.of(element, shape));
    }
}
