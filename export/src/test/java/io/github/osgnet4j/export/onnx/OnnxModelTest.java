package io.github.osgnet4j.export.onnx;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import ai.onnx.proto.OnnxMl.ModelProto;
import ai.onnx.proto.OnnxMl.StringStringEntryProto;
import ai.onnx.proto.OnnxMl.TensorProto;
import ai.onnxruntime.OrtEnvironment;
import ai.onnxruntime.OrtException;
import ai.onnxruntime.OrtSession;
import com.google.protobuf.InvalidProtocolBufferException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class OnnxModelTest {

    private final Random random = new Random(3);
    private final Tensor weight = Tensor.random(random, 40, 30);
    private final OnnxGraph graph = graph();

    private OnnxGraph graph() {
        OnnxGraph g = new OnnxGraph("projection");
        Value x = g.input("x", ElementType.FLOAT, Shape.of(Dim.symbol("T"), Dim.of(40)));
        Value product = g.scoped(
                "proj", () -> g.apply(Operator.MATMUL, x, g.constant("proj.weight", weight.shape(), weight.values())));
        Value biased = g.apply(Operator.ADD, product, g.constant("proj.bias", new long[] {30}, new float[30]));
        g.output("y", biased);
        return g;
    }

    private OnnxModel model() {
        return new OnnxModel(graph, "osgnet4j", "1.2", Map.of("config", "nlq", "a", "b"));
    }

    @Test
    void theFileSaysWhatItIs() throws InvalidProtocolBufferException {
        ModelProto proto = ModelProto.parseFrom(model().toBytes());
        assertEquals(10, proto.getIrVersion());
        assertEquals("osgnet4j 1.2", proto.getProducerName() + " " + proto.getProducerVersion());
        assertEquals(1, proto.getOpsetImportCount());
        assertEquals(21, proto.getOpsetImport(0).getVersion());
        assertEquals(
                List.of("a", "config"),
                proto.getMetadataPropsList().stream()
                        .map(StringStringEntryProto::getKey)
                        .toList());
        assertEquals("proj/MatMul", proto.getGraph().getNode(0).getName());
        assertEquals(
                "T",
                proto.getGraph()
                        .getOutput(0)
                        .getType()
                        .getTensorType()
                        .getShape()
                        .getDim(0)
                        .getDimParam());
    }

    @Test
    void theContribDomainIsImportedWhenUsed() throws InvalidProtocolBufferException {
        OnnxGraph g = new OnnxGraph("g");
        Value x = g.input("x", ElementType.FLOAT, Shape.of(1, 1, 2));
        Value scale = g.constant("scale", new long[] {2}, new float[2]);
        g.output("y", g.apply(Operator.SKIP_LAYER_NORMALIZATION, x, x, scale));
        ModelProto proto = ModelProto.parseFrom(new OnnxModel(g, "p", "v", Map.of()).toBytes());
        assertEquals(2, proto.getOpsetImportCount());
        assertEquals("com.microsoft", proto.getOpsetImport(1).getDomain());
    }

    @Test
    void streamedBytesAreTheParsedMessagesBytes() throws InvalidProtocolBufferException {
        byte[] bytes = model().toBytes();
        assertEquals(bytes.length, ModelProto.parseFrom(bytes).getSerializedSize());
    }

    @Test
    void aModelUnderTheLimitIsOneFile(@TempDir Path folder) throws IOException {
        Path file = folder.resolve("text.onnx");
        assertEquals(List.of(file), model().write(file, OnnxModel.LARGEST_FILE));
        assertArrayEquals(model().toBytes(), Files.readAllBytes(file));
    }

    @Test
    void aModelOverTheLimitLoadsWithItsWeightsBesideIt(@TempDir Path folder) throws IOException, OrtException {
        Path file = folder.resolve("text.onnx");
        assertEquals(List.of(file, folder.resolve("text.weights")), model().write(file, 2000));
        assertTrue(Files.size(file) < 2000);
        for (TensorProto t :
                ModelProto.parseFrom(Files.readAllBytes(file)).getGraph().getInitializerList()) {
            boolean external = t.getDataLocation() == TensorProto.DataLocation.EXTERNAL;
            assertEquals(t.getName().equals("proj.weight"), external, t.getName());
            if (external) {
                assertEquals(0, Long.parseLong(t.getExternalData(1).getValue()) % 4096);
            }
        }
        Tensor x = Tensor.random(random, 3, 40);
        Tensor inline = Runs.run(graph, x).get(0);
        try (OrtSession session = OrtEnvironment.getEnvironment().createSession(file.toString())) {
            assertArrayEquals(
                    inline.values(), Runs.run(session, graph, x).get(0).values());
        }
    }
}
