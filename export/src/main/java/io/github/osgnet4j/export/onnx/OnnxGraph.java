package io.github.osgnet4j.export.onnx;

import ai.onnx.proto.OnnxMl.GraphProto;
import ai.onnx.proto.OnnxMl.NodeProto;
import ai.onnx.proto.OnnxMl.TensorShapeProto;
import ai.onnx.proto.OnnxMl.TypeProto;
import ai.onnx.proto.OnnxMl.ValueInfoProto;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collection;
import java.util.Collections;
import java.util.EnumSet;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;
import java.util.function.Supplier;

/**
 * An ONNX graph in the making. Nodes are added in the order of the calls; each is checked, and its output's type known, at once.
 * A graph inside a node (the body of a Scan) is a graph of its own that sees the values of the graphs around it. Not thread-safe.
 */
public final class OnnxGraph {

    /** The opset written: every execution provider of ONNX Runtime knows it. */
    public static final int OPSET = 21;

    private final String name;
    private final Optional<OnnxGraph> parent;
    private final Names names;
    private final List<Value> inputs = new ArrayList<>();
    private final List<Value> outputs = new ArrayList<>();
    private final List<NodeProto> nodes = new ArrayList<>();
    private final Map<String, ConstantTensor> initializers = new LinkedHashMap<>();
    private final Map<String, Value> constants = new LinkedHashMap<>();
    private final Set<Operator.Domain> domains = EnumSet.of(Operator.Domain.ONNX);
    private final LengthNodes lengths;
    private final Map<String, ElementType> elements;
    private final Set<String> singleNodes;
    private final Functions functions;
    private boolean single;
    private String scope = "";

    /** An empty graph. */
    public OnnxGraph(String name) {
        this.name = name;
        this.parent = Optional.empty();
        this.names = new Names();
        this.lengths = new LengthNodes(this);
        this.elements = new HashMap<>();
        this.singleNodes = new HashSet<>();
        this.functions = new Functions();
    }

    /** Another form of a finished graph. */
    private OnnxGraph(OnnxGraph finished, List<NodeProto> nodes, Map<String, ConstantTensor> initializers) {
        this(finished.name);
        inputs.addAll(finished.inputs);
        outputs.addAll(finished.outputs);
        domains.addAll(finished.domains);
        functions.addAll(finished.functions);
        this.nodes.addAll(nodes);
        this.initializers.putAll(initializers);
    }

    private OnnxGraph(String name, OnnxGraph parent) {
        this.name = name;
        this.parent = Optional.of(parent);
        this.names = parent.names;
        this.lengths = parent.lengths;
        this.elements = parent.elements;
        this.singleNodes = parent.singleNodes;
        this.functions = parent.functions;
        this.scope = parent.scope;
    }

    /** An empty graph for the inside of one of this graph's nodes. */
    public OnnxGraph subgraph(String subgraphName) {
        return new OnnxGraph(subgraphName, this);
    }

    public String name() {
        return name;
    }

    /** Builds with another prefix for node names: that of the network's module the nodes belong to. */
    public <R> R scoped(String module, Supplier<R> nodesOfModule) {
        String before = scope;
        scope = module;
        try {
            return nodesOfModule.get();
        } finally {
            scope = before;
        }
    }

    /** Builds nodes that stay in single precision, whatever becomes of the others. */
    public <R> R inSingle(Supplier<R> exactNodes) {
        boolean before = single;
        single = true;
        try {
            return exactNodes.get();
        } finally {
            single = before;
        }
    }

    /**
     * This graph in half precision: its inputs and outputs stay as they are.
     *
     * @throws GraphException if it is a graph inside another
     */
    public OnnxGraph inHalf() {
        if (parent.isPresent()) {
            throw new GraphException("Graph '" + name + "' is inside another; only the outermost can be converted");
        }
        HalfPrecision half = new HalfPrecision(this);
        return new OnnxGraph(this, half.nodes(), half.initializers());
    }

    /** Names the nodes from here on after another module. */
    public void enter(String module) {
        scope = module;
    }

    /** A tensor that stands in no graph: a parameter not yet laid out as a constant. Nodes refuse it. */
    public static Value outside(String tensorName, Shape shape) {
        return new Value(Optional.empty(), tensorName, ValueType.of(ElementType.FLOAT, shape));
    }

    /**
     * Declares an input. Its bare symbolic dimensions stand for its lengths from here on.
     *
     * @throws GraphException if the name is taken
     */
    public Value input(String inputName, ElementType element, Shape shape) {
        names.reserve(inputName);
        Value input = new Value(Optional.of(this), inputName, ValueType.of(element, shape));
        inputs.add(input);
        elements.put(inputName, element);
        if (parent.isEmpty()) {
            lengths.bindAxes(input);
        }
        return input;
    }

    /** A name for an input that no tensor of the model has yet. */
    public String fresh(String wish) {
        String base = scope.isEmpty() ? wish : scope + "/" + wish;
        return names.free(base);
    }

    /** Gives a value as an output under a name of its own. */
    public Value output(String outputName, Value value) {
        names.reserve(outputName);
        Value output = node(Operator.IDENTITY, outputName).of(value);
        outputs.add(output);
        return output;
    }

    /** Gives a value as an output under the name it has, if this graph computed it. */
    public Value output(Value value) {
        boolean computed = value.graph().equals(Optional.of(this))
                && !inputs.contains(value)
                && !root().initializers.containsKey(value.name())
                && !outputs.contains(value);
        Value output = computed ? value : apply(Operator.IDENTITY, value);
        outputs.add(output);
        return output;
    }

    /** A float32 constant of the given shape. */
    public Value constant(String constantName, long[] shape, float[] values) {
        names.reserve(constantName);
        return root().add(ConstantTensor.of(constantName, shape, values), Optional.empty());
    }

    /** An int8 constant of the given shape. */
    public Value constant(String constantName, long[] shape, byte[] values) {
        names.reserve(constantName);
        return root().add(ConstantTensor.of(constantName, shape, values), Optional.empty());
    }

    /** A float32 scalar; equal ones are stored once. */
    public Value constant(float value) {
        return root().shared(
                        "float_" + value,
                        n -> ConstantTensor.of(n, new long[0], new float[] {value}),
                        Optional.empty());
    }

    /** A float32 constant that may be asked for again under the same name. */
    public Value sharedConstant(String constantName, long[] shape, float[] values) {
        return root().shared(constantName, n -> ConstantTensor.of(n, shape, values), Optional.empty());
    }

    /** An int64 vector; equal ones are stored once. */
    public Value integers(long... values) {
        List<Dim> contents = Arrays.stream(values).mapToObj(Dim::of).toList();
        return root().shared(
                        "int64" + Arrays.toString(values).replace(", ", "_"),
                        n -> ConstantTensor.of(n, new long[] {values.length}, values.clone()),
                        Optional.of(contents));
    }

    /** An int64 scalar; equal ones are stored once. */
    public Value integer(long value) {
        return root().shared(
                        "int64_" + value,
                        n -> ConstantTensor.of(n, new long[0], new long[] {value}),
                        Optional.of(List.of(Dim.of(value))));
    }

    private Value shared(String key, Function<String, ConstantTensor> make, Optional<List<Dim>> contents) {
        Value known = constants.get(key);
        if (known == null) {
            known = add(make.apply(names.tensor("constant/" + key)), contents);
            constants.put(key, known);
        }
        return known;
    }

    private Value add(ConstantTensor constant, Optional<List<Dim>> contents) {
        initializers.put(constant.name(), constant);
        elements.put(constant.name(), constant.element());
        ValueType type = new ValueType(constant.element(), Shape.of(constant.shape()), contents);
        return new Value(Optional.of(this), constant.name(), type);
    }

    /** A vector of lengths computed when the graph runs; a constant where all are fixed. */
    public Value lengths(List<Dim> dims) {
        return lengths.vector(dims);
    }

    /** A scalar length computed when the graph runs. */
    public Value length(Dim dim) {
        return lengths.scalar(dim);
    }

    /**
     * Says which value holds a symbol's length; needed only for symbols that are no input's axis.
     *
     * @param value int64 of shape (1), of the outermost graph
     */
    public void bind(String symbol, Value value) {
        lengths.bind(symbol, value);
    }

    /**
     * Defines an operator of this project, for a runtime that has none of that name, unless it is defined already.
     *
     * @param body a complete graph that is in no other
     */
    public void define(Operator operator, Supplier<OnnxGraph> body) {
        functions.define(operator, body);
    }

    /** The same tensor with its lengths written as other formulas, where the caller knows more than the operators tell. */
    public Value assume(Value value, Shape shape) {
        if (shape.rank() != value.rank()) {
            throw new GraphException("Value '" + value + "' cannot have the shape " + shape);
        }
        return new Value(value.graph(), value.name(), ValueType.of(value.element(), shape));
    }

    /** Begins a node named after the scope and the operator. */
    public NodeBuilder node(Operator operator) {
        return new NodeBuilder(
                this, operator, names.node(scope.isEmpty() ? operator.type() : scope + "/" + operator.type()));
    }

    private NodeBuilder node(Operator operator, String output) {
        NodeBuilder node = new NodeBuilder(this, operator, names.node(output + "/" + operator.type()));
        return node.producing(output);
    }

    /** A node without attributes. */
    public Value apply(Operator operator, Value... values) {
        return node(operator).of(values);
    }

    List<Value> add(OperatorCall call, Optional<String> output) {
        call.inputs().forEach(v -> call.expect(sees(v), "the value '" + v.name() + "' belongs to another graph"));
        List<ValueType> types = call.operator().inference().infer(call);
        call.expect(types.size() == call.outputs(), "gives " + types.size() + " outputs, asked for " + call.outputs());
        NodeProto.Builder node = NodeProto.newBuilder()
                .setName(call.name())
                .setOpType(call.operator().type())
                .setDomain(call.operator().domain().id())
                .addAllAttribute(call.attributes().protos());
        call.inputs().forEach(v -> node.addInput(v.name()));
        List<Value> results = new ArrayList<>();
        for (ValueType type : types) {
            String tensor = output.orElseGet(() -> names.tensor(call.name() + ":0"));
            node.addOutput(tensor);
            elements.put(tensor, type.element());
            results.add(new Value(Optional.of(this), tensor, type));
        }
        nodes.add(node.build());
        if (single) {
            singleNodes.add(call.name());
        }
        root().domains.add(call.operator().domain());
        return Collections.unmodifiableList(results);
    }

    private boolean sees(Value value) {
        if (value == Value.ABSENT) {
            return true;
        }
        for (Optional<OnnxGraph> g = Optional.of(this); g.isPresent(); g = g.get().parent) {
            if (value.graph().equals(g)) {
                return true;
            }
        }
        return false;
    }

    OnnxGraph root() {
        return parent.map(OnnxGraph::root).orElse(this);
    }

    /** The declared inputs, in order. */
    public List<Value> inputs() {
        return Collections.unmodifiableList(inputs);
    }

    /** The declared outputs, in order. */
    public List<Value> outputs() {
        return Collections.unmodifiableList(outputs);
    }

    List<NodeProto> nodes() {
        return Collections.unmodifiableList(nodes);
    }

    /** The element type of a tensor that this graph has as input, constant or result. */
    ElementType element(String tensor) {
        return elements.get(tensor);
    }

    /** Whether a node must stay in single precision. */
    boolean isSingle(NodeProto node) {
        return singleNodes.contains(node.getName());
    }

    Optional<ConstantTensor> initializer(String tensor) {
        return Optional.ofNullable(initializers.get(tensor));
    }

    Collection<ConstantTensor> initializers() {
        return Collections.unmodifiableCollection(initializers.values());
    }

    Functions functions() {
        return functions;
    }

    Set<Operator.Domain> domains() {
        return Collections.unmodifiableSet(domains);
    }

    /** The graph without its initializers. */
    GraphProto proto() {
        GraphProto.Builder graph = GraphProto.newBuilder().setName(name).addAllNode(nodes);
        inputs.forEach(v -> graph.addInput(info(v)));
        outputs.forEach(v -> graph.addOutput(info(v)));
        return graph.build();
    }

    private static ValueInfoProto info(Value value) {
        TensorShapeProto.Builder shape = TensorShapeProto.newBuilder();
        for (Dim d : value.shape().dims()) {
            if (d.isFixed()) {
                shape.addDimBuilder().setDimValue(d.fixed());
            } else {
                shape.addDimBuilder().setDimParam(d.toString());
            }
        }
        TypeProto.Tensor tensor = TypeProto.Tensor.newBuilder()
                .setElemType(value.element().code())
                .setShape(shape)
                .build();
        return ValueInfoProto.newBuilder()
                .setName(value.name())
                .setType(TypeProto.newBuilder().setTensorType(tensor))
                .build();
    }
}
