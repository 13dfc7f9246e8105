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
import io.github.osgnet4j.export.onnx.Value;
import io.github.osgnet4j.network.FloatOps;
import io.github.osgnet4j.network.FloatTensor;
import io.github.osgnet4j.network.Lengths;
import java.net.URISyntaxException;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** The native scan against the plain interpreter. */
class SelectiveScanTest {

    private static final List<String> INPUTS = List.of("u", "step", "a", "b", "c", "d", "gate");
    private static final List<String> SEQUENCES = List.of("u", "step", "b", "c", "gate");
    /** Around the steps after which the kernels turn to the next channels. */
    private static final int[] STEPS = {1, 2, 31, 32, 33, 70};

    private final Random random = new Random(7);
    private Library library;

    @BeforeEach
    void library() throws URISyntaxException {
        library = Library.built();
    }

    private static int[] shape(String name, int steps, int channels, int states) {
        return switch (name) {
            case "a" -> new int[] {states, channels};
            case "b", "c" -> new int[] {1, steps, states};
            case "d" -> new int[] {channels};
            default -> new int[] {1, steps, channels};
        };
    }

    private Map<String, FloatTensor> draw(int steps, int channels, int states, float largestStep) {
        Map<String, FloatTensor> inputs = new LinkedHashMap<>();
        for (String name : INPUTS) {
            int[] shape = shape(name, steps, channels, states);
            float[] drawn = FloatTensor.zeros(shape).values();
            for (int i = 0; i < drawn.length; i++) {
                drawn[i] = (float) random.nextGaussian();
            }
            inputs.put(name, new FloatTensor(shape, drawn));
        }
        inputs.compute("step", (name, step) -> Library.map(step, x -> x > 2 ? largestStep * x : 2 * x - 3));
        inputs.compute("a", (name, a) -> Library.map(a, x -> -Math.exp(x)));
        return inputs;
    }

    /** What the interpreter makes of them. */
    private static float[] expected(Map<String, FloatTensor> inputs, boolean reversed) {
        FloatOps op = new FloatOps();
        Map<String, FloatTensor> ordered = new LinkedHashMap<>(inputs);
        if (reversed) {
            SEQUENCES.forEach(name -> ordered.compute(name, (n, x) -> op.reverse(x, Lengths.full())));
        }
        FloatTensor a = inputs.get("a");
        int states = a.dim(0);
        int channels = a.dim(1);
        float[] aLog = new float[states * channels];
        for (int n = 0; n < states; n++) {
            for (int i = 0; i < channels; i++) {
                aLog[i * states + n] = (float) Math.log(-a.values()[n * channels + i]);
            }
        }
        FloatTensor y = op.gatedScan(
                ordered.get("u"),
                ordered.get("step"),
                new FloatTensor(new int[] {channels, states}, aLog),
                ordered.get("b"),
                ordered.get("c"),
                ordered.get("d"),
                ordered.get("gate"));
        return (reversed ? op.reverse(y, Lengths.full()) : y).values();
    }

    /** All positive but the matrix: what comes out then is how large it could be without cancellation. */
    private static Map<String, FloatTensor> positive(Map<String, FloatTensor> inputs) {
        Map<String, FloatTensor> positive = new LinkedHashMap<>(inputs);
        for (String name : List.of("u", "b", "c", "d", "gate")) {
            positive.compute(name, (n, x) -> Library.map(x, Math::abs));
        }
        return positive;
    }

    private static OnnxGraph oneNode(Operator operator, Optional<Long> kernel, Dim gates) {
        OnnxGraph graph = new OnnxGraph("scan");
        Dim t = Dim.symbol("T");
        Dim d = Dim.symbol("D");
        Dim n = Dim.symbol("N");
        Dim one = Dim.of(1);
        Map<String, Shape> shapes = Map.of(
                "a", Shape.of(n, d),
                "b", Shape.of(one, t, n),
                "c", Shape.of(one, t, n),
                "d", Shape.of(d),
                "gate", Shape.of(one, t, gates));
        Value[] inputs = INPUTS.stream()
                .map(name -> graph.input(name, ElementType.FLOAT, shapes.getOrDefault(name, Shape.of(one, t, d))))
                .toArray(Value[]::new);
        NodeBuilder node = graph.node(operator);
        kernel.ifPresent(k -> node.with("kernel", k.longValue()));
        graph.output("y", node.of(inputs));
        return graph;
    }

    private static OnnxGraph oneNode(Optional<Long> kernel) {
        return oneNode(Operator.SELECTIVE_SCAN, kernel, Dim.symbol("D"));
    }

    private void everyKernelGivesWhatTheInterpreterGives(Map<String, FloatTensor> inputs) throws OrtException {
        for (boolean reversed : List.of(false, true)) {
            Operator operator = reversed ? Operator.SELECTIVE_SCAN_REVERSED : Operator.SELECTIVE_SCAN;
            Library.assertClose(
                    expected(inputs, reversed),
                    expected(positive(inputs), reversed),
                    library.ofEveryKernel(kernel -> oneNode(operator, kernel, Dim.symbol("D")), inputs));
        }
    }

    @ParameterizedTest
    @CsvSource({"1, 1", "5, 4", "16, 16", "23, 16", "64, 17", "131, 16", "300, 3"})
    void everyKernelTakesAnySize(int channels, int states) throws OrtException {
        for (int steps : STEPS) {
            everyKernelGivesWhatTheInterpreterGives(draw(steps, channels, states, 1));
        }
    }

    /** Decays that are 0, gates that are shut, and beside them steps that keep nearly everything for a long time. */
    @Test
    void largeAndTinyNumbersNeitherOverflowNorAddUp() throws OrtException {
        Map<String, FloatTensor> large = draw(200, 20, 16, 1e6f);
        float[] gate = large.get("gate").values();
        for (int i = 0; i < gate.length; i += 3) {
            gate[i] *= 1e4f;
        }
        everyKernelGivesWhatTheInterpreterGives(large);
        Map<String, FloatTensor> tiny = draw(2000, 20, 16, 1);
        tiny.compute("step", (name, step) -> Library.map(step, x -> -8 + random.nextGaussian()));
        everyKernelGivesWhatTheInterpreterGives(tiny);
    }

    @ParameterizedTest
    @ValueSource(ints = {5, 16, 131})
    void theGateMayBeTheSecondHalf(int channels) throws OrtException {
        Map<String, FloatTensor> inputs = draw(40, channels, 16, 1);
        float[] expected = expected(inputs, false);
        float[] size = expected(positive(inputs), false);
        FloatTensor other = draw(40, channels, 16, 1).get("gate");
        inputs.compute("gate", (name, gate) -> new FloatOps().concat(other, gate));
        Dim both = Dim.symbol("D").times(2);
        Library.assertClose(
                expected,
                size,
                library.ofEveryKernel(kernel -> oneNode(Operator.SELECTIVE_SCAN, kernel, both), inputs));
    }

    @Test
    void threadsChangeNothing() throws OrtException {
        Map<String, FloatTensor> inputs = draw(50, 700, 16, 1);
        try (OrtSession one = library.open(oneNode(Optional.empty()), 1);
                OrtSession four = library.open(oneNode(Optional.empty()), 4)) {
            assertArrayEquals(Library.run(one, inputs), Library.run(four, inputs));
        }
    }

    private void assertRefused(Map<String, FloatTensor> inputs, String reason) throws OrtException {
        try (OrtSession session = library.open(oneNode(Optional.empty()), 1)) {
            String message = assertThrows(OrtException.class, () -> Library.run(session, inputs))
                    .getMessage();
            assertTrue(message.contains("SelectiveScan: " + reason), message);
        }
    }

    @Test
    void aMatrixThatIsNotNegativeIsRefused() throws OrtException {
        Map<String, FloatTensor> inputs = draw(3, 8, 4, 1);
        inputs.get("a").values()[17] = 0.5f;
        assertRefused(inputs, "a must be negative");
        inputs.get("a").values()[17] = Float.NaN;
        assertRefused(inputs, "a must be negative");
    }

    private void assertRefused(String input, String reason, int... shape) throws OrtException {
        Map<String, FloatTensor> inputs = draw(5, 8, 4, 1);
        inputs.put(input, FloatTensor.zeros(shape));
        assertRefused(inputs, reason);
    }

    /** Of the ranks that the model declares; ONNX Runtime refuses others itself. */
    @Test
    void shapesThatDoNotFitAreRefused() throws OrtException {
        assertRefused("step", "step must have the shape of u", 1, 4, 8);
        assertRefused("gate", "gate must have the shape of u", 1, 5, 9);
        assertRefused("gate", "gate must have the shape of u", 1, 4, 16);
        assertRefused("a", "a must be (N, D)", 4, 7);
        assertRefused("d", "a must be (N, D)", 9);
        assertRefused("b", "b and c must be (1, T, N)", 1, 5, 3);
        assertRefused("c", "b and c must be (1, T, N)", 1, 6, 4);
        assertRefused("u", "there are no channels", 1, 5, 0);
    }

    @Test
    void noStepsGiveNothing() throws OrtException {
        try (OrtSession session = library.open(oneNode(Optional.empty()), 1)) {
            assertEquals(0, Library.run(session, draw(0, 8, 4, 1)).length);
        }
    }

    @Test
    void aKernelThatDoesNotExistIsRefused() {
        OrtException refused = assertThrows(OrtException.class, () -> library.open(oneNode(Optional.of(9L)), 1));
        assertTrue(refused.getMessage().contains("no such kernel"), refused.getMessage());
    }

    @Test
    void otherSystemsHaveNoLibrary() {
        assertEquals(Optional.empty(), ScanLibrary.resource("Windows 11", "amd64"));
        assertEquals(Optional.empty(), ScanLibrary.resource("Linux", "riscv64"));
    }
}
