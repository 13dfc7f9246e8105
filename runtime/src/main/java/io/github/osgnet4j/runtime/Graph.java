package io.github.osgnet4j.runtime;

import ai.onnxruntime.NodeInfo;
import ai.onnxruntime.OnnxTensor;
import ai.onnxruntime.OrtEnvironment;
import ai.onnxruntime.OrtException;
import ai.onnxruntime.OrtSession;
import io.github.osgnet4j.runtime.error.InferenceException;
import io.github.osgnet4j.runtime.gpu.TensorRtEngines;
import io.github.osgnet4j.runtime.session.Termination;
import java.nio.FloatBuffer;
import java.nio.LongBuffer;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * One loaded graph. Callers must make sure that it is not closed while it runs.
 *
 * @param name of its file, for messages
 * @param session that takes inputs of any size
 * @param engines that take most inputs, and faster
 */
record Graph(String name, OrtEnvironment environment, OrtSession session, Optional<TensorRtEngines> engines)
        implements AutoCloseable {

    /** A graph of one session. */
    Graph(String name, OrtEnvironment environment, OrtSession session) {
        this(name, environment, session, Optional.empty());
    }

    /** The same graph with engines, closed with it. */
    Graph with(TensorRtEngines faster) {
        return new Graph(name, environment, session, Optional.of(faster));
    }

    /** Creates a tensor over a direct buffer, or over a copy of a heap buffer. */
    OnnxTensor tensor(FloatBuffer values, long... shape) {
        try {
            return OnnxTensor.createTensor(environment, values, shape);
        } catch (OrtException e) {
            throw failure(e);
        }
    }

    /** Creates a tensor over a direct buffer, or over a copy of a heap buffer. */
    OnnxTensor tensor(LongBuffer values, long... shape) {
        try {
            return OnnxTensor.createTensor(environment, values, shape);
        } catch (OrtException e) {
            throw failure(e);
        }
    }

    /** Runs the graph; the caller closes the result. */
    OrtSession.Result run(Map<String, OnnxTensor> inputs) {
        try {
            return session(inputs).run(inputs, Termination.current());
        } catch (OrtException e) {
            throw failure(e);
        }
    }

    /** Runs the graph so that its outputs land in tensors of the caller. */
    void run(Map<String, OnnxTensor> inputs, Map<String, OnnxTensor> outputs) {
        try {
            session(inputs)
                    .run(inputs, Set.of(), outputs, Termination.current())
                    .close();
        } catch (OrtException e) {
            throw failure(e);
        }
    }

    private OrtSession session(Map<String, OnnxTensor> inputs) {
        return engines.map(e -> e.session(inputs)).orElse(session);
    }

    Map<String, NodeInfo> inputs() {
        try {
            return session.getInputInfo();
        } catch (OrtException e) {
            throw failure(e);
        }
    }

    Map<String, NodeInfo> outputs() {
        try {
            return session.getOutputInfo();
        } catch (OrtException e) {
            throw failure(e);
        }
    }

    @Override
    public void close() {
        engines.ifPresent(TensorRtEngines::close);
        try {
            session.close();
        } catch (OrtException e) {
            throw failure(e);
        }
    }

    private InferenceException failure(OrtException e) {
        return new InferenceException("ONNX Runtime failed in graph " + name + ": " + e.getMessage(), e);
    }
}
