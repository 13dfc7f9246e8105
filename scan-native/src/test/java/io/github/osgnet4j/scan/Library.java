package io.github.osgnet4j.scan;

import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.abort;

import ai.onnxruntime.OnnxTensor;
import ai.onnxruntime.OrtEnvironment;
import ai.onnxruntime.OrtException;
import ai.onnxruntime.OrtLoggingLevel;
import ai.onnxruntime.OrtSession;
import ai.onnxruntime.OrtSession.SessionOptions;
import io.github.osgnet4j.export.onnx.OnnxGraph;
import io.github.osgnet4j.export.onnx.OnnxModel;
import io.github.osgnet4j.natives.Processor;
import io.github.osgnet4j.network.FloatTensor;
import java.net.URISyntaxException;
import java.net.URL;
import java.nio.FloatBuffer;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.DoubleUnaryOperator;
import java.util.function.Function;

/** The library that was built, in sessions of ONNX Runtime. */
record Library(String path) {

    private static final OrtEnvironment ENVIRONMENT = OrtEnvironment.getEnvironment();
    /** Values of the attribute "kernel": the best of this processor, and each of the three. */
    private static final List<Long> KERNELS = List.of(0L, 1L, 2L, 3L);
    /** What each of these needs of a processor. */
    private static final List<Set<String>> NEEDED =
            List.of(Set.of(), Set.of(), Set.of("avx2", "fma"), Set.of("avx512f", "avx512dq", "fma"));

    /** Aborts a test where there is none. */
    static Library built() throws URISyntaxException {
        Optional<URL> built = new ScanLibrary().resource();
        if (built.isEmpty()) {
            String none =
                    "when the artifact was built, /usr/bin/cc was not there or could not compile it for this system";
            assertNotEquals("required", System.getProperty("osgnet.cc"), none);
            abort(none);
        }
        return new Library(Path.of(built.get().toURI()).toString());
    }

    void register(SessionOptions options) throws OrtException {
        options.registerCustomOpLibrary(path);
    }

    OrtSession open(OnnxGraph graph, int threads) throws OrtException {
        try (SessionOptions options = new SessionOptions()) {
            options.setIntraOpNumThreads(threads);
            // What is refused here is refused on purpose.
            options.setSessionLogLevel(OrtLoggingLevel.ORT_LOGGING_LEVEL_FATAL);
            register(options);
            return open(graph, options);
        }
    }

    static OrtSession open(OnnxGraph graph, SessionOptions options) throws OrtException {
        return ENVIRONMENT.createSession(new OnnxModel(graph, "test", "1", Map.of()).toBytes(), options);
    }

    /** What a graph gives with each of the kernels that this processor has; the plain one all have. */
    Map<String, float[]> ofEveryKernel(Function<Optional<Long>, OnnxGraph> graph, Map<String, FloatTensor> inputs)
            throws OrtException {
        Set<String> flags = Processor.ofMachine().flags().orElse(Set.of());
        Map<String, float[]> found = new LinkedHashMap<>();
        for (long kernel : KERNELS) {
            try (OrtSession session = open(graph.apply(Optional.of(kernel)), 1)) {
                found.put("kernel " + kernel, run(session, inputs));
            } catch (OrtException e) {
                assertTrue(kernel > 1 && e.getMessage().contains("no such kernel"), e.getMessage());
                assertFalse(flags.containsAll(NEEDED.get((int) kernel)), "kernel " + kernel + " is missing");
            }
        }
        return found;
    }

    /** The only output. */
    static float[] run(OrtSession session, Map<String, FloatTensor> inputs) throws OrtException {
        Map<String, OnnxTensor> feeds = new HashMap<>();
        try {
            for (String name : session.getInputNames()) {
                FloatTensor input = inputs.get(name);
                long[] shape = Arrays.stream(input.shape()).asLongStream().toArray();
                feeds.put(name, OnnxTensor.createTensor(ENVIRONMENT, FloatBuffer.wrap(input.values()), shape));
            }
            try (OrtSession.Result result = session.run(feeds)) {
                FloatBuffer y = ((OnnxTensor) result.get(0)).getFloatBuffer();
                float[] values = new float[y.remaining()];
                y.get(values);
                return values;
            }
        } finally {
            feeds.values().forEach(OnnxTensor::close);
        }
    }

    static FloatTensor map(FloatTensor x, DoubleUnaryOperator f) {
        float[] values = new float[x.values().length];
        for (int i = 0; i < values.length; i++) {
            values[i] = (float) f.applyAsDouble(x.values()[i]);
        }
        return new FloatTensor(x.shape(), values);
    }

    /** Fails unless errors are within 1e-5 of 1 + {@code size}. */
    static void assertClose(float[] expected, float[] size, Map<String, float[]> found) {
        assertClose(1e-5, expected, size, found);
    }

    /** Fails unless errors are within {@code most} of 1 + {@code size}. */
    static void assertClose(double most, float[] expected, float[] size, Map<String, float[]> found) {
        found.forEach((what, values) -> {
            assertTrue(values.length == expected.length, () -> what + " gives " + values.length);
            for (int i = 0; i < expected.length; i++) {
                double error = Math.abs(values[i] - expected[i]) / (1 + size[i]);
                int at = i;
                assertTrue(error <= most, () -> what + " is off by " + error + " at " + at + " of " + expected.length);
            }
        });
    }
}
