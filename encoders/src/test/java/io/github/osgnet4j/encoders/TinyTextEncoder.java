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
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * A text encoder that is a table: each word of a small vocabulary is a row of features. The tokenizer splits at blanks,
 * lowers the case and puts a word of its own before the text and behind it.
 */
public final class TinyTextEncoder {

    public static final List<String> WORDS = List.of("[unk]", "[start]", "[end]", "where", "was", "the", "pan", "?");

    private TinyTextEncoder() {}

    /** The features of a word: the same for all channels but for their sign. */
    public static float feature(int word, int channel) {
        return (channel % 2 == 0 ? 1 : -1) * (word + 1) / 10f;
    }

    /** Writes an encoder that takes the attention mask too, and int32 where asked. */
    public static void write(Path folder, int channels, boolean int32, boolean mask) {
        write(folder, table(channels), int32, mask);
    }

    /** The words with their features. */
    public static Map<String, float[]> table(int channels) {
        Map<String, float[]> table = new LinkedHashMap<>();
        for (String word : WORDS) {
            float[] features = new float[channels];
            for (int c = 0; c < channels; c++) {
                features[c] = feature(table.size(), c);
            }
            table.put(word, features);
        }
        return table;
    }

    /** Writes an encoder of some words, of which the first three stand for all others, the start and the end. */
    public static void write(Path folder, Map<String, float[]> table, boolean int32, boolean mask) {
        try {
            Files.createDirectories(folder);
            Files.writeString(folder.resolve("tokenizer.json"), tokenizer(List.copyOf(table.keySet())));
            Files.write(
                    folder.resolve("model.onnx"),
                    model(List.copyOf(table.values()), int32, mask).toByteArray());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static String tokenizer(List<String> words) {
        Map<String, Integer> vocabulary = new LinkedHashMap<>();
        words.forEach(word -> vocabulary.put(word, vocabulary.size()));
        Map<String, Object> special = new LinkedHashMap<>();
        for (String word : words.subList(1, 3)) {
            special.put(word, Map.of("id", word, "ids", List.of(vocabulary.get(word)), "tokens", List.of(word)));
        }
        Map<String, Object> json = new LinkedHashMap<>();
        json.put("version", "1.0");
        json.put("truncation", null);
        json.put("padding", null);
        json.put("added_tokens", List.of());
        json.put("normalizer", Map.of("type", "Lowercase"));
        json.put("pre_tokenizer", Map.of("type", "Whitespace"));
        json.put(
                "post_processor",
                Map.of(
                        "type",
                        "TemplateProcessing",
                        "single",
                        List.of(
                                part("SpecialToken", words.get(1)),
                                part("Sequence", "A"),
                                part("SpecialToken", words.get(2))),
                        "pair",
                        List.of(part("Sequence", "A"), part("Sequence", "B")),
                        "special_tokens",
                        special));
        json.put("decoder", null);
        json.put("model", Map.of("type", "WordLevel", "vocab", vocabulary, "unk_token", words.get(0)));
        return new ObjectMapper().valueToTree(json).toString();
    }

    private static Map<String, Object> part(String kind, String id) {
        return Map.of(kind, Map.of("id", id, "type_id", 0));
    }

    /** Gather of a table; the mask is added and taken away again. */
    private static ModelProto model(List<float[]> rows, boolean int32, boolean mask) {
        int channels = rows.get(0).length;
        TensorProto.DataType type = int32 ? TensorProto.DataType.INT32 : TensorProto.DataType.INT64;
        TensorProto.Builder table = TensorProto.newBuilder()
                .setName("table")
                .setDataType(TensorProto.DataType.FLOAT.getNumber())
                .addDims(rows.size())
                .addDims(channels);
        for (float[] row : rows) {
            for (float value : row) {
                table.addFloatData(value);
            }
        }
        GraphProto.Builder graph =
                GraphProto.newBuilder().setName("tiny").addInitializer(table).addInput(port("input_ids", type, "L", 0));
        String ids = "input_ids";
        if (mask) {
            graph.addInput(port("attention_mask", type, "L", 0));
            graph.addNode(node("Mul", List.of("input_ids", "attention_mask"), "masked"));
            ids = "masked";
        }
        graph.addNode(node("Gather", List.of("table", ids), "last_hidden_state"));
        graph.addOutput(port("last_hidden_state", TensorProto.DataType.FLOAT, "L", channels));
        return ModelProto.newBuilder()
                .setIrVersion(10)
                .addOpsetImport(OperatorSetIdProto.newBuilder().setVersion(21))
                .setGraph(graph)
                .build();
    }

    private static NodeProto node(String operator, List<String> inputs, String output) {
        NodeProto.Builder node =
                NodeProto.newBuilder().setOpType(operator).addAllInput(inputs).addOutput(output);
        if (operator.equals("Gather")) {
            node.addAttribute(AttributeProto.newBuilder()
                    .setName("axis")
                    .setType(AttributeProto.AttributeType.INT)
                    .setI(0));
        }
        return node.build();
    }

    private static ValueInfoProto port(String name, TensorProto.DataType type, String length, int channels) {
        TensorShapeProto.Builder shape = TensorShapeProto.newBuilder()
                .addDim(TensorShapeProto.Dimension.newBuilder().setDimValue(1))
                .addDim(TensorShapeProto.Dimension.newBuilder().setDimParam(length));
        if (channels > 0) {
            shape.addDim(TensorShapeProto.Dimension.newBuilder().setDimValue(channels));
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
