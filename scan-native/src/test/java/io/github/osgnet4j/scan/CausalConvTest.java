package io.github.osgnet4j.scan;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import ai.onnxruntime.OrtException;
import ai.onnxruntime.OrtSession;
import io.github.osgnet4j.export.onnx.Dim;
import io.github.osgnet4j.export.onnx.ElementType;
import io.github.osgnet4j.export.onnx.NodeBuilder;
import io.github.osgnet4j.export.onnx.OnnxGraph;
import io.github.osgnet4j.export.onnx.Operator;
import io.github.osgnet4j.export.onnx.Shape;
import io.github.osgnet4j.network.FloatOps;
import io.github.osgnet4j.network.FloatTensor;
import io.github.osgnet4j.network.Lengths;
import java.net.URISyntaxException;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The native filter before a scan against the plain interpreter. */
class CausalConvTest {

    private final Random random = new Random(11);
    private final FloatOps op = new FloatOps();
    private Library library;

    @BeforeEach
    void library() throws URISyntaxException {
        library = Library.built();
    }

    private FloatTensor draw(int... shape) {
        return Library.map(FloatTensor.zeros(shape), x -> 2 * random.nextGaussian());
    }

    private Map<String, FloatTensor> inputs(int steps, int channels, int taps) {
        return new HashMap<>(
                Map.of("x", draw(1, steps, channels), "weight", draw(channels, 1, taps), "bias", draw(channels)));
    }

    private float[] expected(Map<String, FloatTensor> inputs) {
        return op.silu(op.causalConv1d(inputs.get("x"), inputs.get("weight"), inputs.get("bias")))
                .values();
    }

    /** The filter's steps are those of x, so that going backwards it is mirrored. */
    private float[] expectedReversed(Map<String, FloatTensor> inputs) {
        FloatTensor weight = inputs.get("weight");
        FloatTensor steps = new FloatTensor(new int[] {weight.dim(0), weight.dim(2), 1}, weight.values());
        FloatTensor mirrored = new FloatTensor(
                weight.shape(), op.reverse(steps, Lengths.full()).values());
        FloatTensor x = op.reverse(inputs.get("x"), Lengths.full());
        FloatTensor y = op.silu(op.causalConv1d(x, mirrored, inputs.get("bias")));
        return op.reverse(y, Lengths.full()).values();
    }

    private static OnnxGraph oneNode(Operator operator, Optional<Long> kernel, Dim channelsOfX) {
        OnnxGraph graph = new OnnxGraph("filter");
        Dim d = Dim.symbol("D");
        Dim one = Dim.of(1);
        NodeBuilder node = graph.node(operator);
        kernel.ifPresent(k -> node.with("kernel", k.longValue()));
        graph.output(
                "y",
                node.of(
                        graph.input("x", ElementType.FLOAT, Shape.of(one, Dim.symbol("T"), channelsOfX)),
                        graph.input("weight", ElementType.FLOAT, Shape.of(d, one, Dim.symbol("K"))),
                        graph.input("bias", ElementType.FLOAT, Shape.of(d))));
        return graph;
    }

    private static OnnxGraph oneNode(Operator operator, Optional<Long> kernel) {
        return oneNode(operator, kernel, Dim.symbol("D"));
    }

    @ParameterizedTest
    @CsvSource({"1, 1", "5, 4", "16, 4", "23, 3", "64, 9", "131, 4"})
    void everyKernelTakesAnySize(int channels, int taps) throws OrtException {
        for (int steps : List.of(1, 2, 4, 63, 64, 65, 130)) {
            Map<String, FloatTensor> inputs = inputs(steps, channels, taps);
            float[] size = Library.map(inputs.get("x"), x -> taps).values();
            Library.assertClose(
                    expected(inputs),
                    size,
                    library.ofEveryKernel(kernel -> oneNode(Operator.CAUSAL_CONV, kernel), inputs));
            Library.assertClose(
                    expectedReversed(inputs),
                    size,
                    library.ofEveryKernel(kernel -> oneNode(Operator.CAUSAL_CONV_REVERSED, kernel), inputs));
        }
    }

    @Test
    void whatIsFilteredMayBeTheFirstHalf() throws OrtException {
        Map<String, FloatTensor> inputs = inputs(70, 21, 4);
        float[] expected = expected(inputs);
        inputs.compute("x", (name, x) -> op.concat(x, draw(1, 70, 21)));
        Dim both = Dim.symbol("D").times(2);
        Library.assertClose(
                expected,
                new float[expected.length],
                library.ofEveryKernel(kernel -> oneNode(Operator.CAUSAL_CONV, kernel, both), inputs));
    }

    @Test
    void threadsChangeNothing() throws OrtException {
        Map<String, FloatTensor> inputs = inputs(500, 40, 4);
        try (OrtSession one = library.open(oneNode(Operator.CAUSAL_CONV, Optional.empty()), 1);
                OrtSession four = library.open(oneNode(Operator.CAUSAL_CONV, Optional.empty()), 4)) {
            assertArrayEquals(Library.run(one, inputs), Library.run(four, inputs));
        }
    }

    private void assertRefused(String input, String reason, int... shape) throws OrtException {
        Map<String, FloatTensor> inputs = inputs(5, 8, 4);
        inputs.put(input, FloatTensor.zeros(shape));
        try (OrtSession session = library.open(oneNode(Operator.CAUSAL_CONV_REVERSED, Optional.empty()), 1)) {
            String message = assertThrows(OrtException.class, () -> Library.run(session, inputs))
                    .getMessage();
            assertTrue(message.contains("CausalConvReversed: " + reason), message);
        }
    }

    @Test
    void shapesThatDoNotFitAreRefused() throws OrtException {
        assertRefused("x", "x must have the channels of bias", 1, 5, 9);
        assertRefused("weight", "weight must be (D, 1, K)", 7, 1, 4);
        assertRefused("weight", "weight must be (D, 1, K)", 8, 1, 0);
        assertRefused("bias", "there are no channels", 0);
    }

    @Test
    void noStepsGiveNothing() throws OrtException {
        try (OrtSession session = library.open(oneNode(Operator.CAUSAL_CONV, Optional.empty()), 1)) {
            assertEquals(0, Library.run(session, inputs(0, 8, 4)).length);
        }
    }
}
