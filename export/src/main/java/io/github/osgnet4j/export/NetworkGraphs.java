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
import io.github.osgnet4j.runtime.bundle.Target;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * The network as graphs, split so that work can be shared: the parts that depend only on the video, only on the query,
 * only on an object, and the rest. Few parameters are in two of them: the object MLP of the first block, which the
 * video graph computes for all steps and the query graph for those with objects, and the position table where the text
 * has positions too.
 *
 * @param spec the network
 * @param parameters every parameter by PyTorch's name, and the position table
 * @param hasObjects whether the dataset brings objects
 * @param target what the graphs are laid out for
 * @param int8 the layers computed in 8 bits
 */
public record NetworkGraphs(
        NetworkSpec spec, Map<String, NamedTensor> parameters, boolean hasObjects, Target target, Int8Layers int8) {

    private static final Dim OBJECTS = Dim.symbol("K");
    private static final Dim GIVEN_STEPS = Dim.symbol("S");
    private static final Dim STEPS = Dim.symbol("T");
    private static final Dim SLOTS = Dim.symbol("O");

    /** All of it in float32. */
    public NetworkGraphs(NetworkSpec spec, Map<String, NamedTensor> parameters, boolean hasObjects, Target target) {
        this(spec, parameters, hasObjects, target, Int8Layers.NONE);
    }

    /** The same network with other layers in 8 bits. */
    public NetworkGraphs withInt8(Int8Layers layers) {
        return new NetworkGraphs(spec, parameters, hasObjects, target, layers);
    }

    /** Whether the query graph takes the positions of the objects as inputs instead of finding them. */
    public boolean takesObjectRows() {
        return batched() && takesObjects();
    }

    /** Whether the query graph takes objects. */
    public boolean takesObjects() {
        return hasObjects && spec.video().objectBranch();
    }

    /** Whether padded steps reach real ones, so that the video is encoded with them. */
    public boolean keepsPadding() {
        return Network.needsPadding(spec, hasObjects);
    }

    /**
     * Whether a run takes several queries. On a CPU a batch gains nothing, and without one objects are found in the graph and
     * the scan runs in chunks.
     */
    private boolean batched() {
        return target == Target.GPU;
    }

    private Dim batch() {
        return batched() ? Dim.symbol("B") : Dim.of(1);
    }

    private Dim videos() {
        return batched() ? Dim.symbol("V") : Dim.of(1);
    }

    /**
     * {@code features} (V, S, Dv) and {@code lengths} (V) to {@code video} (V, T, C), or (V, S, C) with padding kept, and
     * likewise {@code text_queries} and, where the query graph takes objects, {@code unseen}. The position table reaches to
     * S, rounded up to the padding multiple.
     */
    public OnnxGraph video() {
        OnnxGraph graph = new OnnxGraph("video");
        OnnxOps op = new OnnxOps(graph, videos(), parameters, target, int8);
        Value features = graph.input(
                "features",
                ElementType.FLOAT,
                Shape.of(videos(), GIVEN_STEPS, Dim.of(spec.video().projection().in())));
        Lengths<Value> lengths = lengths(graph, op, graph.input("lengths", ElementType.INT64, Shape.of(videos())));
        Network<Value> network = network(op);
        Value video = network.encodeVideo(features, lengths, keepsPadding());
        Network.Ahead<Value> ahead = network.lookAhead(video, lengths, takesObjects());
        graph.output("video", video);
        graph.output("text_queries", ahead.crossQuery());
        ahead.objOutOfNone().ifPresent(objOut -> graph.output("unseen", objOut));
        return graph;
    }

    /**
     * Whether a run can pad a query as the official evaluation does in a batch: video, objects and text may then be longer
     * than they need to be. Where a run takes several queries itself, their padding must be inert instead; and a network
     * without objects whose padding is dropped has no input that could tell the padded length.
     */
    public boolean padsLikeBatches() {
        return !batched() && (takesObjects() || keepsPadding());
    }

    private Network<Value> network(OnnxOps op) {
        return new Network<>(op, op.params(), spec, batched() ? TextPadding.INERT : TextPadding.LEAKS);
    }

    /** The lengths of the videos; T is the longest of them, or the one. */
    private Lengths<Value> lengths(OnnxGraph graph, OnnxOps op, Value given) {
        if (batched()) {
            op.nameLongest(given, "T");
            return Lengths.of(given);
        }
        graph.bind("T", given);
        return Lengths.of(graph.lengths(List.of(STEPS)));
    }

    /** {@code tokens} (B, L, Dt) and {@code token_counts} (B) to {@code text} (B, L, C). */
    public OnnxGraph text() {
        OnnxGraph graph = new OnnxGraph("text");
        Dim batch = batch();
        OnnxOps op = new OnnxOps(graph, batch, parameters, target, int8);
        Value tokens = graph.input(
                "tokens",
                ElementType.FLOAT,
                Shape.of(batch, Dim.symbol("L"), Dim.of(spec.text().projection().in())));
        Value counts = graph.input("token_counts", ElementType.INT64, Shape.of(batch));
        graph.output("text", network(op).encodeText(tokens, Lengths.of(counts)));
        return graph;
    }

    /**
     * The encodings, and objects where the network sees any, to {@code cls_logits_i} and {@code offsets_i}. Unless padding is
     * kept, all videos have T steps.
     */
    public OnnxGraph query() {
        OnnxGraph graph = new OnnxGraph("query");
        Dim batch = batch();
        OnnxOps op = new OnnxOps(graph, batch, parameters, target, int8);
        Dim channels = Dim.of(spec.channels());
        Network.Video<Value> video = encodedVideo(graph);
        Lengths<Value> lengths = keepsPadding()
                ? Lengths.of(graph.input("lengths", ElementType.INT64, Shape.of(videos())))
                : Lengths.full();
        Value text = graph.input("text", ElementType.FLOAT, Shape.of(batch, Dim.symbol("L"), channels));
        Value counts = graph.input("token_counts", ElementType.INT64, Shape.of(batch));
        Optional<Network.Objects<Value>> objects = takesObjects() ? Optional.of(objects(graph, op)) : Optional.empty();
        List<Network.Level<Value>> levels = padsLikeBatches() && objects.isPresent()
                ? padded(op, video, text, Lengths.of(counts), objects.get())
                : network(op).ground(video, lengths, text, Lengths.of(counts), objects);
        for (int i = 0; i < levels.size(); i++) {
            graph.output("cls_logits_" + i, levels.get(i).logits());
            graph.output("offsets_" + i, levels.get(i).offsets());
        }
        return graph;
    }

    /** As {@link Network#ground}, the pyramid padded as far as the objects reach, rounded up to the padding multiple. */
    private List<Network.Level<Value>> padded(
            OnnxOps op, Network.Video<Value> video, Value text, Lengths<Value> counts, Network.Objects<Value> objects) {
        Network<Value> network = network(op);
        Network.EncodedObjects<Value> seen = network.encodeObjects(objects, text, counts);
        Value fused = network.fuse(video, Lengths.full(), text, counts, Optional.of(seen));
        int multiple = spec.paddingMultiple();
        Dim steps = objects.index().dim(1).ceilDiv(multiple).times(multiple);
        return network.predict(op.padTo(fused, steps), op.lengthOf(fused));
    }

    private Network.Video<Value> encodedVideo(OnnxGraph graph) {
        Shape shape = Shape.of(videos(), keepsPadding() ? GIVEN_STEPS : STEPS, Dim.of(spec.channels()));
        Value video = graph.input("video", ElementType.FLOAT, shape);
        Value queries = graph.input("text_queries", ElementType.FLOAT, shape);
        Optional<Value> objOutOfNone =
                takesObjects() ? Optional.of(graph.input("unseen", ElementType.FLOAT, shape)) : Optional.empty();
        return new Network.Video<>(video, Optional.of(new Network.Ahead<>(objOutOfNone, queries)));
    }

    /** {@code features} (K, Do) of objects to {@code objects} (K, C). */
    public OnnxGraph objects() {
        OnnxGraph graph = new OnnxGraph("objects");
        OnnxOps op = new OnnxOps(graph, batch(), parameters, target);
        Shape shape = Shape.of(OBJECTS, Dim.of(spec.objects().projection().in()));
        Value features = graph.input("features", ElementType.FLOAT, shape);
        graph.output("objects", network(op).projectObjects(features));
        return graph;
    }

    /** The graph finds the objects of a single query itself; those of several queries are inputs. */
    private Network.Objects<Value> objects(OnnxGraph graph, OnnxOps op) {
        NetworkSpec.Projection projection = spec.objects().projection();
        Value table = graph.input("objects", ElementType.FLOAT, Shape.of(OBJECTS, Dim.of(projection.out())));
        Value index = batched()
                ? placed(graph, op)
                : graph.input("object_index", ElementType.INT64, Shape.of(batch(), GIVEN_STEPS, SLOTS));
        Value zero = graph.constant("zero", new long[] {projection.out()}, new float[projection.out()]);
        return new Network.Objects<>(table, index, zero);
    }

    private Value placed(OnnxGraph graph, OnnxOps op) {
        ObjectPlaces places = ObjectPlaces.inputs(graph, batch(), GIVEN_STEPS, SLOTS, STEPS);
        op.place(places);
        return places.numbers();
    }
}
