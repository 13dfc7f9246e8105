package io.github.osgnet4j.export.onnx;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.List;
import org.junit.jupiter.api.Test;

/** Graphs inside nodes. */
class ControlOperatorTest {

    private static final Dim T = Dim.symbol("T");

    @Test
    void aScanCarriesItsState() {
        OnnxGraph g = new OnnxGraph("g");
        Value x = g.input("x", ElementType.FLOAT, Shape.of(T, Dim.of(2)));
        Value zero = g.constant("zero", new long[] {2}, new float[2]);
        Value factor = g.constant(0.5f);
        OnnxGraph body = g.subgraph("body");
        Value state = body.input("h", ElementType.FLOAT, Shape.of(2));
        Value slice = body.input("x_t", ElementType.FLOAT, Shape.of(2));
        Value next = body.apply(Operator.ADD, body.apply(Operator.MUL, state, factor), slice);
        body.output(next);
        body.output(next);
        List<Value> out = g.node(Operator.SCAN)
                .with("body", body)
                .with("num_scan_inputs", 1)
                .of(2, zero, x);
        g.output("last", out.get(0));
        g.output("all", out.get(1));
        assertEquals(Shape.of(T, Dim.of(2)), out.get(1).shape());
        List<Tensor> r = Runs.run(g, Tensor.of(new long[] {3, 2}, 1, 2, 3, 4, 5, 6));
        assertArrayEquals(new float[] {6.75f, 8.5f}, r.get(0).values());
        assertArrayEquals(new float[] {1, 2, 3.5f, 5, 6.75f, 8.5f}, r.get(1).values());
    }

    @Test
    void aBranchIsChosenByItsCondition() {
        OnnxGraph g = new OnnxGraph("g");
        Value x = g.input("x", ElementType.FLOAT, Shape.of(T));
        Value condition = g.input("condition", ElementType.BOOL, Shape.of(1));
        OnnxGraph yes = g.subgraph("yes");
        yes.output(yes.apply(Operator.SUB, yes.constant(0f), x));
        OnnxGraph no = g.subgraph("no");
        no.output(x);
        g.output(
                "y",
                g.node(Operator.IF)
                        .with("then_branch", yes)
                        .with("else_branch", no)
                        .of(condition));
        Tensor in = Tensor.of(new long[] {2}, 1, 2);
        Tensor truth = new Tensor(ElementType.BOOL, new long[] {1}, new float[] {1});
        Tensor falsehood = new Tensor(ElementType.BOOL, new long[] {1}, new float[] {0});
        assertArrayEquals(new float[] {-1, -2}, Runs.run(g, in, truth).get(0).values());
        assertArrayEquals(new float[] {1, 2}, Runs.run(g, in, falsehood).get(0).values());
    }
}
