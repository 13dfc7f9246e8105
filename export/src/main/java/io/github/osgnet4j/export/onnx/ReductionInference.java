package io.github.osgnet4j.export.onnx;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/** Types of operators that sum, rank or normalise along axes. */
final class ReductionInference {

    private ReductionInference() {}

    static List<ValueType> softmax(OperatorCall call) {
        call.expectElement(0, ElementType.FLOAT);
        call.axis("axis", -1, call.input(0).rank());
        return OperatorCall.one(ElementType.FLOAT, call.shape(0));
    }

    static List<ValueType> layerNormalization(OperatorCall call) {
        call.expectElement(0, ElementType.FLOAT);
        call.expectOneElement();
        Shape x = call.shape(0);
        Shape normalised = x.slice(call.axis("axis", -1, x.rank()), x.rank());
        for (int i = 1; i < call.inputs().size(); i++) {
            int input = i;
            call.optional(i)
                    .ifPresent(v -> call.expect(
                            v.shape()
                                    .broadcast(normalised)
                                    .filter(normalised::equals)
                                    .isPresent(),
                            "input " + input + " does not broadcast to the normalised axes " + normalised));
        }
        return OperatorCall.one(ElementType.FLOAT, x);
    }

    static List<ValueType> layerNorm(OperatorCall call) {
        call.expectRank(0, 3);
        return layerNormalization(call);
    }

    static List<ValueType> skipLayerNormalization(OperatorCall call) {
        call.expectElement(0, ElementType.FLOAT);
        call.expectOneElement();
        call.expectRank(0, 3);
        call.expect(call.shape(0).equals(call.shape(1)), "input and skip differ in shape");
        Shape channels = call.shape(0).slice(2, 3);
        for (int i = 2; i < call.inputs().size(); i++) {
            int input = i;
            call.optional(i)
                    .ifPresent(v ->
                            call.expect(v.shape().equals(channels), "input " + input + " must have shape " + channels));
        }
        return OperatorCall.one(ElementType.FLOAT, call.shape(0));
    }

    static List<ValueType> reduce(OperatorCall call) {
        call.expect(call.element(0) != ElementType.BOOL, "booleans have no arithmetic");
        Shape x = call.shape(0);
        boolean[] reduced = new boolean[x.rank()];
        Arrays.stream(call.numbers(1)).forEach(a -> reduced[call.axis(a, x.rank())] = true);
        boolean keep = call.attributes().integer("keepdims", 1) != 0;
        List<Dim> out = new ArrayList<>();
        for (int i = 0; i < x.rank(); i++) {
            if (!reduced[i]) {
                out.add(x.dim(i));
            } else if (keep) {
                out.add(Dim.ONE);
            }
        }
        return OperatorCall.one(call.element(0), new Shape(out));
    }

    static List<ValueType> cumSum(OperatorCall call) {
        call.expect(call.element(0) != ElementType.BOOL, "booleans have no arithmetic");
        call.expectRank(1, 0);
        call.axis(call.numbers(1)[0], call.input(0).rank());
        return OperatorCall.one(call.element(0), call.shape(0));
    }
}
