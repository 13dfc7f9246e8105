package io.github.osgnet4j.runtime;

/** ONNX Runtime failed while running a graph; the message names the graph, the cause is its exception. */
public sealed class InferenceException extends GrounderException permits NotFiniteException {

    private static final long serialVersionUID = 1L;

    InferenceException(String message, Throwable cause) {
        super(message, cause);
    }
}
