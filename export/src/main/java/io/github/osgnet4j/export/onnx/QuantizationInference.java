package io.github.osgnet4j.export.onnx;

import java.util.List;

/** Types of operators on 8-bit integers. */
final class QuantizationInference {

    private QuantizationInference() {}

    static List<ValueType> dynamicQuantizeLinear(OperatorCall call) {
        call.expectElement(0, ElementType.FLOAT);
        return List.of(
                ValueType.of(ElementType.UINT8, call.shape(0)),
                ValueType.of(ElementType.FLOAT, Shape.SCALAR),
                ValueType.of(ElementType.UINT8, Shape.SCALAR));
    }

    static List<ValueType> matMulIntegerToFloat(OperatorCall call) {
        call.expectElement(0, ElementType.UINT8);
        call.expectElement(1, ElementType.INT8);
        Shape product = LinearInference.product(call);
        call.expectElement(2, ElementType.FLOAT);
        call.expectRank(2, 0);
        call.expectElement(3, ElementType.FLOAT);
        call.optional(4)
                .ifPresent(zero -> call.expect(
                        zero.element() == ElementType.UINT8 && zero.rank() == 0,
                        "the zero point of the left factor must be one uint8"));
        call.expect(call.optional(5).isEmpty(), "the right factor is symmetric and has no zero point");
        Shape columns = Shape.of(product.dim(-1));
        call.expect(
                call.shape(3).rank() == 0 || call.shape(3).equals(columns),
                "the right factor needs one scale or " + columns);
        call.optional(6)
                .ifPresent(bias -> call.expect(
                        bias.element() == ElementType.FLOAT && bias.shape().equals(columns),
                        "the bias must be FLOAT" + columns));
        return OperatorCall.one(ElementType.FLOAT, product);
    }
}
