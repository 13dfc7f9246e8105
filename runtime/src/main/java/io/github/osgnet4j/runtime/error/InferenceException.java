package io.github.osgnet4j.runtime.error;

import org.jspecify.annotations.Nullable;

/** ONNX Runtime failed while running a graph; the message names the graph, the cause is its exception. */
public sealed class InferenceException extends GrounderException permits NotFiniteException {

    private static final long serialVersionUID = 1L;

    /** Names the graph, with what ONNX Runtime threw. */
    public InferenceException(String message, @Nullable Throwable cause) {
        super(message, cause);
    }

    /** Whether ONNX Runtime ran out of memory for its tensors: later, or for a shorter video, there may be enough. */
    public boolean outOfMemory() {
        String message = getMessage();
        return message.contains("Failed to allocate memory") || message.contains("bad_alloc");
    }

    @Override
    public FailureKind kind() {
        return outOfMemory() ? FailureKind.OUT_OF_MEMORY : FailureKind.INTERNAL;
    }
}
