package io.github.osgnet4j.export.onnx;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/** Types of products, convolutions and pools. */
final class LinearInference {

    private LinearInference() {}

    static List<ValueType> matMul(OperatorCall call) {
        call.expectElement(0, ElementType.FLOAT);
        call.expectElement(1, ElementType.FLOAT);
        return OperatorCall.one(ElementType.FLOAT, product(call));
    }

    /** The shape of the product of the first two inputs. */
    static Shape product(OperatorCall call) {
        Shape a = call.shape(0);
        Shape b = call.shape(1);
        call.expect(a.rank() >= 2 && b.rank() >= 2, "both factors need rank 2 or more");
        call.expect(a.dim(-1).equals(b.dim(-2)), "inner dimensions " + a.dim(-1) + " and " + b.dim(-2) + " differ");
        Shape batch = a.slice(0, a.rank() - 2)
                .broadcast(b.slice(0, b.rank() - 2))
                .orElseThrow(() -> call.failure("batch dimensions do not broadcast"));
        return batch.concat(Shape.of(a.dim(-2), b.dim(-1)));
    }

    static List<ValueType> gemm(OperatorCall call) {
        call.expectElement(0, ElementType.FLOAT);
        call.expectOneElement();
        call.expectRank(0, 2);
        call.expectRank(1, 2);
        Dim inner = call.shape(0).dim(1);
        call.expect(
                inner.equals(call.shape(1).dim(0)),
                "inner dimensions " + inner + " and " + call.shape(1).dim(0) + " differ");
        Shape out = Shape.of(call.shape(0).dim(0), call.shape(1).dim(1));
        call.optional(2)
                .ifPresent(c -> call.expect(
                        c.shape().broadcast(out).filter(out::equals).isPresent(),
                        "the summand does not broadcast to " + out));
        return OperatorCall.one(ElementType.FLOAT, out);
    }

    static List<ValueType> conv(OperatorCall call) {
        call.expectElement(0, ElementType.FLOAT);
        call.expectOneElement();
        Shape x = call.shape(0);
        Shape w = call.shape(1);
        call.expect(x.rank() >= 3 && w.rank() == x.rank(), "input and kernel need the same rank of 3 or more");
        long group = call.attributes().integer("group", 1);
        call.expect(
                x.dim(1).equals(w.dim(1).times(group)),
                "the kernel takes " + w.dim(1).times(group) + " channels in " + group + " groups, found " + x.dim(1));
        call.expect(
                w.dim(0).isFixed() && w.dim(0).fixed() % group == 0,
                "output channels " + w.dim(0) + " are not a multiple of " + group + " groups");
        call.optional(2)
                .ifPresent(b -> call.expect(
                        b.shape().equals(Shape.of(w.dim(0))), "the bias must have shape " + Shape.of(w.dim(0))));
        Shape spatial = w.slice(2, w.rank());
        call.expect(spatial.dims().stream().allMatch(Dim::isFixed), "the kernel size must be fixed");
        long[] kernel = spatial.dims().stream().mapToLong(Dim::fixed).toArray();
        call.attributes()
                .integers("kernel_shape")
                .ifPresent(k -> call.expect(
                        Arrays.equals(k, kernel), "kernel_shape is not the kernel's " + Arrays.toString(kernel)));
        return OperatorCall.one(ElementType.FLOAT, Shape.of(x.dim(0), w.dim(0)).concat(slide(call, x, kernel)));
    }

    static List<ValueType> causalConv(OperatorCall call) {
        call.expectElement(0, ElementType.FLOAT);
        call.expectOneElement();
        call.expectRank(0, 3);
        call.expectRank(1, 3);
        call.expectRank(2, 1);
        Shape x = call.shape(0);
        Dim channels = call.shape(2).dim(0);
        call.expect(x.dim(0).is(1), "takes one sample");
        call.expect(
                x.dim(2).equals(channels) || x.dim(2).equals(channels.times(2)),
                "x must have " + channels + " channels, or twice as many");
        call.expect(
                call.shape(1).slice(0, 2).equals(Shape.of(channels, Dim.ONE)),
                "the weights must be (" + channels + ", 1, K)");
        return OperatorCall.one(ElementType.FLOAT, x.with(2, channels));
    }

    static List<ValueType> maxPool(OperatorCall call) {
        call.expectElement(0, ElementType.FLOAT);
        long[] kernel = call.attributes()
                .integers("kernel_shape")
                .orElseThrow(() -> call.failure("the attribute 'kernel_shape' is missing"));
        call.expectRank(0, kernel.length + 2);
        return OperatorCall.one(
                ElementType.FLOAT, call.shape(0).slice(0, 2).concat(slide(call, call.shape(0), kernel)));
    }

    /** The spatial dimensions after a kernel has slid over them. */
    private static Shape slide(OperatorCall call, Shape x, long[] kernel) {
        int n = kernel.length;
        long[] strides = spatial(call, "strides", n, 1);
        long[] pads = spatial(call, "pads", 2 * n, 0);
        List<Dim> out = new ArrayList<>();
        for (int i = 0; i < n; i++) {
            Dim room = x.dim(2 + i).plus(pads[i] + pads[n + i] - kernel[i]);
            call.expect(!room.isFixed() || room.fixed() >= 0, "the kernel is longer than the padded input");
            out.add(room.floorDiv(strides[i]).plus(1));
        }
        return new Shape(out);
    }

    private static long[] spatial(OperatorCall call, String name, int length, long absent) {
        long[] values = call.attributes().integers(name).orElseGet(() -> {
            long[] filled = new long[length];
            Arrays.fill(filled, absent);
            return filled;
        });
        call.expect(values.length == length, "the attribute '" + name + "' needs " + length + " numbers");
        return values;
    }
}
