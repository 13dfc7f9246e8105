package io.github.osgnet4j.export.onnx;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import ai.onnx.proto.OnnxMl.NodeProto;
import java.util.HashSet;
import java.util.List;
import java.util.Random;
import java.util.Set;
import org.junit.jupiter.api.Test;

/** What computes in half precision and what does not. */
class HalfPrecisionTest {

    private final Random random = new Random(7);
    private final OnnxGraph graph = new OnnxGraph("g");
    private final Layout layout = new Layout(graph);
    private final Value x = graph.input("x", ElementType.FLOAT, Shape.of(Dim.symbol("T"), Dim.of(8)));

    private Value weight(String name, long rows, long columns) {
        return graph.constant(
                name,
                new long[] {rows, columns},
                Tensor.random(random, rows, columns).values());
    }

    private Value product(Value left, String name) {
        return graph.apply(Operator.MATMUL, left, weight(name, 8, 8));
    }

    /** The types of the nodes that give halves, casts aside. */
    private static List<String> inHalf(OnnxGraph graph) {
        return graph.nodes().stream()
                .filter(node -> !node.getOpType().equals("Cast"))
                .filter(node -> node.getOutput(0).endsWith(":half"))
                .map(NodeProto::getOpType)
                .toList();
    }

    private void assertClose(double tolerance) {
        Tensor input = Tensor.random(random, 5, 8);
        List<Tensor> expected = Runs.run(graph, input);
        List<Tensor> found = Runs.run(graph.inHalf(), input);
        for (int i = 0; i < expected.size(); i++) {
            for (int j = 0; j < expected.get(i).values().length; j++) {
                float e = expected.get(i).values()[j];
                assertEquals(e, found.get(i).values()[j], tolerance * (1 + Math.abs(e)));
            }
        }
    }

    @Test
    void productsAndWhatLiesBetweenThem() {
        graph.output("y", product(graph.apply(Operator.RELU, product(x, "a")), "b"));
        assertEquals(List.of("MatMul", "Relu", "MatMul"), inHalf(graph.inHalf()));
        assertClose(2e-2);
    }

    @Test
    void inputsAndOutputsStayFloat32() {
        graph.output("y", product(x, "a"));
        OnnxGraph half = graph.inHalf();
        assertEquals(ElementType.FLOAT, half.inputs().get(0).element());
        assertEquals(ElementType.FLOAT, half.outputs().get(0).element());
        assertClose(1e-2);
    }

    @Test
    void normsOfEitherTargetAreSingle() {
        Value scale =
                graph.constant("scale", new long[] {8}, Tensor.random(random, 8).values());
        Value shift =
                graph.constant("shift", new long[] {8}, Tensor.random(random, 8).values());
        Value usual = graph.node(Operator.LAYER_NORMALIZATION).with("axis", -1).of(product(x, "a"), scale, shift);
        graph.output("y", product(usual, "b"));
        assertEquals(List.of("MatMul", "MatMul"), inHalf(graph.inHalf()));
        assertClose(2e-2);
    }

    @Test
    void aSoftmaxWithItsMaskIsSingleSoThatNothingOverflows() {
        Value logits = product(x, "a");
        Value penalty = graph.apply(
                Operator.WHERE,
                graph.apply(Operator.LESS, layout.range(Dim.of(8)), graph.integer(3)),
                graph.constant(0f),
                graph.constant(-1e30f));
        Value probabilities =
                graph.node(Operator.SOFTMAX).with("axis", -1).of(graph.apply(Operator.ADD, logits, penalty));
        graph.output("y", product(probabilities, "b"));
        assertEquals(List.of("MatMul", "MatMul"), inHalf(graph.inHalf()));
        assertClose(2e-2);
    }

    @Test
    void whatIsMarkedStaysSingle() {
        Value marked = graph.inSingle(() -> product(x, "a"));
        graph.output("y", product(marked, "b"));
        assertEquals(List.of("MatMul"), inHalf(graph.inHalf()));
    }

    @Test
    void aGraphInsideANodeStaysSingleWithAllItTakesFromAround() {
        Value around = product(x, "a");
        OnnxGraph yes = graph.subgraph("yes");
        yes.output(yes.apply(Operator.ADD, around, weight("w", 1, 8)));
        OnnxGraph no = graph.subgraph("no");
        no.output(no.apply(Operator.RELU, around));
        Value condition = graph.apply(Operator.LESS, graph.length(Dim.symbol("T")), graph.integer(100));
        Value chosen = graph.node(Operator.IF)
                .with("then_branch", yes)
                .with("else_branch", no)
                .of(condition);
        graph.output("y", product(chosen, "b"));
        assertEquals(List.of("MatMul", "MatMul"), inHalf(graph.inHalf()));
        assertClose(2e-2);
    }

    @Test
    void whatFollowsFromLengthsAloneStaysSingle() {
        Value positions = graph.node(Operator.CAST)
                .with("to", ElementType.FLOAT)
                .of(layout.unsqueeze(layout.range(Dim.symbol("T")), 1));
        Value ratio = graph.apply(Operator.MUL, positions, graph.constant(1.001f));
        graph.output("y", product(graph.apply(Operator.ADD, product(x, "a"), ratio), "b"));
        List<String> halves = inHalf(graph.inHalf());
        assertEquals(List.of("MatMul", "Add", "MatMul"), halves);
        assertClose(2e-2);
    }

    @Test
    void aConstantOfBothKindsOfNodesIsThereTwice() {
        Value shared = weight("w", 8, 8);
        Value half = graph.apply(Operator.MATMUL, x, shared);
        Value single = graph.apply(Operator.EXP, graph.apply(Operator.SIGMOID, shared));
        graph.output("y", graph.apply(Operator.MATMUL, half, single));
        Set<String> names = new HashSet<>();
        graph.inHalf().initializers().forEach(i -> names.add(i.name()));
        assertTrue(names.containsAll(Set.of("w", "w:half")), names.toString());
        assertClose(5e-2);
    }

    @Test
    void aGraphInsideAnotherIsNotConvertedAlone() {
        assertThrows(GraphException.class, () -> graph.subgraph("inner").inHalf());
    }
}
