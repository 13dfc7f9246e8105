package io.github.osgnet4j.export;

import static org.junit.jupiter.api.Assertions.assertEquals;

import ai.onnx.proto.OnnxMl.ModelProto;
import ai.onnx.proto.OnnxMl.NodeProto;
import ai.onnx.proto.OnnxMl.OperatorSetIdProto;
import com.google.protobuf.InvalidProtocolBufferException;
import io.github.osgnet4j.export.Networks.Kind;
import io.github.osgnet4j.export.onnx.Dim;
import io.github.osgnet4j.export.onnx.ElementType;
import io.github.osgnet4j.export.onnx.OnnxGraph;
import io.github.osgnet4j.export.onnx.OnnxModel;
import io.github.osgnet4j.export.onnx.Shape;
import io.github.osgnet4j.export.onnx.Value;
import io.github.osgnet4j.network.Lengths;
import io.github.osgnet4j.network.NamedTensor;
import io.github.osgnet4j.network.Network;
import io.github.osgnet4j.network.NetworkSpec;
import io.github.osgnet4j.network.Positions;
import io.github.osgnet4j.network.TextPadding;
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

    /** As many as the query with the most objects has, however long the video is. */
    @Test
    void objectsAreRows() {
        Dim batch = Dim.symbol("B");
        Dim channels = Dim.of(graphs.spec().channels());
        OnnxGraph graph = new OnnxGraph("objects");
        OnnxOps op = new OnnxOps(graph, batch, graphs.parameters(), Target.GPU);
        ObjectPlaces places = ObjectPlaces.inputs(graph, batch, Dim.symbol("S"), Dim.symbol("O"), Dim.symbol("T"));
        op.place(places);
        Value table = graph.input("objects", ElementType.FLOAT, Shape.of(Dim.symbol("K"), channels));
        Value text = graph.input("text", ElementType.FLOAT, Shape.of(batch, Dim.symbol("L"), channels));
        Value counts = graph.input("token_counts", ElementType.INT64, Shape.of(batch));
        Value zero = graph.constant(
                "zero", new long[] {channels.fixed()}, new float[graphs.spec().channels()]);
        Network<Value> network = new Network<>(op, op.params(), graphs.spec(), TextPadding.INERT);
        Value rows = network.encodeObjects(
                        new Network.Objects<>(table, places.numbers(), zero), text, Lengths.of(counts))
                .values();
        assertEquals(Shape.of(batch, Dim.symbol("N"), channels), rows.shape());
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
