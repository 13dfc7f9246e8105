package io.github.osgnet4j.train;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.types.Shape;
import ai.djl.pytorch.engine.PtNDArray;
import ai.djl.pytorch.jni.JniUtils;

/** The backward pass. */
final class Gradients {

    private Gradients() {}

    /** Adds the gradients of a scalar to those of everything it was computed from; the graph is used up. */
    static void backward(NDArray loss) {
        NDArray one = loss.getManager().full(new Shape(), 1, loss.getDataType());
        JniUtils.backward((PtNDArray) loss, (PtNDArray) one, false, false);
    }
}
