package io.github.osgnet4j.export;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import ai.onnx.proto.OnnxMl.ModelProto;
import ai.onnx.proto.OnnxMl.NodeProto;
import ai.onnx.proto.OnnxMl.TensorProto;
import ai.onnx.proto.OnnxMl.ValueInfoProto;
import com.google.protobuf.InvalidProtocolBufferException;
import io.github.osgnet4j.export.Networks.Kind;
import io.github.osgnet4j.export.onnx.OnnxGraph;
import io.github.osgnet4j.export.onnx.OnnxModel;
import io.github.osgnet4j.network.NamedTensor;
import io.github.osgnet4j.network.NetworkSpec;
import io.github.osgnet4j.network.Positions;
import io.github.osgnet4j.runtime.bundle.Target;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Function;
import org.junit.jupiter.api.Test;

/** A graph reads like the network's modules, and hardly a weight matrix is stored twice. */
class GraphNamesTest {

    private final NetworkSpec spec = Kind.USUAL.spec();
    private final Map<String, NamedTensor> weights = Networks.weights(spec);

    private ModelProto model(Function<NetworkGraphs, OnnxGraph> part) throws InvalidProtocolBufferException {
        weights.put(Positions.TABLE, Positions.table(spec));
        OnnxGraph graph = part.apply(new NetworkGraphs(spec, weights, true, Target.CPU));
        return ModelProto.parseFrom(new OnnxModel(graph, "p", "v", Map.of()).toBytes());
    }

    @Test
    void nodesAreNamedAfterTheirModules() throws InvalidProtocolBufferException {
        List<String> names = model(NetworkGraphs::video).getGraph().getNodeList().stream()
                .map(NodeProto::getName)
                .toList();
        for (String name : List.of(
                "video_encoder.0.0.convs.0.conv/Conv",
                "video_encoder.1.0.ln_mamba/LayerNorm",
                "video_encoder.1.0.mamba.in_proj/MatMul",
                "video_encoder.1.0.mamba/SelectiveScan",
                "video_encoder.1.0.mamba_mlp.0/MatMul",
                "video_encoder.1.0.mamba_mlp/Gelu")) {
            assertTrue(names.contains(name), name + " is missing in " + names);
        }
    }

    @Test
    void inputsAndOutputsAreThoseOfTheBundle() throws InvalidProtocolBufferException {
        ModelProto query = model(NetworkGraphs::query);
        assertEquals(
                List.of("video", "text_queries", "unseen", "text", "token_counts", "objects", "object_index"),
                query.getGraph().getInputList().stream()
                        .map(ValueInfoProto::getName)
                        .toList());
        assertEquals(
                List.of("cls_logits_0", "offsets_0", "cls_logits_1", "offsets_1", "cls_logits_2", "offsets_2"),
                query.getGraph().getOutputList().stream()
                        .map(ValueInfoProto::getName)
                        .toList());
        assertEquals(
                "16*floor((S + 31)/32)",
                query.getGraph()
                        .getOutput(2)
                        .getType()
                        .getTensorType()
                        .getShape()
                        .getDim(1)
                        .getDimParam());
    }

    @Test
    void onlyWhatTheFirstBlockMakesOfObjectsIsInTwoGraphs() throws InvalidProtocolBufferException {
        Set<String> seen = new HashSet<>();
        Set<String> twice = new TreeSet<>();
        for (ModelProto model : List.of(
                model(NetworkGraphs::video),
                model(NetworkGraphs::text),
                model(NetworkGraphs::objects),
                model(NetworkGraphs::query))) {
            Set<String> here = new HashSet<>();
            for (TensorProto t : model.getGraph().getInitializerList()) {
                here.add(t.getName().replaceFirst("\\.(T|negative_exp\\.T|mirrored|tap\\d+)$", ""));
            }
            here.retainAll(weights.keySet());
            here.stream().filter(seen::contains).forEach(twice::add);
            seen.addAll(here);
        }
        String matrices = "video_encoder\\.1\\.0\\.obj_mlp\\.[03]\\.weight";
        String vectors = "video_encoder\\.1\\.0\\.(drop_path_\\w+|ln\\w+|obj_attn\\.proj|obj_mlp\\.[03])\\.\\w+";
        twice.removeIf(name -> name.matches(matrices)
                || (name.matches(vectors) && weights.get(name).values().length <= 512)
                || name.matches("obj_encoder\\.0\\..*norms.*"));
        assertEquals(Set.of(), twice);
        Set<String> unused = new TreeSet<>(weights.keySet());
        unused.removeAll(seen);
        // The official object encoder has this scale, but no residual to put it on.
        unused.removeIf(name -> name.matches("obj_encoder\\.1\\.\\d+\\.drop_path_attn\\.scale"));
        assertEquals(Set.of(), unused);
    }
}
