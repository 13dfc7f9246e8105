package io.github.osgnet4j.export.onnx;

import ai.onnx.proto.OnnxMl.AttributeProto;
import ai.onnx.proto.OnnxMl.NodeProto;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * A graph in half precision. Products and what lies between them compute in half; what needs single precision keeps it,
 * with casts around: exponentials, logarithms, sums over many numbers, norms, softmax, graphs inside nodes, nodes marked so
 * when they were built, and whatever follows from lengths alone (masks, positions). A node between two such ones
 * stays single too, rather than being cast down and up again.
 */
final class HalfPrecision {

    private static final Set<String> PRODUCTS = types(Operator.MATMUL, Operator.GEMM, Operator.CONV);

    private static final Set<String> SENSITIVE = types(
            Operator.EXP,
            Operator.LOG,
            Operator.SQRT,
            Operator.SOFTMAX,
            Operator.REDUCE_MEAN,
            Operator.REDUCE_SUM,
            Operator.CUM_SUM,
            Operator.LAYER_NORMALIZATION,
            Operator.SKIP_LAYER_NORMALIZATION);

    private static final String SUFFIX = ":half";

    private final OnnxGraph graph;
    private final Map<String, ConstantTensor> initializers = new LinkedHashMap<>();
    private final List<NodeProto> converted = new ArrayList<>();
    private final Set<String> made = new HashSet<>();
    private final Set<String> inHalf = new HashSet<>();

    HalfPrecision(OnnxGraph graph) {
        this.graph = graph;
        graph.initializers().stream()
                .filter(i -> i.element() != ElementType.FLOAT)
                .forEach(i -> initializers.put(i.name(), i));
        Set<String> halves = halves();
        for (NodeProto node : graph.nodes()) {
            convert(node, halves.contains(node.getName()));
        }
    }

    List<NodeProto> nodes() {
        return converted;
    }

    Map<String, ConstantTensor> initializers() {
        return initializers;
    }

    private static Set<String> types(Operator... operators) {
        return Stream.of(operators).map(Operator::type).collect(Collectors.toUnmodifiableSet());
    }

    /** The names of the nodes that compute in half. */
    private Set<String> halves() {
        Set<String> halves = new HashSet<>();
        Set<String> exact = new HashSet<>();
        for (NodeProto node : graph.nodes()) {
            List<String> floats = computedFloats(node);
            boolean product = PRODUCTS.contains(node.getOpType()) && !graph.isSingle(node);
            if (!product && exact.containsAll(floats)) {
                exact.addAll(node.getOutputList());
            } else if (product || !needsSingle(node)) {
                halves.add(node.getName());
            }
        }
        keepBetweenSingles(halves);
        return halves;
    }

    private void keepBetweenSingles(Set<String> halves) {
        Set<String> wantedInHalf = new HashSet<>();
        for (int i = graph.nodes().size() - 1; i >= 0; i--) {
            NodeProto node = graph.nodes().get(i);
            boolean wanted = node.getOutputList().stream().anyMatch(wantedInHalf::contains);
            if (halves.contains(node.getName()) && !wanted && !PRODUCTS.contains(node.getOpType())) {
                halves.remove(node.getName());
            }
            if (halves.contains(node.getName())) {
                wantedInHalf.addAll(node.getInputList());
            }
        }
    }

    private boolean needsSingle(NodeProto node) {
        return SENSITIVE.contains(node.getOpType())
                || graph.isSingle(node)
                || hasGraph(node)
                || node.getOutputList().stream().noneMatch(this::isFloat)
                || node.getOutputList().stream().anyMatch(this::isOutput)
                || node.getInputList().stream()
                        .anyMatch(v -> graph.initializer(v)
                                .filter(c -> c.largest() > Half.LARGEST)
                                .isPresent());
    }

    private static boolean hasGraph(NodeProto node) {
        return node.getAttributeList().stream().anyMatch(AttributeProto::hasG);
    }

    private boolean isFloat(String tensor) {
        return graph.element(tensor) == ElementType.FLOAT;
    }

    private boolean isOutput(String tensor) {
        return graph.outputs().stream().anyMatch(o -> o.name().equals(tensor));
    }

    /** The float tensors a node takes that are no constants. */
    private List<String> computedFloats(NodeProto node) {
        return used(node).stream()
                .filter(v -> isFloat(v) && graph.initializer(v).isEmpty())
                .toList();
    }

    /** The tensors a node takes, those included that the graphs inside it take from around. */
    private static List<String> used(NodeProto node) {
        List<String> used = new ArrayList<>(node.getInputList());
        node.getAttributeList().stream()
                .filter(AttributeProto::hasG)
                .forEach(a -> a.getG().getNodeList().forEach(inner -> used.addAll(used(inner))));
        return used;
    }

    private void convert(NodeProto node, boolean half) {
        NodeProto.Builder builder = node.toBuilder();
        if (!half) {
            used(node).forEach(this::provideSingle);
            converted.add(node);
            return;
        }
        for (int i = 0; i < node.getInputCount(); i++) {
            if (isFloat(node.getInput(i))) {
                builder.setInput(i, provideHalf(node.getInput(i)));
            }
        }
        for (int i = 0; i < node.getOutputCount(); i++) {
            String output = node.getOutput(i);
            if (isFloat(output)) {
                builder.setOutput(i, output + SUFFIX);
                inHalf.add(output);
                made.add(output + SUFFIX);
            }
        }
        converted.add(builder.build());
    }

    /** Sees to it that a float tensor is there under its own name. */
    private void provideSingle(String tensor) {
        if (!isFloat(tensor)) {
            return;
        }
        if (graph.initializer(tensor).isPresent()) {
            initializers.putIfAbsent(tensor, graph.initializer(tensor).get());
        } else if (inHalf.contains(tensor) && made.add(tensor)) {
            cast(tensor + SUFFIX, tensor, ElementType.FLOAT);
        }
    }

    /** Sees to it that a float tensor is there in half, and says under which name. */
    private String provideHalf(String tensor) {
        String name = tensor + SUFFIX;
        if (graph.initializer(tensor).isPresent()) {
            initializers.computeIfAbsent(
                    name, n -> graph.initializer(tensor).get().inHalf(n));
        } else if (made.add(name)) {
            cast(tensor, name, ElementType.FLOAT16);
        }
        return name;
    }

    private void cast(String from, String to, ElementType type) {
        converted.add(NodeProto.newBuilder()
                .setName(to + "/" + Operator.CAST.type())
                .setOpType(Operator.CAST.type())
                .addInput(from)
                .addOutput(to)
                .addAttribute(AttributeProto.newBuilder()
                        .setName("to")
                        .setType(AttributeProto.AttributeType.INT)
                        .setI(type.code()))
                .build());
    }
}
