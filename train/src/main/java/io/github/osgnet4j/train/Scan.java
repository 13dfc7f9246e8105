package io.github.osgnet4j.train;

import ai.djl.ndarray.NDArray;
import ai.djl.pytorch.jni.JniUtils;

/**
 * The inputs of a selective scan that runs in Java, outside of any graph: on a CPU several times faster than PyTorch's
 * loop, with a fraction of its memory.
 */
record Scan(NDArray u, NDArray delta, NDArray aLog, NDArray b, NDArray c, NDArray d) {

    /** y, (B, T, D). */
    NDArray forward(PassConstants constants) {
        return constants.floats(kernel().forward(), u.getShape().getShape());
    }

    /** The gradients of the inputs, given that of y. */
    ScanKernel.Gradients backward(NDArray gradient) {
        return kernel().backward(gradient.toFloatArray());
    }

    private ScanKernel kernel() {
        return new ScanKernel(
                Math.toIntExact(u.getShape().get(0)),
                Math.toIntExact(u.getShape().get(1)),
                u.toFloatArray(),
                delta.toFloatArray(),
                aLog.toFloatArray(),
                b.toFloatArray(),
                c.toFloatArray(),
                d.toFloatArray(),
                JniUtils.getNumThreads() > 1);
    }
}
