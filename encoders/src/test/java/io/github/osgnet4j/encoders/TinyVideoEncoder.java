package io.github.osgnet4j.encoders;

import ai.onnx.proto.OnnxMl.AttributeProto;
import ai.onnx.proto.OnnxMl.GraphProto;
import ai.onnx.proto.OnnxMl.ModelProto;
import ai.onnx.proto.OnnxMl.NodeProto;
import ai.onnx.proto.OnnxMl.OperatorSetIdProto;
import ai.onnx.proto.OnnxMl.TensorProto;
import ai.onnx.proto.OnnxMl.TensorShapeProto;
import ai.onnx.proto.OnnxMl.TypeProto;
import ai.onnx.proto.OnnxMl.ValueInfoProto;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/** A video encoder whose features are the mean red, green and blue of each window. */
public final class TinyVideoEncoder {

    /** Its channels: the colours. */
    public static final int CHANNELS = 3;

    private TinyVideoEncoder() {}

    /** Writes one that takes a frame of any size each half second, its colours from 0 to 1. */
    public static void write(Path folder) {
        write(folder, "\"frames\": 1, \"stride_seconds\": 0.5");
    }

    /** Writes one with further keys in its {@code encoder.json}: windows (B, T, 3, H, W) to (B, 3). */
    public static void write(Path folder, String keys) {
        write(folder, keys, "BTCHW", List.of(1L, 3L, 4L));
    }

    /** Writes one of another layout. */
    static void write(Path folder, String keys, String layout, List<Long> axes) {
        try {
            Files.createDirectories(folder);
            Files.write(
                    folder.resolve("model.onnx"), model(layout.length(), axes).toByteArray());
            Files.writeString(
                    folder.resolve("encoder.json"),
                    "{\"kind\": \"video\", \"layout\": \"" + layout + "\", \"channels\": 3, " + keys + "}");
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static ModelProto model(int rank, List<Long> axes) {
        NodeProto mean = NodeProto.newBuilder()
                .setOpType("ReduceMean")
                .addInput("pixels")
                .addInput("axes")
                .addOutput("features")
                .addAttribute(AttributeProto.newBuilder()
                        .setName("keepdims")
                        .setType(AttributeProto.AttributeType.INT)
                        .setI(0))
                .build();
        TensorProto.Builder list = TensorProto.newBuilder()
                .setName("axes")
                .setDataType(TensorProto.DataType.INT64.getNumber())
                .addDims(axes.size())
                .addAllInt64Data(axes);
        TensorShapeProto.Builder input = TensorShapeProto.newBuilder();
        for (int d = 0; d < rank; d++) {
            input.addDim(TensorShapeProto.Dimension.newBuilder().setDimParam("d" + d));
        }
        TensorShapeProto.Builder output = TensorShapeProto.newBuilder()
                .addDim(TensorShapeProto.Dimension.newBuilder().setDimParam("d0"))
                .addDim(TensorShapeProto.Dimension.newBuilder().setDimValue(CHANNELS));
        return ModelProto.newBuilder()
                .setIrVersion(10)
                .addOpsetImport(OperatorSetIdProto.newBuilder().setVersion(21))
                .setGraph(GraphProto.newBuilder()
                        .setName("tiny")
                        .addInitializer(list)
                        .addInput(port("pixels", input))
                        .addNode(mean)
                        .addOutput(port("features", output)))
                .build();
    }

    private static ValueInfoProto port(String name, TensorShapeProto.Builder shape) {
        return ValueInfoProto.newBuilder()
                .setName(name)
                .setType(TypeProto.newBuilder()
                        .setTensorType(TypeProto.Tensor.newBuilder()
                                .setElemType(TensorProto.DataType.FLOAT.getNumber())
                                .setShape(shape)))
                .build();
    }
}
