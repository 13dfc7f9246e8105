package io.github.osgnet4j.scan;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import ai.onnxruntime.OrtException;
import ai.onnxruntime.OrtSession;
import io.github.osgnet4j.export.onnx.Dim;
import io.github.osgnet4j.export.onnx.ElementType;
import io.github.osgnet4j.export.onnx.Layout;
import io.github.osgnet4j.export.onnx.NodeBuilder;
import io.github.osgnet4j.export.onnx.OnnxGraph;
import io.github.osgnet4j.export.onnx.Operator;
import io.github.osgnet4j.export.onnx.Shape;
import io.github.osgnet4j.export.onnx.Value;
import io.github.osgnet4j.network.FloatOps;
import io.github.osgnet4j.network.FloatTensor;
import java.net.URISyntaxException;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** The native operators on rows of channels, LayerNorm and GELU, against the plain interpreter. */
class RowsTest {

    private static final List<Integer> CHANNELS = List.of(1, 3, 16, 17, 63, 64, 65, 200, 1024, 20000);

    private final Random random = new Random(5);
    private final FloatOps op = new FloatOps();
    private Library library;

    @BeforeEach
    void library() throws URISyntaxException {
        library = Library.built();
    }

    private FloatTensor draw(double scale, double centre, int... shape) {
        return Library.map(FloatTensor.zeros(shape), x -> centre + scale * random.nextGaussian());
    }

    private Map<String, FloatTensor> inputs(double scale, double centre, int samples, int steps, int channels) {
        return new HashMap<>(Map.of(
                "x",
                draw(scale, centre, samples, steps, channels),
                "weight",
                draw(1, 1, channels),
                "bias",
                draw(1, 0, channels)));
    }

    private static OnnxGraph oneNode(Operator operator, Optional<Long> kernel) {
        OnnxGraph graph = new OnnxGraph("rows");
        Dim c = Dim.symbol("C");
        NodeBuilder node = graph.node(operator);
        kernel.ifPresent(k -> node.with("kernel", k.longValue()));
        Value x = graph.input("x", ElementType.FLOAT, Shape.of(Dim.symbol("B"), Dim.symbol("T"), c));
        graph.output(
                "y",
                operator != Operator.LAYER_NORM
                        ? node.of(x)
                        : node.of(
                                x,
                                graph.input("weight", ElementType.FLOAT, Shape.of(c)),
                                graph.input("bias", ElementType.FLOAT, Shape.of(c))));
        return graph;
    }

    private void assertNormalised(Map<String, FloatTensor> inputs) throws OrtException {
        FloatTensor expected = op.layerNorm(inputs.get("x"), inputs.get("weight"), inputs.get("bias"));
        Library.assertClose(
                expected.values(),
                Library.map(expected, Math::abs).values(),
                library.ofEveryKernel(kernel -> oneNode(Operator.LAYER_NORM, kernel), inputs));
    }

    @Test
    void rowsOfAnySizeAreNormalised() throws OrtException {
        for (int channels : CHANNELS) {
            assertNormalised(inputs(2, 0, 1, 3, channels));
        }
        assertNormalised(inputs(2, 0, 3, 50, 200));
    }

    /** Where the mean is large, or all numbers of a row are equal, what is left are few digits: those of the row. */
    @Test
    void aLargeMeanLosesNoMoreThanItsDigits() throws OrtException {
        assertNormalised(inputs(1, 100, 1, 20, 256));
        Map<String, FloatTensor> equal = inputs(0, 3, 1, 4, 40);
        float[] bias = equal.get("bias").values();
        library.ofEveryKernel(kernel -> oneNode(Operator.LAYER_NORM, kernel), equal)
                .forEach((what, values) -> {
                    for (int i = 0; i < values.length; i++) {
                        assertEquals(bias[i % bias.length], values[i], 1e-6, what);
                    }
                });
    }

    /** From where it is all of x to where it is nothing, and beyond all numbers. */
    @Test
    void geluOfAnyNumber() throws OrtException {
        for (int channels : CHANNELS) {
            assertGelu(draw(3, 0, 2, 2, channels));
        }
        float[] some = {0, -0f, 1e-30f, -1e-30f, 5.5f, -5.5f, 8, -8, 100, -100, 1e30f, -1e30f};
        assertGelu(new FloatTensor(new int[] {1, 1, some.length}, some));
        FloatTensor none = new FloatTensor(new int[] {1, 1, 2}, new float[] {Float.NaN, Float.POSITIVE_INFINITY});
        library.ofEveryKernel(kernel -> oneNode(Operator.GELU_OF_ROWS, kernel), Map.of("x", none))
                .forEach((what, y) -> assertArrayEquals(new float[] {Float.NaN, Float.POSITIVE_INFINITY}, y, what));
    }

    private void assertGelu(FloatTensor x) throws OrtException {
        Library.assertClose(
                5e-7,
                op.gelu(x).values(),
                Library.map(x, Math::abs).values(),
                library.ofEveryKernel(kernel -> oneNode(Operator.GELU_OF_ROWS, kernel), Map.of("x", x)));
    }

    @Test
    void threadsChangeNothing() throws OrtException {
        Map<String, FloatTensor> inputs = inputs(1, 0, 2, 150, 300);
        for (Operator operator : List.of(Operator.LAYER_NORM, Operator.GELU_OF_ROWS)) {
            try (OrtSession one = library.open(oneNode(operator, Optional.empty()), 1);
                    OrtSession four = library.open(oneNode(operator, Optional.empty()), 4)) {
                assertArrayEquals(Library.run(one, inputs), Library.run(four, inputs));
            }
        }
    }

    /** What says so far how long something is must not say what it does not know. */
    @Test
    void aLengthMayBeKnownOnlyInTheRun() throws OrtException {
        OnnxGraph graph = new OnnxGraph("rows");
        Layout layout = new Layout(graph);
        Value x = graph.input("x", ElementType.FLOAT, Shape.of(Dim.of(1), Dim.symbol("T"), Dim.of(8)));
        Value marks = graph.input("marks", ElementType.FLOAT, Shape.of(Dim.symbol("T")));
        Value marked = graph.apply(Operator.GREATER_OR_EQUAL, marks, graph.constant(0f));
        Value at = layout.squeeze(graph.apply(Operator.NON_ZERO, marked), 0);
        graph.bind(
                at.dim(0).symbolName().orElseThrow(), graph.node(Operator.SHAPE).of(at));
        graph.define(Operator.GELU_OF_ROWS, () -> oneNode(Operator.GELU, Optional.empty()));
        Value y = graph.apply(Operator.GELU_OF_ROWS, layout.gather(x, at, 1));
        graph.output("y", layout.reshape(y, y.dim(1), Dim.of(2), Dim.of(4)));
        FloatTensor all = draw(1, 0, 1, 3, 8);
        FloatTensor some = new FloatTensor(new int[] {3}, new float[] {1, -1, 1});
        float[] each = op.gelu(all).values();
        float[] expected = new float[16];
        System.arraycopy(each, 0, expected, 0, 8);
        System.arraycopy(each, 16, expected, 8, 8);
        try (OrtSession session = library.open(graph, 1)) {
            Library.assertClose(
                    expected, new float[16], Map.of("y", Library.run(session, Map.of("x", all, "marks", some))));
        }
    }

    @Test
    void noStepsGiveNothing() throws OrtException {
        for (Operator operator : List.of(Operator.LAYER_NORM, Operator.GELU_OF_ROWS)) {
            try (OrtSession session = library.open(oneNode(operator, Optional.empty()), 1)) {
                assertEquals(0, Library.run(session, inputs(1, 0, 1, 0, 8)).length);
            }
        }
    }

    @Test
    void shapesThatDoNotFitAreRefused() throws OrtException {
        for (String input : List.of("weight", "bias")) {
            Map<String, FloatTensor> inputs = inputs(1, 0, 1, 5, 8);
            inputs.put(input, FloatTensor.zeros(7));
            try (OrtSession session = library.open(oneNode(Operator.LAYER_NORM, Optional.empty()), 1)) {
                String message = assertThrows(OrtException.class, () -> Library.run(session, inputs))
                        .getMessage();
                assertTrue(message.contains("LayerNorm: weight and bias must have the channels of x"), message);
            }
        }
    }
}
