package io.github.osgnet4j.serve;

import ai.onnx.proto.OnnxMl.AttributeProto;
import ai.onnx.proto.OnnxMl.GraphProto;
import ai.onnx.proto.OnnxMl.ModelProto;
import ai.onnx.proto.OnnxMl.NodeProto;
import io.github.osgnet4j.encoders.TinyTextEncoder;
import io.github.osgnet4j.encoders.TinyVideoEncoder;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Collections;

/** Encoders whose features have the shape that the demo's network takes, and no meaning to it. */
final class DemoEncoders {

    private static final int VIDEO_CHANNELS = 48;
    private static final int TEXT_CHANNELS = 24;

    private DemoEncoders() {}

    /** Writes both into folders of a folder. */
    static Path write(Path folder) throws IOException {
        video(folder.resolve("video"), "0.5333333333333333");
        Path text = folder.resolve("text");
        TinyTextEncoder.write(text, TEXT_CHANNELS, false, true);
        Files.writeString(text.resolve("encoder.json"), "{\"kind\": \"text\"}");
        return folder;
    }

    /** The mean colours of a frame, as often as there are channels to fill. */
    static void video(Path folder, String strideSeconds) throws IOException {
        TinyVideoEncoder.write(folder, "\"frames\": 1, \"stride_seconds\": " + strideSeconds);
        Path file = folder.resolve("model.onnx");
        ModelProto model = ModelProto.parseFrom(Files.readAllBytes(file));
        GraphProto.Builder graph = model.getGraph().toBuilder();
        graph.getNodeBuilder(0).setOutput(0, "colours");
        graph.addNode(NodeProto.newBuilder()
                .setOpType("Concat")
                .addAllInput(Collections.nCopies(VIDEO_CHANNELS / TinyVideoEncoder.CHANNELS, "colours"))
                .addOutput("features")
                .addAttribute(AttributeProto.newBuilder()
                        .setName("axis")
                        .setType(AttributeProto.AttributeType.INT)
                        .setI(1)));
        graph.getOutputBuilder(0)
                .getTypeBuilder()
                .getTensorTypeBuilder()
                .getShapeBuilder()
                .getDimBuilder(1)
                .setDimValue(VIDEO_CHANNELS);
        Files.write(file, model.toBuilder().setGraph(graph).build().toByteArray());
        Path settings = folder.resolve("encoder.json");
        Files.writeString(
                settings,
                Files.readString(settings)
                        .replace("\"channels\": " + TinyVideoEncoder.CHANNELS, "\"channels\": " + VIDEO_CHANNELS));
    }
}
