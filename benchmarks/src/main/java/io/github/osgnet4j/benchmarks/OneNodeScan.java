package io.github.osgnet4j.benchmarks;

import ai.onnxruntime.OnnxTensor;
import ai.onnxruntime.OrtEnvironment;
import ai.onnxruntime.OrtException;
import ai.onnxruntime.OrtSession;
import ai.onnxruntime.OrtSession.SessionOptions;
import io.github.osgnet4j.export.onnx.Dim;
import io.github.osgnet4j.export.onnx.ElementType;
import io.github.osgnet4j.export.onnx.OnnxGraph;
import io.github.osgnet4j.export.onnx.OnnxModel;
import io.github.osgnet4j.export.onnx.Operator;
import io.github.osgnet4j.export.onnx.Shape;
import io.github.osgnet4j.export.onnx.Value;
import io.github.osgnet4j.runtime.session.NativeScan;
import io.github.osgnet4j.runtime.session.OnnxRuntimeEnvironment;
import io.github.osgnet4j.train.GatedScan;
import java.nio.FloatBuffer;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;

/** The native scan as a graph of one node, which reads and writes the caller's memory. */
final class OneNodeScan implements GatedScan, AutoCloseable {

    private static final String Y = "y";

    private final OrtEnvironment environment = OnnxRuntimeEnvironment.get();
    private final OrtSession session;

    private OneNodeScan(int threads) throws OrtException {
        try (SessionOptions options = new SessionOptions()) {
            options.setIntraOpNumThreads(threads);
            // As bundles have it: threads that spin while they wait would take the processors from PyTorch's.
            options.addConfigEntry("session.intra_op.allow_spinning", "0");
            NativeScan.register(options, true);
            session = environment.createSession(
                    new OnnxModel(graph(), "osgnet4j-benchmarks", "1", Map.of()).toBytes(), options);
        }
    }

    /** The scan with threads inside, if there is one on this machine. */
    static Optional<OneNodeScan> open(int threads) {
        if (!NativeScan.isHere(true)) {
            return Optional.empty();
        }
        try {
            return Optional.of(new OneNodeScan(threads));
        } catch (OrtException e) {
            throw new IllegalStateException("The native scan does not run on its own", e);
        }
    }

    private static OnnxGraph graph() {
        OnnxGraph graph = new OnnxGraph("scan");
        Dim one = Dim.of(1);
        Dim t = Dim.symbol("T");
        Dim d = Dim.symbol("D");
        Dim n = Dim.symbol("N");
        Shape sequence = Shape.of(one, t, d);
        Shape mixing = Shape.of(one, t, n);
        Value u = graph.input("u", ElementType.FLOAT, sequence);
        Value step = graph.input("step", ElementType.FLOAT, sequence);
        Value a = graph.input("a", ElementType.FLOAT, Shape.of(n, d));
        Value b = graph.input("b", ElementType.FLOAT, mixing);
        Value c = graph.input("c", ElementType.FLOAT, mixing);
        Value skip = graph.input("d", ElementType.FLOAT, Shape.of(d));
        Value gate = graph.input("gate", ElementType.FLOAT, sequence);
        graph.output(Y, graph.apply(Operator.SELECTIVE_SCAN, u, step, a, b, c, skip, gate));
        return graph;
    }

    @Override
    public void run(Inputs in, FloatBuffer y) {
        int channels = in.d().remaining();
        int steps = in.u().remaining() / channels;
        int states = in.a().remaining() / channels;
        Map<String, OnnxTensor> tensors = new HashMap<>();
        try {
            tensors.put("u", tensor(in.u(), 1, steps, channels));
            tensors.put("step", tensor(in.step(), 1, steps, channels));
            tensors.put("a", tensor(in.a(), states, channels));
            tensors.put("b", tensor(in.b(), 1, steps, states));
            tensors.put("c", tensor(in.c(), 1, steps, states));
            tensors.put("d", tensor(in.d(), channels));
            tensors.put("gate", tensor(in.gate(), 1, steps, channels));
            try (OnnxTensor result = tensor(y, 1, steps, channels)) {
                session.run(tensors, Map.of(Y, result)).close();
            }
        } catch (OrtException e) {
            throw new IllegalStateException("The native scan does not run on its own", e);
        } finally {
            tensors.values().forEach(OnnxTensor::close);
        }
    }

    private OnnxTensor tensor(FloatBuffer values, long... shape) throws OrtException {
        return OnnxTensor.createTensor(environment, values, shape);
    }

    @Override
    public void close() {
        try {
            session.close();
        } catch (OrtException e) {
            throw new IllegalStateException(e);
        }
    }
}
