package io.github.osgnet4j.export;

import io.github.osgnet4j.export.onnx.Dim;
import io.github.osgnet4j.export.onnx.ElementType;
import io.github.osgnet4j.export.onnx.OnnxGraph;
import io.github.osgnet4j.export.onnx.Shape;
import io.github.osgnet4j.export.onnx.Value;
import io.github.osgnet4j.network.Lengths;
import io.github.osgnet4j.network.NamedTensor;
import io.github.osgnet4j.network.Network;
import io.github.osgnet4j.network.NetworkSpec;
import io.github.osgnet4j.network.TextPadding;
import io.github.osgnet4j.runtime.Target;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * The network as three graphs, cut where work is shared: what depends on the video alone, what depends on the query
 * alone, and the rest. No parameter is in two of them but two small ones: a scale of the first block (C numbers), and the
 * position table where the text has positions too.
 *
 * @param spec the network
 * @param parameters every parameter by PyTorch's name, and the position table
 * @param hasObjects whether the dataset brings objects
 * @param target what the graphs are laid out for
 */
public record NetworkGraphs(NetworkSpec spec, Map<String, NamedTensor> parameters, boolean hasObjects, Target target) {

    private static final Dim BATCH = Dim.symbol("B");
    private static final Dim VIDEOS = Dim.symbol("V");
    private static final Dim GIVEN_STEPS = Dim.symbol("S");
    private static final Dim STEPS = Dim.symbol("T");

    /** Whether the query graph takes objects. */
    public boolean takesObjects() {
        return hasObjects && spec.video().objectBranch();
    }

    /** Whether padded steps reach real ones, so that the video is encoded with them. */
    public boolean keepsPadding() {
        return Network.needsPadding(spec, hasObjects);
    }

    /** {@code features} (V, S, Dv) and {@code lengths} (V) to {@code video} (V, T, C), or (V, S, C) with padding kept. */
    public OnnxGraph video() {
        OnnxGraph graph = new OnnxGraph("video");
        OnnxOps op = new OnnxOps(graph, VIDEOS, parameters, target);
        Value features = graph.input(
                "features",
                ElementType.FLOAT,
                Shape.of(VIDEOS, GIVEN_STEPS, Dim.of(spec.video().projection().in())));
        Value lengths = graph.input("lengths", ElementType.INT64, Shape.of(VIDEOS));
        op.nameLongest(lengths, "T");
        Value video = Network.encodeVideo(op, op.params(), spec, features, Lengths.of(lengths), keepsPadding());
        graph.output("video", video);
        return graph;
    }

    /** {@code tokens} (B, L, Dt) and {@code token_counts} (B) to {@code text} (B, L, C). */
    public OnnxGraph text() {
        OnnxGraph graph = new OnnxGraph("text");
        OnnxOps op = new OnnxOps(graph, BATCH, parameters, target);
        Value tokens = graph.input(
                "tokens",
                ElementType.FLOAT,
                Shape.of(BATCH, Dim.symbol("L"), Dim.of(spec.text().projection().in())));
        Value counts = graph.input("token_counts", ElementType.INT64, Shape.of(BATCH));
        graph.output("text", Network.encodeText(op, op.params(), spec, tokens, Lengths.of(counts), TextPadding.INERT));
        return graph;
    }

    /** The encodings, and objects where the network sees any, to {@code cls_logits_i} and {@code offsets_i}. */
    public OnnxGraph query() {
        OnnxGraph graph = new OnnxGraph("query");
        OnnxOps op = new OnnxOps(graph, BATCH, parameters, target);
        Dim channels = Dim.of(spec.channels());
        Dim steps = keepsPadding() ? GIVEN_STEPS : STEPS;
        Value video = graph.input("video", ElementType.FLOAT, Shape.of(VIDEOS, steps, channels));
        Lengths<Value> lengths = keepsPadding()
                ? Lengths.of(graph.input("lengths", ElementType.INT64, Shape.of(VIDEOS)))
                : Lengths.full();
        Value text = graph.input("text", ElementType.FLOAT, Shape.of(BATCH, Dim.symbol("L"), channels));
        Value counts = graph.input("token_counts", ElementType.INT64, Shape.of(BATCH));
        List<Network.Level<Value>> levels = Network.ground(
                op,
                op.params(),
                spec,
                video,
                lengths,
                text,
                Lengths.of(counts),
                takesObjects() ? Optional.of(objects(graph)) : Optional.empty(),
                TextPadding.INERT);
        for (int i = 0; i < levels.size(); i++) {
            graph.output("cls_logits_" + i, levels.get(i).logits());
            graph.output("offsets_" + i, levels.get(i).offsets());
        }
        return graph;
    }

    private Network.Objects<Value> objects(OnnxGraph graph) {
        NetworkSpec.Projection projection = spec.objects().projection();
        Value table = graph.input("objects", ElementType.FLOAT, Shape.of(Dim.symbol("K"), Dim.of(projection.in())));
        Value index = graph.input("object_index", ElementType.INT64, Shape.of(BATCH, GIVEN_STEPS, Dim.symbol("O")));
        Value zero = graph.constant("zero", new long[] {projection.out()}, new float[projection.out()]);
        return new Network.Objects<>(table, index, zero);
    }
}
