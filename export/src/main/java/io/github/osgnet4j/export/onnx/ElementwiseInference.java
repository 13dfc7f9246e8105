package io.github.osgnet4j.export.onnx;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** Types of operators that work element by element, with broadcasting. */
final class ElementwiseInference {

    private ElementwiseInference() {}

    static List<ValueType> arithmetic(Call call) {
        call.expectOneElement();
        call.expect(call.element(0) != ElementType.BOOL, "booleans have no arithmetic");
        return List.of(new ValueType(call.element(0), broadcast(call, 0), lengthArithmetic(call)));
    }

    static List<ValueType> numeric(Call call) {
        call.expect(call.element(0) != ElementType.BOOL, "booleans have no arithmetic");
        return Call.one(call.element(0), call.shape(0));
    }

    static List<ValueType> real(Call call) {
        call.expectElement(0, ElementType.FLOAT);
        return Call.one(ElementType.FLOAT, call.shape(0));
    }

    static List<ValueType> same(Call call) {
        return List.of(call.input(0).type());
    }

    static List<ValueType> cast(Call call) {
        ElementType to = call.attributes().type("to").orElseThrow(() -> call.failure("the attribute 'to' is missing"));
        Optional<List<Dim>> contents = to.isInteger() ? call.input(0).contents() : Optional.empty();
        return List.of(new ValueType(to, call.shape(0), contents));
    }

    static List<ValueType> comparison(Call call) {
        call.expectOneElement();
        return Call.one(ElementType.BOOL, broadcast(call, 0));
    }

    static List<ValueType> logical(Call call) {
        for (int i = 0; i < call.inputs().size(); i++) {
            call.expectElement(i, ElementType.BOOL);
        }
        return Call.one(ElementType.BOOL, broadcast(call, 0));
    }

    static List<ValueType> where(Call call) {
        call.expectElement(0, ElementType.BOOL);
        call.expect(call.element(1) == call.element(2), "element types differ");
        return Call.one(call.element(1), broadcast(call, 0));
    }

    /** The common shape of all inputs from {@code first}. */
    static Shape broadcast(Call call, int first) {
        Shape shape = call.shape(first);
        for (int i = first + 1; i < call.inputs().size(); i++) {
            Shape other = call.shape(i);
            Shape before = shape;
            shape = shape.broadcast(other)
                    .orElseThrow(() -> call.failure("shapes " + before + " and " + other + " do not broadcast"));
        }
        return shape;
    }

    private static Optional<List<Dim>> lengthArithmetic(Call call) {
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
