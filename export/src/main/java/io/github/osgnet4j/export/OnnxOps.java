package io.github.osgnet4j.export;

import io.github.osgnet4j.export.onnx.Dim;
import io.github.osgnet4j.export.onnx.Layout;
import io.github.osgnet4j.export.onnx.OnnxGraph;
import io.github.osgnet4j.export.onnx.Operator;
import io.github.osgnet4j.export.onnx.Value;
import io.github.osgnet4j.network.Lengths;
import io.github.osgnet4j.network.NamedTensor;
import io.github.osgnet4j.network.Ops;
import io.github.osgnet4j.network.Params;
import io.github.osgnet4j.network.ScanDirection;
import io.github.osgnet4j.runtime.bundle.Target;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * The network's operations as nodes of an ONNX graph. Nodes are named after the module whose parameter was used last.
 * Batch axes may be symbols of any name: one that differs from {@code batch} is 1 or {@code batch} when the graph runs.
 */
public final class OnnxOps implements Ops<Value> {

    /** Beyond it log(1 + exp(x)) is x in float32, and exp must not overflow. */
    private static final float SOFTPLUS_LIMIT = 30f;

    private final OnnxGraph graph;
    private final Batches batches;
    private final Layout layout;
    private final Weights weights;
    private final Masks masks;
    private final NormNodes norms;
    private final ConvolutionNodes convolutions;
    private final LinearNodes products;
    private final AttentionNodes attention;
    private final WindowNodes windows;
    private final SelectiveScan scan;
    /** Nodes that may be native ones, where there can be such. */
    private final Optional<NodeFunctions> functions;
    /** Whether some products are in 8 bits. */
    private final boolean bytes;

    private final PositionNodes positions;
    private ObjectNodes objects;

    /**
     * Adds its nodes to a graph.
     *
     * @param batch the batch size where samples of all kinds have met
     * @param parameters every parameter the network will ask for, by PyTorch's name
     * @param target what the graph is laid out for
     */
    public OnnxOps(OnnxGraph graph, Dim batch, Map<String, NamedTensor> parameters, Target target) {
        this(graph, batch, parameters, target, Int8Layers.NONE);
    }

    /** Adds its nodes to a graph, the products of some layers in 8 bits. */
    OnnxOps(OnnxGraph graph, Dim batch, Map<String, NamedTensor> parameters, Target target, Int8Layers int8) {
        this.graph = graph;
        batches = new Batches(graph, batch);
        layout = new Layout(graph);
        weights = new Weights(graph, parameters);
        masks = new Masks(graph, layout);
        convolutions = new ConvolutionNodes(graph, layout);
        products = LinearNodes.of(int8, graph, weights);
        attention = new AttentionNodes(graph, layout, masks, batches);
        windows = new WindowNodes(graph, layout, attention, batches);
        scan = target == Target.GPU ? new ParallelScanNodes(graph, layout) : new ScanNodes(graph, layout, false);
        functions = NodeFunctions.of(graph, target);
        bytes = !int8.equals(Int8Layers.NONE);
        norms = new NormNodes(graph, layout, functions);
        positions = new PositionNodes(graph, layout);
        objects = new CompactObjectNodes(graph, layout, masks, attention);
    }

    /** The parameters, for the network's functions. */
    public Params<Value> params() {
        return weights.params();
    }

    /** Names the length of the longest sample, which an output may have as its number of steps. */
    public void nameLongest(Value lengths, String symbol) {
        masks.nameLongest(lengths, symbol);
    }

    /** Tells where the objects of a batch are; those of one sample are found in the graph. */
    void place(ObjectPlaces places) {
        objects = new BatchedObjectNodes(graph, layout, masks, attention, batches.batch(), places);
    }

    @Override
    public Value add(Value a, Value b) {
        return binary(Operator.ADD, a, b);
    }

    @Override
    public Value mul(Value a, Value b) {
        return binary(Operator.MUL, a, b);
    }

    @Override
    public Value mix(Value alpha, Value a, Value b) {
        return add(b, mul(alpha, binary(Operator.SUB, a, b)));
    }

    @Override
    public Value relu(Value x) {
        return graph.apply(Operator.RELU, x);
    }

    /** ONNX Runtime's own takes the bias of a product in float32 along. */
    @Override
    public Value gelu(Value x) {
        return bytes && x.rank() == 3 && functions.isPresent()
                ? functions.get().gelu(x)
                : graph.apply(Operator.GELU, x);
    }

    @Override
    public Value silu(Value x) {
        return graph.apply(Operator.MUL, x, sigmoid(x));
    }

    @Override
    public Value sigmoid(Value x) {
        return graph.apply(Operator.SIGMOID, x);
    }

    @Override
    public Value softplus(Value x) {
        return graph.inSingle(() -> logOfOnePlusExp(x));
    }

    private Value logOfOnePlusExp(Value x) {
        Value bounded = graph.apply(Operator.MIN, x, graph.constant(SOFTPLUS_LIMIT));
        Value sum = graph.apply(Operator.ADD, graph.apply(Operator.EXP, bounded), graph.constant(1f));
        return graph.apply(Operator.MAX, x, graph.apply(Operator.LOG, sum));
    }

    @Override
    public Value vector(Value parameter) {
        return weights.vector(parameter);
    }

    @Override
    public Value scale(Value x, Value factors) {
        enter(factors);
        Value y = graph.apply(Operator.MUL, x, weights.vector(factors));
        return leave(factors, y);
    }

    @Override
    public Value dropPath(Value x, double probability) {
        return x;
    }

    @Override
    public Value linear(Value x, Value weight) {
        enter(weight);
        return leave(weight, products.linear(x, weight, Optional.empty()));
    }

    @Override
    public Value linear(Value x, Value weight, Value bias) {
        enter(weight);
        return leave(weight, products.linear(x, weight, Optional.of(bias)));
    }

    @Override
    public Value layerNorm(Value x, Value weight, Value bias) {
        enter(weight);
        Value y = norms.normalise(x, weights.vector(weight), weights.vector(bias));
        return leave(weight, y);
    }

    @Override
    public Value concat(Value a, Value b) {
        return layout.concat(-1, repeated(a, b), repeated(b, a));
    }

    @Override
    public List<Value> split(Value x, int... sizes) {
        return layout.split(x, -1, Arrays.stream(sizes).asLongStream().toArray());
    }

    @Override
    public Value conv1d(Value x, Value weight) {
        return conv1d(x, weight, Optional.empty());
    }

    @Override
    public Value conv1d(Value x, Value weight, Value bias) {
        return conv1d(x, weight, Optional.of(bias));
    }

    private Value conv1d(Value x, Value weight, Optional<Value> bias) {
        long kernel = weight.dim(2).fixed();
        if (kernel == 1) {
            return bias.isPresent() ? linear(x, weight, bias.get()) : linear(x, weight);
        }
        enter(weight);
        return leave(weight, products.conv1d(x, weight, bias));
    }

    @Override
    public Value depthwiseConv1d(Value x, Value weight, int stride) {
        enter(weight);
        long padding = weight.dim(2).fixed() / 2;
        Value y = convolutions.convolve(
                x, weights.plain(weight), Optional.empty(), weight.dim(0).fixed(), stride, padding, padding);
        return leave(weight, y);
    }

    @Override
    public Value causalConv1d(Value x, Value weight, Value bias) {
        enter(weight);
        Value y = convolutions.convolve(
                x,
                weights.plain(weight),
                Optional.of(weights.vector(bias)),
                weight.dim(0).fixed(),
                1,
                weight.dim(2).fixed() - 1,
                0);
        return leave(weight, y);
    }

    @Override
    public Value maxPool1d(Value x, int kernel, int stride) {
        return convolutions.maxPool(x, kernel, stride, (stride + 1) / 2);
    }

    @Override
    public Lengths<Value> lengthOf(Value x) {
        return Lengths.of(graph.lengths(List.of(x.dim(-2))));
    }

    @Override
    public Lengths<Value> strided(Lengths<Value> lengths, int stride) {
        if (lengths.isFull() || stride == 1) {
            return lengths;
        }
        Value up = graph.apply(Operator.ADD, lengths.values(), graph.integers(stride - 1));
        return Lengths.of(graph.apply(Operator.DIV, up, graph.integers(stride)));
    }

    @Override
    public Value masked(Value x, Lengths<Value> lengths) {
        Dim steps = x.dim(-2);
        return masks.none(lengths, steps) ? x : mul(x, masks.factor(lengths, steps));
    }

    @Override
    public Value reverse(Value x, Lengths<Value> lengths) {
        if (masks.none(lengths, x.dim(1))) {
            // Not a Range that runs backwards: ONNX Runtime makes it and the Gather a Slice that ends at -1, the last
            // step.
            Value backwards = graph.apply(Operator.SUB, graph.length(x.dim(1).plus(-1)), layout.range(x.dim(1)));
            return layout.gather(x, backwards, 1);
        }
        return graph.node(Operator.REVERSE_SEQUENCE)
                .with("batch_axis", 0)
                .with("time_axis", 1)
                .of(x, layout.expand(lengths.values(), x.dim(0)));
    }

    @Override
    public Value dropPadding(Value x, Lengths<Value> lengths) {
        return lengths.isFull() ? x : layout.slice(x, -2, Dim.of(0), masks.longest(lengths));
    }

    @Override
    public Value firstSteps(Value x, Value like) {
        return layout.slice(x, -2, Dim.of(0), like.dim(-2));
    }

    @Override
    public Value padSteps(Value x, int multiple) {
        return padTo(x, x.dim(-2).ceilDiv(multiple).times(multiple));
    }

    /** x with zero steps appended until there are so many. */
    Value padTo(Value x, Dim steps) {
        return layout.pad(x, x.rank() - 2, Dim.of(0), steps.minus(x.dim(-2)));
    }

    @Override
    public Value positions(Value table, Value x, int multiple) {
        Value rows = weights.plain(table);
        Dim steps = x.dim(-2);
        if (multiple == 0) {
            return positions.leading(rows, steps);
        }
        return positions.interpolated(rows, steps, steps.ceilDiv(multiple).times(multiple));
    }

    @Override
    public Value attention(Value q, Value k, Value v, int heads, Lengths<Value> keys) {
        Value values = masked(v, keys);
        if (q.rank() == 3) {
            return attention.full(q, k, values, heads, keys);
        }
        Dim all = q.dim(1).times(q.dim(2));
        Value rows = layout.reshape(q, q.dim(0), all, q.dim(3));
        Value out = attention.full(rows, k, values, heads, keys);
        return layout.reshape(out, out.dim(0), q.dim(1), q.dim(2), q.dim(3));
    }

    @Override
    public Value windowAttention(Value q, Value k, Value v, int heads, int radius, Lengths<Value> lengths) {
        return windows.attend(q, k, v, heads, radius, lengths);
    }

    @Override
    public Value selectiveScan(Value u, Value delta, Value aLog, Value b, Value c, Value d) {
        enter(aLog);
        Value y = graph.inSingle(() -> scan.scan(u, delta, weights.stateMatrix(aLog), b, c));
        return graph.apply(Operator.ADD, y, graph.apply(Operator.MUL, u, weights.vector(d)));
    }

    @Override
    public Value scanned(Value xz, Lengths<Value> lengths, ScanDirection<Value> direction) {
        if (functions.isEmpty() || (direction.backwards() && !masks.none(lengths, xz.dim(1)))) {
            return Ops.super.scanned(xz, lengths, direction);
        }
        NodeFunctions scans = functions.get();
        enter(direction.filter());
        Value filtered = graph.inSingle(() -> scans.filtered(xz, direction, weights));
        Value u = leave(direction.filter(), filtered);
        ScanDirection.Mixing<Value> mixing = direction.mixing().apply(u);
        enter(direction.aLog());
        return graph.inSingle(() -> scans.scanned(u, mixing, xz, direction, weights));
    }

    @Override
    public Value objectRows(Value table, Value fallback, Value index) {
        return objects.rows(table, fallback, index);
    }

    @Override
    public Value maskedObjects(Value x, Value index) {
        return x;
    }

    @Override
    public Value objectConv1d(Value x, Value none, Value weight, Value index) {
        enter(weight);
        Value y = objects.conv1d(x, none, new ObjectNodes.Taps(weights, weight), index);
        return leave(weight, y);
    }

    @Override
    public Value objectsWithin(Value x, Value index) {
        return x;
    }

    @Override
    public Value stepsWithObjects(Value x, Value index) {
        return objects.stepsWithObjects(x, index);
    }

    @Override
    public Value placed(Value x, Value none, Value index) {
        return objects.placed(x, none, index);
    }

    @Override
    public Value objectAttention(Value q, Value k, Value v, int heads, Value index) {
        return objects.attention(q, k, v, heads, index);
    }

    private Value binary(Operator operator, Value a, Value b) {
        return b.rank() == 1
                ? graph.apply(operator, a, b)
                : graph.apply(operator, batches.met(a, b), batches.met(b, a));
    }

    /** x, its batch axis written out where it meets the batch. */
    private Value repeated(Value x, Value other) {
        Dim first = batches.repeats(x, other) ? batches.batch() : x.dim(0);
        return layout.expand(x, x.shape().with(0, first).dims().toArray(Dim[]::new));
    }

    private void enter(Value parameter) {
        graph.enter(parent(parameter.name()));
    }

    /** What follows a leaf module (a linear layer, a norm) belongs to the module around it. */
    private Value leave(Value parameter, Value result) {
        graph.enter(parent(parent(parameter.name())));
        return result;
    }

    private static String parent(String name) {
        return name.contains(".") ? name.substring(0, name.lastIndexOf('.')) : "";
    }
}
