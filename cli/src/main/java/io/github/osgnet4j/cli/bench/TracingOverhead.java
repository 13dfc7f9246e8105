package io.github.osgnet4j.cli.bench;

import ai.onnxruntime.OnnxTensor;
import ai.onnxruntime.OrtEnvironment;
import ai.onnxruntime.OrtException;
import ai.onnxruntime.OrtSession;
import ai.onnxruntime.OrtSession.SessionOptions;
import io.github.osgnet4j.cli.CommandException;
import io.github.osgnet4j.runtime.session.OnnxRuntimeEnvironment;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.FloatBuffer;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** What it costs to write down a node that does next to nothing: such nodes fill the body of a Scan. */
final class TracingOverhead {

    private static final int STEPS = 3000;
    private static final int ROUNDS = 9;

    private TracingOverhead() {}

    /**
     * Measures it, with and without tracing in turns.
     *
     * @param folder an empty one, for a trace of no further use
     * @return seconds per node
     */
    static double perNode(Path folder) {
        byte[] model = Models.steps();
        OrtEnvironment environment = OnnxRuntimeEnvironment.get();
        double[] differences = new double[ROUNDS];
        try (OrtSession plain = open(environment, model, Optional.empty());
                OrtSession traced = open(environment, model, Optional.of(folder.resolve("overhead")));
                OnnxTensor x =
                        OnnxTensor.createTensor(environment, FloatBuffer.allocate(4 * STEPS), new long[] {STEPS, 4})) {
            seconds(plain, x);
            seconds(traced, x);
            for (int i = 0; i < ROUNDS; i++) {
                differences[i] = seconds(traced, x) - seconds(plain, x);
            }
        } catch (OrtException e) {
            throw new CommandException("ONNX Runtime cannot run a Scan: " + e.getMessage(), e);
        }
        return Math.max(0, new Series(differences).median() / nodesPerRun(folder));
    }

    private static double nodesPerRun(Path folder) {
        try {
            List<Trace> traces = Trace.readAll(folder);
            double nodes = traces.stream()
                    .flatMap(trace -> trace.nodes().stream())
                    .mapToInt(NodeRun::inner)
                    .sum();
            return nodes / (ROUNDS + 1);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static OrtSession open(OrtEnvironment environment, byte[] model, Optional<Path> trace) throws OrtException {
        try (SessionOptions options = new SessionOptions()) {
            options.setIntraOpNumThreads(1);
            if (trace.isPresent()) {
                options.enableProfiling(trace.get().toString());
            }
            return environment.createSession(model, options);
        }
    }

    private static double seconds(OrtSession session, OnnxTensor x) throws OrtException {
        long start = System.nanoTime();
        session.run(Map.of("x", x)).close();
        return (System.nanoTime() - start) * 1e-9;
    }
}
