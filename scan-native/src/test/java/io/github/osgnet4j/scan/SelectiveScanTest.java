package io.github.osgnet4j.scan;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.abort;

import ai.onnxruntime.OnnxTensor;
import ai.onnxruntime.OrtEnvironment;
import ai.onnxruntime.OrtException;
import ai.onnxruntime.OrtLoggingLevel;
import ai.onnxruntime.OrtSession;
import ai.onnxruntime.OrtSession.SessionOptions;
import io.github.osgnet4j.export.OnnxOps;
import io.github.osgnet4j.export.onnx.Dim;
import io.github.osgnet4j.export.onnx.ElementType;
import io.github.osgnet4j.export.onnx.OnnxGraph;
import io.github.osgnet4j.export.onnx.OnnxModel;
import io.github.osgnet4j.export.onnx.Operator;
import io.github.osgnet4j.export.onnx.Shape;
import io.github.osgnet4j.export.onnx.Value;
import io.github.osgnet4j.network.FloatOps;
import io.github.osgnet4j.network.FloatTensor;
import io.github.osgnet4j.network.NamedTensor;
import io.github.osgnet4j.runtime.bundle.Target;
import java.io.IOException;
import java.net.URISyntaxException;
import java.net.URL;
import java.nio.FloatBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The native scan against the plain interpreter and against the nodes that it stands for. */
class SelectiveScanTest {

    private static final double TOLERANCE = 1e-5;
    private static final List<String> INPUTS = List.of("u", "step", "a", "b", "c", "d", "gate");
    /** Around the steps after which the kernels turn to the next channels. */
    private static final int[] STEPS = {1, 2, 31, 32, 33, 70};
    /** Values of the attribute "kernel": the best of this processor, and each of the three. */
    private static final List<Long> KERNELS = List.of(0L, 1L, 2L, 3L);
    /** What each of these needs of a processor. */
    private static final List<List<String>> NEEDED =
            List.of(List.of(), List.of(), List.of("avx2", "fma"), List.of("avx512f", "fma"));

    private final OrtEnvironment environment = OrtEnvironment.getEnvironment();
    private final Random random = new Random(7);
    private String library;

    @TempDir
    private Path folder;

    @BeforeEach
    void library() throws URISyntaxException {
        Optional<URL> built = new ScanLibrary().resource();
        if (built.isEmpty()) {
            String none =
                    "when the artifact was built, /usr/bin/cc was not there or could not compile it for this system";
            assertNotEquals("required", System.getProperty("osgnet.cc"), none);
            abort(none);
        }
        library = Path.of(built.get().toURI()).toString();
    }

    /** The inputs of a scan. */
    private record Inputs(
            int steps, int channels, int states, Map<String, float[]> values, Map<String, long[]> oddShapes) {

        long[] shape(String name) {
            if (oddShapes.containsKey(name)) {
                return oddShapes.get(name);
            }
            return switch (name) {
                case "a" -> new long[] {states, channels};
                case "b", "c" -> new long[] {1, steps, states};
                case "d" -> new long[] {channels};
                default -> new long[] {1, steps, channels};
            };
        }

        FloatTensor tensor(String name) {
            return new FloatTensor(
                    Arrays.stream(shape(name)).mapToInt(Math::toIntExact).toArray(), values.get(name));
        }

        /** All positive but the matrix: what comes out then is how large it could be without cancellation. */
        Inputs positive() {
            Map<String, float[]> positive = new HashMap<>(values);
            for (String name : List.of("u", "b", "c", "d", "gate")) {
                float[] magnitudes = values.get(name).clone();
                for (int i = 0; i < magnitudes.length; i++) {
                    magnitudes[i] = Math.abs(magnitudes[i]);
                }
                positive.put(name, magnitudes);
            }
            return new Inputs(steps, channels, states, positive, oddShapes);
        }

        /** What the interpreter makes of them. */
        float[] expected() {
            float[] a = values.get("a");
            float[] aLog = new float[a.length];
            for (int n = 0; n < states; n++) {
                for (int i = 0; i < channels; i++) {
                    aLog[i * states + n] = (float) Math.log(-a[n * channels + i]);
                }
            }
            return new FloatOps()
                    .gatedScan(
                            tensor("u"),
                            tensor("step"),
                            new FloatTensor(new int[] {channels, states}, aLog),
                            tensor("b"),
                            tensor("c"),
                            tensor("d"),
                            tensor("gate"))
                    .values();
        }
    }

    private Inputs draw(int steps, int channels, int states, float largestStep) {
        Map<String, float[]> values = new LinkedHashMap<>();
        Inputs inputs = new Inputs(steps, channels, states, values, new HashMap<>());
        for (String name : INPUTS) {
            int count = (int) Arrays.stream(inputs.shape(name)).reduce(1, Math::multiplyExact);
            float[] drawn = new float[count];
            for (int i = 0; i < count; i++) {
                drawn[i] = (float) random.nextGaussian();
            }
            values.put(name, drawn);
        }
        float[] step = values.get("step");
        for (int i = 0; i < step.length; i++) {
            step[i] = step[i] > 2 ? largestStep * step[i] : 2 * step[i] - 3;
        }
        float[] a = values.get("a");
        for (int i = 0; i < a.length; i++) {
            a[i] = (float) -Math.exp(a[i]);
        }
        return inputs;
    }

    private static OnnxGraph oneNode(Optional<Long> kernel) {
        OnnxGraph graph = new OnnxGraph("scan");
        Dim t = Dim.symbol("T");
        Dim d = Dim.symbol("D");
        Dim n = Dim.symbol("N");
        Dim one = Dim.of(1);
        Map<String, Shape> shapes =
                Map.of("a", Shape.of(n, d), "b", Shape.of(one, t, n), "c", Shape.of(one, t, n), "d", Shape.of(d));
        Value[] inputs = INPUTS.stream()
                .map(name -> graph.input(name, ElementType.FLOAT, shapes.getOrDefault(name, Shape.of(one, t, d))))
                .toArray(Value[]::new);
        var node = graph.node(Operator.SELECTIVE_SCAN);
        kernel.ifPresent(k -> node.with("kernel", k.longValue()));
        graph.output("y", node.of(inputs));
        return graph;
    }

    private OrtSession open(OnnxGraph graph, boolean registered, int threads) throws OrtException {
        try (SessionOptions options = new SessionOptions()) {
            options.setIntraOpNumThreads(threads);
            // What is refused here is refused on purpose.
            options.setSessionLogLevel(OrtLoggingLevel.ORT_LOGGING_LEVEL_FATAL);
            if (registered) {
                options.registerCustomOpLibrary(library);
            }
            return environment.createSession(new OnnxModel(graph, "test", "1", Map.of()).toBytes(), options);
        }
    }

    private float[] run(OrtSession session, Inputs inputs) throws OrtException {
        Map<String, OnnxTensor> feeds = new HashMap<>();
        try {
            for (String name : session.getInputNames()) {
                feeds.put(
                        name,
                        OnnxTensor.createTensor(
                                environment, FloatBuffer.wrap(inputs.values().get(name)), inputs.shape(name)));
            }
            try (OrtSession.Result result = session.run(feeds)) {
                OnnxTensor y = (OnnxTensor) result.get(0);
                assertArrayEquals(inputs.shape("u"), y.getInfo().getShape());
                float[] values = new float[inputs.values().get("u").length];
                y.getFloatBuffer().get(values);
                return values;
            }
        } finally {
            feeds.values().forEach(OnnxTensor::close);
        }
    }

    private static void assertClose(Inputs inputs, Map<String, float[]> found) {
        float[] expected = inputs.expected();
        float[] size = inputs.positive().expected();
        found.forEach((what, values) -> {
            for (int i = 0; i < expected.length; i++) {
                double error = Math.abs(values[i] - expected[i]) / (1 + size[i]);
                int at = i;
                assertTrue(
                        error <= TOLERANCE,
                        () -> what + " is off by " + error + " at " + at + " of " + Arrays.toString(inputs.shape("u")));
            }
        });
    }

    /** What Linux says that the processor can. */
    private static List<String> flags() throws IOException {
        return Files.readAllLines(Path.of("/proc/cpuinfo")).stream()
                .filter(line -> line.startsWith("flags"))
                .findFirst()
                .map(line -> List.of(line.split("\\s+")))
                .orElse(List.of());
    }

    /** A processor lacks some, and only those that need what it cannot do. */
    private Map<String, OrtSession> kernels() throws OrtException, IOException {
        Map<String, OrtSession> sessions = new LinkedHashMap<>();
        List<String> flags = flags();
        for (long kernel : KERNELS) {
            try {
                sessions.put("kernel " + kernel, open(oneNode(Optional.of(kernel)), true, 1));
            } catch (OrtException e) {
                assertTrue(e.getMessage().contains("no such kernel"), e.getMessage());
                assertFalse(flags.containsAll(NEEDED.get((int) kernel)), "kernel " + kernel + " is missing");
            }
        }
        return sessions;
    }

    private void everyKernelGivesWhatTheInterpreterGives(List<Inputs> all) throws OrtException, IOException {
        Map<String, OrtSession> kernels = kernels();
        for (Inputs inputs : all) {
            Map<String, float[]> found = new LinkedHashMap<>();
            for (Map.Entry<String, OrtSession> kernel : kernels.entrySet()) {
                found.put(kernel.getKey(), run(kernel.getValue(), inputs));
            }
            assertClose(inputs, found);
        }
        for (OrtSession session : kernels.values()) {
            session.close();
        }
    }

    @ParameterizedTest
    @CsvSource({"1, 1", "5, 4", "16, 16", "23, 16", "64, 17", "131, 16", "300, 3"})
    void everyKernelTakesAnySize(int channels, int states) throws OrtException, IOException {
        everyKernelGivesWhatTheInterpreterGives(Arrays.stream(STEPS)
                .mapToObj(steps -> draw(steps, channels, states, 1))
                .toList());
    }

    /** Decays that are 0, gates that are shut, and beside them steps that keep nearly everything for a long time. */
    @Test
    void largeAndTinyNumbersNeitherOverflowNorAddUp() throws OrtException, IOException {
        Inputs large = draw(200, 20, 16, 1e6f);
        float[] gate = large.values().get("gate");
        for (int i = 0; i < gate.length; i += 3) {
            gate[i] *= 1e4f;
        }
        Inputs tiny = draw(2000, 20, 16, 1);
        float[] step = tiny.values().get("step");
        for (int i = 0; i < step.length; i++) {
            step[i] = -8 + (float) random.nextGaussian();
        }
        everyKernelGivesWhatTheInterpreterGives(List.of(large, tiny));
    }

    @Test
    void threadsChangeNothing() throws OrtException {
        Inputs inputs = draw(50, 700, 16, 1);
        try (OrtSession one = open(oneNode(Optional.empty()), true, 1);
                OrtSession four = open(oneNode(Optional.empty()), true, 4)) {
            assertArrayEquals(run(one, inputs), run(four, inputs));
        }
    }

    private static OnnxGraph exported(Inputs inputs) {
        NamedTensor aLog = new NamedTensor(
                "m.A_log",
                new long[] {inputs.channels(), inputs.states()},
                new float[inputs.channels() * inputs.states()]);
        NamedTensor d = new NamedTensor(
                "m.D", new long[] {inputs.channels()}, inputs.values().get("d"));
        OnnxGraph graph = new OnnxGraph("scan");
        OnnxOps op = new OnnxOps(graph, Dim.of(1), Map.of(aLog.name(), aLog, d.name(), d), Target.CPU);
        Map<String, Value> values = new HashMap<>();
        for (String name : List.of("u", "step", "b", "c", "gate")) {
            Dim last = Dim.of(inputs.shape(name)[2]);
            values.put(name, graph.input(name, ElementType.FLOAT, Shape.of(Dim.of(1), Dim.symbol("T"), last)));
        }
        graph.output(
                "y",
                op.gatedScan(
                        values.get("u"),
                        values.get("step"),
                        op.params().get(aLog.name()),
                        values.get("b"),
                        values.get("c"),
                        op.params().get(d.name()),
                        values.get("gate")));
        return graph;
    }

    /** A trace tells what ran. */
    @Test
    void anExportedGraphRunsAsOneNodeWithTheLibraryAndAsManyWithout() throws OrtException, IOException {
        Inputs inputs = draw(70, 24, 16, 1);
        Arrays.fill(inputs.values().get("a"), -1);
        OnnxGraph graph = exported(inputs);
        for (boolean registered : List.of(true, false)) {
            try (SessionOptions options = new SessionOptions()) {
                options.enableProfiling(folder.resolve("trace").toString());
                if (registered) {
                    options.registerCustomOpLibrary(library);
                }
                byte[] model = new OnnxModel(graph, "test", "1", Map.of()).toBytes();
                try (OrtSession session = environment.createSession(model, options)) {
                    assertClose(inputs, Map.of(registered ? "the library" : "the nodes", run(session, inputs)));
                    String trace = Files.readString(Path.of(session.endProfiling()));
                    assertEquals(registered, trace.contains("\"op_name\" : \"SelectiveScan\""), trace);
                    assertEquals(!registered, trace.contains("\"op_name\" : \"Scan\""), trace);
                }
            }
        }
    }

    private void assertRefused(Inputs inputs, String reason) throws OrtException {
        try (OrtSession session = open(oneNode(Optional.empty()), true, 1)) {
            String message =
                    assertThrows(OrtException.class, () -> run(session, inputs)).getMessage();
            assertTrue(message.contains("SelectiveScan: " + reason), message);
        }
    }

    @Test
    void aMatrixThatIsNotNegativeIsRefused() throws OrtException {
        Inputs inputs = draw(3, 8, 4, 1);
        inputs.values().get("a")[17] = 0.5f;
        assertRefused(inputs, "a must be negative");
        inputs.values().get("a")[17] = Float.NaN;
        assertRefused(inputs, "a must be negative");
    }

    private void assertRefused(String input, String reason, long... shape) throws OrtException {
        Inputs inputs = draw(5, 8, 4, 1);
        inputs.oddShapes().put(input, shape);
        inputs.values().put(input, new float[(int) Arrays.stream(shape).reduce(1, Math::multiplyExact)]);
        assertRefused(inputs, reason);
    }

    /** Of the ranks that the model declares; ONNX Runtime refuses others itself. */
    @Test
    void shapesThatDoNotFitAreRefused() throws OrtException {
        assertRefused("step", "step and gate must have the shape of u", 1, 4, 8);
        assertRefused("gate", "step and gate must have the shape of u", 1, 5, 9);
        assertRefused("a", "a must be (N, D)", 4, 7);
        assertRefused("d", "a must be (N, D)", 9);
        assertRefused("b", "b and c must be (1, T, N)", 1, 5, 3);
        assertRefused("c", "b and c must be (1, T, N)", 1, 6, 4);
        assertRefused("u", "there are no channels", 1, 5, 0);
    }

    @Test
    void noStepsGiveNothing() throws OrtException {
        try (OrtSession session = open(oneNode(Optional.empty()), true, 1)) {
            assertEquals(0, run(session, draw(0, 8, 4, 1)).length);
        }
    }

    @Test
    void aKernelThatDoesNotExistIsRefused() {
        OrtException refused = assertThrows(OrtException.class, () -> open(oneNode(Optional.of(9L)), true, 1));
        assertTrue(refused.getMessage().contains("no such kernel"), refused.getMessage());
    }

    @Test
    void otherSystemsHaveNoLibrary() {
        assertEquals(Optional.empty(), ScanLibrary.resource("Windows 11", "amd64"));
        assertEquals(Optional.empty(), ScanLibrary.resource("Linux", "riscv64"));
    }
}
