package io.github.osgnet4j.runtime.session;

import ai.onnxruntime.OrtException;
import ai.onnxruntime.OrtSession.RunOptions;
import io.github.osgnet4j.runtime.error.InferenceException;
import java.util.function.Supplier;

/**
 * Lets another thread stop the ONNX Runtime runs inside {@link #run}, which check between operations whether to
 * continue.
 */
public final class Termination implements AutoCloseable {

    private static final ThreadLocal<RunOptions> CURRENT = new ThreadLocal<>();

    private final RunOptions options;
    private boolean closed;

    /** Stops nothing yet. */
    public Termination() {
        try {
            options = new RunOptions();
        } catch (OrtException e) {
            throw new InferenceException("ONNX Runtime gives no run options: " + e.getMessage(), e);
        }
    }

    /** The options for a run on this thread; null outside {@link #run}, as ONNX Runtime expects it. */
    public static RunOptions current() {
        return CURRENT.get();
    }

    /** Runs something whose runs can be stopped; any number of threads may do so at once. */
    public <T> T run(Supplier<T> task) {
        CURRENT.set(options);
        try {
            return task.get();
        } finally {
            CURRENT.remove();
        }
    }

    /** Stops the runs: they fail. Does nothing once closed. */
    public synchronized void terminate() {
        if (!closed) {
            try {
                options.setTerminate(true);
            } catch (OrtException e) {
                throw new InferenceException("ONNX Runtime does not stop a run: " + e.getMessage(), e);
            }
        }
    }

    /** Frees it; call this when nothing runs any more. */
    @Override
    public synchronized void close() {
        if (!closed) {
            closed = true;
            options.close();
        }
    }
}
