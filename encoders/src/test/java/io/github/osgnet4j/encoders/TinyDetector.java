package io.github.osgnet4j.encoders;

import ai.onnx.proto.OnnxMl.AttributeProto;
import ai.onnx.proto.OnnxMl.GraphProto;
import ai.onnx.proto.OnnxMl.ModelProto;
import ai.onnx.proto.OnnxMl.NodeProto;
import ai.onnx.proto.OnnxMl.OperatorSetIdProto;
import ai.onnx.proto.OnnxMl.TensorProto;
import ai.onnx.proto.OnnxMl.TensorProto.DataType;
import ai.onnx.proto.OnnxMl.TensorShapeProto;
import ai.onnx.proto.OnnxMl.TypeProto;
import ai.onnx.proto.OnnxMl.ValueInfoProto;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/** A detector that sees two things in each frame: a bright one, as sure as the frame is bright, and a faint one. */
public final class TinyDetector {

    /** Its classes, from number 1 on; the first is faint. */
    public static final List<String> LABELS = List.of("knife", "pan");

    /** The score of the faint one. */
    public static final float FAINT = 0.25f;

    private TinyDetector() {}

    /** Writes one that looks at a frame each half second. */
    public static void write(Path folder) {
        write(folder, "\"stride_seconds\": 0.5, \"first_label\": 1");
    }

    /** Writes one with keys of its own. */
    public static void write(Path folder, String keys) {
        try {
            Files.createDirectories(folder);
            Files.write(
                    folder.resolve("model.onnx"),
                    ModelProto.newBuilder()
                            .setIrVersion(10)
                            .addOpsetImport(OperatorSetIdProto.newBuilder().setVersion(21))
                            .setGraph(graph())
                            .build()
                            .toByteArray());
            Files.write(folder.resolve("labels.txt"), LABELS);
            Files.writeString(folder.resolve("encoder.json"), "{\"kind\": \"detector\", " + keys + "}");
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static GraphProto graph() {
        return GraphProto.newBuilder()
                .setName("tiny")
                .addInput(port("pixels", DataType.FLOAT, 4))
                .addInitializer(TensorProto.newBuilder()
                        .setName("low")
                        .setDataType(DataType.FLOAT.getNumber())
                        .addDims(1)
                        .addFloatData(FAINT))
                .addInitializer(TensorProto.newBuilder()
                        .setName("axes")
                        .setDataType(DataType.INT64.getNumber())
                        .addDims(3)
                        .addAllInt64Data(List.of(1L, 2L, 3L)))
                .addInitializer(TensorProto.newBuilder()
                        .setName("classes")
                        .setDataType(DataType.INT64.getNumber())
                        .addDims(1)
                        .addDims(2)
                        .addAllInt64Data(List.of(2L, 1L)))
                .addInitializer(TensorProto.newBuilder()
                        .setName("places")
                        .setDataType(DataType.FLOAT.getNumber())
                        .addDims(2)
                        .addDims(4)
                        .addAllFloatData(List.of(0f, 1f, 2f, 3f, 4f, 5f, 6f, 7f)))
                .addNode(node("ReduceMean", List.of("pixels", "axes"), "mean", "keepdims", 0))
                .addNode(node("Concat", List.of("mean", "low"), "scores", "axis", 0))
                .addNode(NodeProto.newBuilder()
                        .setOpType("Identity")
                        .addInput("classes")
                        .addOutput("labels"))
                .addNode(NodeProto.newBuilder()
                        .setOpType("Identity")
                        .addInput("places")
                        .addOutput("boxes"))
                .addOutput(port("boxes", DataType.FLOAT, 2))
                .addOutput(port("labels", DataType.INT64, 2))
                .addOutput(port("scores", DataType.FLOAT, 1))
                .build();
    }

    private static NodeProto node(String type, List<String> inputs, String output, String key, int value) {
        return NodeProto.newBuilder()
                .setOpType(type)
                .addAllInput(inputs)
                .addOutput(output)
                .addAttribute(AttributeProto.newBuilder()
                        .setName(key)
                        .setType(AttributeProto.AttributeType.INT)
                        .setI(value))
                .build();
    }

    private static ValueInfoProto port(String name, DataType type, int rank) {
        TensorShapeProto.Builder shape = TensorShapeProto.newBuilder();
        for (int d = 0; d < rank; d++) {
            shape.addDim(TensorShapeProto.Dimension.newBuilder().setDimParam(name + d));
        }
        return ValueInfoProto.newBuilder()
                .setName(name)
                .setType(TypeProto.newBuilder()
                        .setTensorType(TypeProto.Tensor.newBuilder()
                                .setElemType(type.getNumber())
                                .setShape(shape)))
                .build();
    }
}
