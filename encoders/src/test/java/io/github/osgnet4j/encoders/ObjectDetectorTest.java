package io.github.osgnet4j.encoders;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

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
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A detector's numbers become objects with names and times. */
class ObjectDetectorTest {

    @TempDir
    Path folder;

    /** Sees a class 2 with the mean of the colours as its score, and a class 1 with a score of 0.25. */
    @BeforeEach
    void write() throws IOException {
        GraphProto graph = GraphProto.newBuilder()
                .setName("tiny")
                .addInput(port("pixels", DataType.FLOAT, 4))
                .addInitializer(TensorProto.newBuilder()
                        .setName("low")
                        .setDataType(DataType.FLOAT.getNumber())
                        .addDims(1)
                        .addFloatData(0.25f))
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
        Files.write(
                folder.resolve("model.onnx"),
                ModelProto.newBuilder()
                        .setIrVersion(10)
                        .addOpsetImport(OperatorSetIdProto.newBuilder().setVersion(21))
                        .setGraph(graph)
                        .build()
                        .toByteArray());
        Files.writeString(folder.resolve("labels.txt"), "knife\npan\n");
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

    private List<Detection> detect(String keys) throws IOException {
        Files.writeString(
                folder.resolve("encoder.json"), "{\"kind\": \"detector\", \"stride_seconds\": 0.5, " + keys + "}");
        Path video = TinyVideo.make(
                folder.resolve("white.mkv"),
                "-f",
                "lavfi",
                "-i",
                "color=white:size=32x32:rate=10:duration=2",
                "-c:v",
                "ffv1");
        List<Detection> found = new ArrayList<>();
        try (Encoders encoders = Encoders.load(folder)) {
            encoders.detector().orElseThrow().detect(VideoFile.open(video), EncodingListener.NONE, found::add);
        }
        return found;
    }

    @Test
    void objectsHaveNamesAndTimes() throws IOException {
        List<Detection> all = detect("\"first_label\": 1");
        assertEquals(8, all.size());
        assertEquals("pan", all.get(2).label());
        assertEquals(1, all.get(2).score(), 0.02);
        assertEquals(0.7, all.get(2).seconds(), 0.051);
        assertEquals(List.of(4f, 5f, 6f, 7f), all.get(3).box());
        assertEquals(4, detect("\"first_label\": 1, \"threshold\": 0.5").size());
    }

    @Test
    void aClassWithoutALabelIsAnError() {
        EncoderException e = assertThrows(EncoderException.class, () -> detect("\"first_label\": 0"));
        assertTrue(e.getMessage().contains("label 2") && e.getMessage().contains("0 to 1"), e.getMessage());
    }
}
