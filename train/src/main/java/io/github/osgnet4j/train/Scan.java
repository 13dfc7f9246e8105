package io.github.osgnet4j.train;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDList;
import ai.djl.pytorch.jni.JniUtils;
import java.nio.FloatBuffer;
import java.util.List;

/**
 * A selective scan that runs in Java, outside of any graph: on a CPU several times faster than PyTorch's loop, with a
 * fraction of its memory. It reads and writes the arrays where PyTorch has them, which must be the CPU.
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
        NDArray y = constants.unset(u.getShape());
        try (NDList rows = rows(functions, u, delta)) {
            kernel(rows).forward(floats(y));
        }
        return y;
    }

    @Override
    public List<NDArray> inputs() {
        return List.of(u, delta, aLog, b, c, d);
    }

    @Override
    public List<NDArray> backward(NDArray gradient) {
        try (NDList rows = rows(functions, u, delta, gradient);
                NDArray gu = constants.unset(u.getShape());
                NDArray gdelta = constants.unset(u.getShape())) {
            ScanKernel.Gradients g = kernel(rows).backward(floats(rows.get(2)), floats(gu), floats(gdelta));
            return List.of(
                    term(u, gu),
                    term(delta, gdelta),
                    term(aLog, g.aLog()),
                    term(b, g.b()),
                    term(c, g.c()),
                    term(d, g.d()));
        }
    }

    private NDArray term(NDArray array, float[] gradient) {
        return term(array, constants.floats(gradient, array.getShape().getShape()));
    }

    /** A scalar whose gradient is given. */
    private NDArray term(NDArray array, NDArray gradient) {
        return functions.call("weighted", array, gradient);
    }

    /** The arrays with their rows one after the other in memory. */
    static NDList rows(TorchFunctions functions, NDArray... arrays) {
        NDList rows = new NDList(arrays.length);
        for (NDArray array : arrays) {
            rows.add(functions.call("contiguous", array));
        }
        return rows;
    }

    /** The values where PyTorch has them. */
    static FloatBuffer floats(NDArray array) {
        return array.toByteBuffer(true).asFloatBuffer();
    }

    private ScanKernel kernel(NDList rows) {
        return new ScanKernel(
                Math.toIntExact(u.getShape().get(0)),
                Math.toIntExact(u.getShape().get(1)),
                floats(rows.get(0)),
                floats(rows.get(1)),
                aLog.toFloatArray(),
                b.toFloatArray(),
                c.toFloatArray(),
                d.toFloatArray(),
                JniUtils.getNumThreads() > 1);
    }
}
