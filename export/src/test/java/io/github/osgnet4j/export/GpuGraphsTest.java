package io.github.osgnet4j.export;

import static org.junit.jupiter.api.Assertions.assertEquals;

import ai.onnx.proto.OnnxMl.ModelProto;
import ai.onnx.proto.OnnxMl.NodeProto;
import ai.onnx.proto.OnnxMl.OperatorSetIdProto;
import com.google.protobuf.InvalidProtocolBufferException;
import io.github.osgnet4j.export.Networks.Kind;
import io.github.osgnet4j.export.onnx.OnnxGraph;
import io.github.osgnet4j.export.onnx.OnnxModel;
import io.github.osgnet4j.network.NamedTensor;
import io.github.osgnet4j.network.NetworkSpec;
import io.github.osgnet4j.network.Positions;
import io.github.osgnet4j.runtime.bundle.Target;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;

/** What TensorRT needs of the graphs for a GPU, so that it takes the query graph as one piece. */
class GpuGraphsTest {

    private final NetworkGraphs graphs = graphs();

    private static NetworkGraphs graphs() {
        NetworkSpec spec = Kind.USUAL.spec();
        Map<String, NamedTensor> weights = Networks.weights(spec);
        weights.put(Positions.TABLE, Positions.table(spec));
        return new NetworkGraphs(spec, weights, true, Target.GPU);
    }

    @Test
    void theyAreOfStandardOperatorsWithoutLoopsAndSearches() throws InvalidProtocolBufferException {
        for (OnnxGraph graph : List.of(graphs.video(), graphs.text(), graphs.query())) {
            ModelProto model = ModelProto.parseFrom(new OnnxModel(graph, "p", "v", Map.of()).toBytes());
            assertEquals(
                    Set.of(""),
                    model.getOpsetImportList().stream()
                            .map(OperatorSetIdProto::getDomain)
                            .collect(Collectors.toSet()));
            Set<String> others = new TreeSet<>(List.of("Scan", "Loop", "If", "NonZero", "CumSum", "ScatterND"));
            others.retainAll(model.getGraph().getNodeList().stream()
                    .map(NodeProto::getOpType)
                    .collect(Collectors.toSet()));
            assertEquals(Set.of(), others, graph.name());
        }
    }

    /** The symbols are those that the runtime has ranges for. */
    @Test
    void everyFreeAxisOfTheQueryGraphIsOneOfTheKnown() {
        Set<String> symbols = graphs.query().inputs().stream()
                .flatMap(input -> input.shape().dims().stream())
                .filter(dim -> !dim.isFixed())
                .map(dim -> dim.symbolName().orElse(dim.toString()))
                .collect(Collectors.toCollection(TreeSet::new));
        assertEquals(new TreeSet<>(Set.of("B", "K", "L", "M", "N", "O", "S", "T", "V")), symbols);
    }
}
