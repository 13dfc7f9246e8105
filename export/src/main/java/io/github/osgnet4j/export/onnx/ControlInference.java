package io.github.osgnet4j.export.onnx;

import java.util.ArrayList;
import java.util.List;

/** Types of operators that contain a graph. */
final class ControlInference {

    private ControlInference() {}

    static List<ValueType> scan(OperatorCall call) {
        OnnxGraph body = body(call, "body");
        int scanned = (int) call.attributes().integer("num_scan_inputs", 0);
        int states = call.inputs().size() - scanned;
        call.expect(scanned >= 1 && states >= 0, "needs at least one scanned input");
        call.expect(
                body.inputs().size() == call.inputs().size(),
                "the body takes " + body.inputs().size() + " inputs");
        call.expect(body.outputs().size() >= states, "the body returns fewer values than there are states");
        Dim steps = call.shape(states).dim(0);
        for (int i = states; i < states + scanned; i++) {
            call.expect(call.shape(i).rank() > 0, "scalars have no steps");
            Dim other = call.shape(i).dim(0);
            call.expect(other.equals(steps), "scanned inputs have " + steps + " and " + other + " steps");
        }
        List<ValueType> types = new ArrayList<>();
        for (int i = 0; i < states; i++) {
            ValueType next = body.outputs().get(i).type();
            call.expect(
                    next.element() == call.element(i) && next.shape().equals(call.shape(i)),
                    "state " + i + " becomes " + next);
            types.add(ValueType.of(next.element(), next.shape()));
        }
        for (Value result : body.outputs().subList(states, body.outputs().size())) {
            types.add(ValueType.of(result.element(), Shape.of(steps).concat(result.shape())));
        }
        return types;
    }

    static List<ValueType> conditional(OperatorCall call) {
        call.expectElement(0, ElementType.BOOL);
        call.expect(call.shape(0).elements().is(1), "the condition must be one element");
        List<Value> a = body(call, "then_branch").outputs();
        List<Value> b = body(call, "else_branch").outputs();
        call.expect(a.size() == b.size(), "the branches return " + a.size() + " and " + b.size() + " values");
        List<ValueType> types = new ArrayList<>();
        for (int i = 0; i < a.size(); i++) {
            ValueType t = a.get(i).type();
            ValueType e = b.get(i).type();
            call.expect(
                    t.element() == e.element() && t.shape().equals(e.shape()),
                    "the branches return " + t + " and " + e);
            types.add(ValueType.of(t.element(), t.shape()));
        }
        return types;
    }

    static List<ValueType> selectiveScan(OperatorCall call) {
        call.expectOneElement();
        Shape sequence = call.shape(0);
        Shape states = call.shape(2);
        call.expectRank(0, 3);
        call.expectRank(2, 2);
        call.expect(sequence.dim(0).is(1), "scans one sample");
        Shape mixing = sequence.with(2, states.dim(0));
        Shape channels = Shape.of(sequence.dim(2));
        Shape given = call.shape(6);
        Shape twice = sequence.with(2, sequence.dim(2).times(2));
        Shape gate = given.equals(twice) ? twice : sequence;
        List<Shape> shapes =
                List.of(sequence, sequence, states.with(1, sequence.dim(2)), mixing, mixing, channels, gate);
        for (int i = 0; i < shapes.size(); i++) {
            call.expect(call.shape(i).equals(shapes.get(i)), "input " + i + " must be of shape " + shapes.get(i));
        }
        return OperatorCall.one(call.element(0), sequence);
    }

    private static OnnxGraph body(OperatorCall call, String attribute) {
        return call.attributes()
                .graph(attribute)
                .orElseThrow(() -> call.failure("the attribute '" + attribute + "' is missing"));
    }
}
