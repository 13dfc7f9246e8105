package io.github.osgnet4j.export.onnx;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** Types of operators that work element by element, with broadcasting. */
final class ElementwiseInference {

    private ElementwiseInference() {}

    static List<ValueType> arithmetic(OperatorCall call) {
        call.expectOneElement();
        call.expect(call.element(0) != ElementType.BOOL, "booleans have no arithmetic");
        return List.of(new ValueType(call.element(0), broadcast(call, 0), lengthArithmetic(call)));
    }

    static List<ValueType> real(OperatorCall call) {
        call.expectElement(0, ElementType.FLOAT);
        return OperatorCall.one(ElementType.FLOAT, call.shape(0));
    }

    static List<ValueType> same(OperatorCall call) {
        return List.of(call.input(0).type());
    }

    static List<ValueType> cast(OperatorCall call) {
        ElementType to = call.attributes().type("to").orElseThrow(() -> call.failure("the attribute 'to' is missing"));
        return OperatorCall.one(to, call.shape(0));
    }

    static List<ValueType> comparison(OperatorCall call) {
        call.expectOneElement();
        return OperatorCall.one(ElementType.BOOL, broadcast(call, 0));
    }

    static List<ValueType> logical(OperatorCall call) {
        for (int i = 0; i < call.inputs().size(); i++) {
            call.expectElement(i, ElementType.BOOL);
        }
        return OperatorCall.one(ElementType.BOOL, broadcast(call, 0));
    }

    static List<ValueType> where(OperatorCall call) {
        call.expectElement(0, ElementType.BOOL);
        call.expect(call.element(1) == call.element(2), "element types differ");
        return OperatorCall.one(call.element(1), broadcast(call, 0));
    }

    /** The common shape of all inputs from {@code first}. */
    static Shape broadcast(OperatorCall call, int first) {
        Shape shape = call.shape(first);
        for (int i = first + 1; i < call.inputs().size(); i++) {
            Shape other = call.shape(i);
            Shape before = shape;
            shape = shape.broadcast(other)
                    .orElseThrow(() -> call.failure("shapes " + before + " and " + other + " do not broadcast"));
        }
        return shape;
    }

    private static Optional<List<Dim>> lengthArithmetic(OperatorCall call) {
        if (call.inputs().size() != 2
                || !call.inputs().stream().allMatch(v -> v.contents().isPresent())) {
            return Optional.empty();
        }
        List<Dim> a = call.contents(0);
        List<Dim> b = call.contents(1);
        List<Dim> result = new ArrayList<>();
        for (int i = 0; i < Math.max(a.size(), b.size()); i++) {
            Optional<Dim> dim = combine(call.operator(), a.get(a.size() == 1 ? 0 : i), b.get(b.size() == 1 ? 0 : i));
            if (dim.isEmpty()) {
                return Optional.empty();
            }
            result.add(dim.get());
        }
        return Optional.of(List.copyOf(result));
    }

    private static Optional<Dim> combine(Operator operator, Dim a, Dim b) {
        return switch (operator) {
            case ADD -> Optional.of(a.plus(b));
            case SUB -> Optional.of(a.minus(b));
            case MUL -> Optional.of(a.times(b));
            case DIV -> b.isFixed() && b.fixed() > 0 ? Optional.of(a.floorDiv(b.fixed())) : Optional.empty();
            default -> Optional.empty();
        };
    }
}
