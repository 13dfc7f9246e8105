package io.github.osgnet4j.cli.bench;

import io.github.osgnet4j.export.onnx.Dim;
import io.github.osgnet4j.export.onnx.ElementType;
import io.github.osgnet4j.export.onnx.OnnxGraph;
import io.github.osgnet4j.export.onnx.OnnxModel;
import io.github.osgnet4j.export.onnx.Operator;
import io.github.osgnet4j.export.onnx.Shape;
import io.github.osgnet4j.export.onnx.Value;
import java.util.Map;
import java.util.Random;

/** Small ONNX models that the machine is measured with. */
final class Models {

    private Models() {}

    /** {@code y} (rows, columns) = {@code x} (rows, inner) times a constant matrix. */
    static byte[] product(int rows, int inner, int columns) {
        OnnxGraph graph = new OnnxGraph("product");
        Value x = graph.input("x", ElementType.FLOAT, Shape.of(Dim.of(rows), Dim.of(inner)));
        float[] numbers = new float[inner * columns];
        Random random = new Random(1);
        for (int i = 0; i < numbers.length; i++) {
            numbers[i] = random.nextFloat() - 0.5f;
        }
        Value matrix = graph.constant("matrix", new long[] {inner, columns}, numbers);
        graph.output("y", graph.apply(Operator.MATMUL, x, matrix));
        return bytes(graph);
    }

    /** {@code y} (T, 4) = a Scan over {@code x} (T, 4), with a body of tiny nodes. */
    static byte[] steps() {
        OnnxGraph graph = new OnnxGraph("steps");
        Dim width = Dim.of(4);
        Value x = graph.input("x", ElementType.FLOAT, Shape.of(Dim.symbol("T"), width));
        OnnxGraph body = graph.subgraph("body");
        Value state = body.input(body.fresh("state"), ElementType.FLOAT, Shape.of(width));
        Value step = body.input(body.fresh("step"), ElementType.FLOAT, Shape.of(width));
        Value next = body.apply(Operator.TANH, body.apply(Operator.ADD, state, step));
        body.output(next);
        Value y = body.apply(Operator.EXP, body.apply(Operator.MUL, next, step));
        body.output(body.apply(Operator.RELU, body.apply(Operator.MUL, y, step)));
        Value zero = graph.constant("zero", new long[] {4}, new float[4]);
        graph.output(
                "y",
                graph.node(Operator.SCAN)
                        .with("body", body)
                        .with("num_scan_inputs", 1)
                        .of(2, zero, x)
                        .get(1));
        return bytes(graph);
    }

    private static byte[] bytes(OnnxGraph graph) {
        return new OnnxModel(graph, "osgnet4j", "bench", Map.of()).toBytes();
    }
}
