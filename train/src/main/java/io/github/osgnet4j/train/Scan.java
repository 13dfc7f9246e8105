package io.github.osgnet4j.train;

import ai.djl.ndarray.NDArray;
import ai.djl.pytorch.jni.JniUtils;
import java.util.List;

/**
 * A selective scan that runs in Java, outside of any graph: on a CPU several times faster than PyTorch's loop, with a
 * fraction of its memory.
 *
 * @param functions and {@code constants} of the pass
 */
record Scan(
        TorchFunctions functions,
        PassConstants constants,
        NDArray u,
        NDArray delta,
        NDArray aLog,
        NDArray b,
        NDArray c,
        NDArray d)
        implements OutsideOperation {

    /** y, (B, T, D). */
    NDArray forward() {
        return constants.floats(kernel().forward(), u.getShape().getShape());
    }

    @Override
    public List<NDArray> backward(NDArray gradient) {
        ScanKernel.Gradients g = kernel().backward(gradient.toFloatArray());
        return List.of(
                term(u, g.u()),
                term(delta, g.delta()),
                term(aLog, g.aLog()),
                term(b, g.b()),
                term(c, g.c()),
                term(d, g.d()));
    }

    private NDArray term(NDArray array, float[] gradient) {
        return functions.call(
                "weighted", array, constants.floats(gradient, array.getShape().getShape()));
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
