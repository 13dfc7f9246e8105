package io.github.osgnet4j.export.onnx;

import io.github.osgnet4j.export.ExportException;

/** A graph that ONNX would not accept; thrown by the call that would have made it invalid. */
public final class GraphException extends ExportException {

    private static final long serialVersionUID = 1L;

    public GraphException(String message) {
        super(message);
    }
}
