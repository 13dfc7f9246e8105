package io.github.osgnet4j.export.onnx;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.function.Executable;

/** What ONNX would refuse is refused by the call that asks for it, with the node's name and the shapes. */
class GraphMisuseTest {

    private static final Dim B = Dim.symbol("B");
    private static final Dim T = Dim.symbol("T");

    private final OnnxGraph g = new OnnxGraph("g");
    private final Layout layout = new Layout(g);
    private final Value x = g.input("x", ElementType.FLOAT, Shape.of(B, T, Dim.of(4)));
    private final Value n = g.input("n", ElementType.INT64, Shape.of(B));

    private static void refused(String part, Executable call) {
        String message = assertThrows(GraphException.class, call).getMessage();
        assertTrue(message.contains(part), "'" + part + "' is missing in: " + message);
    }

    @Test
    void theMessageNamesNodeAndShapes() {
        GraphException e = assertThrows(
                GraphException.class, () -> g.scoped("video_encoder.0.ln", () -> g.apply(Operator.ADD, x, vector(3))));
        assertEquals(
                "Node 'video_encoder.0.ln/Add' (Add): shapes (B, T, 4) and (3) do not broadcast; "
                        + "inputs: x FLOAT(B, T, 4), vector FLOAT(3)",
                e.getMessage());
    }

    @Test
    void arity() {
        refused("takes 2 to 2 inputs, found 1", () -> g.apply(Operator.ADD, x));
        refused("takes 1 or more inputs, found 0", () -> g.apply(Operator.MAX));
        refused("input 1 must be given", () -> g.apply(Operator.ADD, x, Value.ABSENT));
        refused("gives 1 outputs, asked for 2", () -> g.node(Operator.EXP).of(2, x));
    }

    @Test
    void attributes() {
        refused("has no attribute 'axes'", () -> g.node(Operator.SOFTMAX).with("axes", 1));
        refused("is of kind INT, found FLOAT", () -> g.node(Operator.SOFTMAX).with("axis", 1f));
        refused(
                "axis 3 is outside rank 3",
                () -> g.node(Operator.SOFTMAX).with("axis", 3).of(x));
        refused("'to' is missing", () -> g.apply(Operator.CAST, x));
    }

    @Test
    void elementTypes() {
        refused("element types differ", () -> g.apply(Operator.ADD, x, n));
        refused("input 0 must be FLOAT", () -> g.apply(Operator.EXP, n));
        refused("input 0 must be BOOL", () -> g.apply(Operator.AND, x, x));
        refused("input 1 must be of integers", () -> g.apply(Operator.RESHAPE, x, x));
        refused("must be a constant or made of lengths", () -> g.apply(Operator.RESHAPE, x, n));
    }

    @Test
    void shapes() {
        refused("inner dimensions 4 and 3 differ", () -> g.apply(Operator.MATMUL, x, matrix(3, 5)));
        refused("batch dimensions", () -> g.apply(Operator.MATMUL, x, layout.transpose(x, 1, 2, 0)));
        refused("beside axis 1", () -> layout.concat(1, x, layout.slice(x, 2, Dim.ZERO, Dim.of(3))));
        refused("the kernel takes 3 channels", () -> g.apply(Operator.CONV, layout.transpose(x, 0, 2, 1), kernel()));
        refused("has 4*B*T elements", () -> layout.reshape(x, B, T, Dim.of(5)));
        refused("is not a permutation", () -> layout.transpose(x, 0, 1, 1));
        refused("the parts add up to 5", () -> layout.split(x, 2, 2, 3));
        refused("cannot expand", () -> layout.expand(x, B, T, Dim.of(5)));
        refused("not of length 1", () -> layout.squeeze(x, 2));
        refused(
                "one length for each of B",
                () -> g.node(Operator.REVERSE_SEQUENCE)
                        .with("batch_axis", 0)
                        .with("time_axis", 1)
                        .of(x, g.integers(1, 2)));
    }

    @Test
    void symbolsBroadcastOnlyToThemselves() {
        refused("do not broadcast", () -> g.apply(Operator.ADD, x, layout.transpose(x, 1, 0, 2)));
    }

    @Test
    void namesAndLengths() {
        refused("'x' is empty or taken", () -> g.input("x", ElementType.FLOAT, Shape.of(1)));
        refused("No input has an axis of length 'U'", () -> g.lengths(List.of(Dim.symbol("U"))));
        refused("already bound", () -> g.bind("T", g.integers(3)));
        refused("must be int64 of shape (1)", () -> g.bind("U", g.integers(3, 4)));
        refused("needs 6 values, found 5", () -> g.constant("w", new long[] {2, 3}, new float[5]));
    }

    @Test
    void valuesOfAnotherGraph() {
        OnnxGraph other = new OnnxGraph("other");
        refused("belongs to another graph", () -> other.apply(Operator.EXP, x));
        OnnxGraph inner = g.subgraph("inner");
        Value hidden = inner.apply(Operator.EXP, x);
        refused("belongs to another graph", () -> g.apply(Operator.EXP, hidden));
    }

    @Test
    void aScanBodyMustKeepItsState() {
        OnnxGraph body = g.subgraph("body");
        Value state = body.input("h", ElementType.FLOAT, Shape.of(4));
        body.input("x_t", ElementType.FLOAT, Shape.of(B, Dim.of(4)));
        body.output(body.node(Operator.CONCAT).with("axis", 0).of(state, state));
        Value steps = layout.transpose(x, 1, 0, 2);
        refused(
                "state 0 becomes FLOAT(8)",
                () -> g.node(Operator.SCAN)
                        .with("body", body)
                        .with("num_scan_inputs", 1)
                        .of(1, vector(4), steps));
    }

    private Value vector(int length) {
        return g.constant("vector", new long[] {length}, new float[length]);
    }

    private Value matrix(int rows, int columns) {
        return g.constant("matrix", new long[] {rows, columns}, new float[rows * columns]);
    }

    private Value kernel() {
        return g.constant("kernel", new long[] {2, 3, 1}, new float[6]);
    }
}
