package io.github.osgnet4j.train;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import java.util.OptionalLong;

/** The network's operations on DJL arrays as they are. */
final class ArrayOps extends DjlOps<NDArray> {

    /** How the scan runs. */
    private enum ScanForm {
        /** In Java, outside of any graph. */
        KERNEL,
        /** In PyTorch in chunks, outside of its graph. */
        PARALLEL,
        /** Step by step, in PyTorch's graph. */
        STEPS
    }

    private final ScanForm form;

    private ArrayOps(NDManager manager, TorchFunctions functions, boolean training, OptionalLong depthSeed) {
        super(manager, functions, training, depthSeed);
        ScanForm outside = manager.getDevice().isGpu() ? ScanForm.PARALLEL : ScanForm.KERNEL;
        this.form = training ? ScanForm.STEPS : outside;
    }

    /** A pass that predicts. */
    static ArrayOps predicting(NDManager manager, TorchFunctions functions) {
        return new ArrayOps(manager, functions, false, OptionalLong.empty());
    }

    /** A pass that learns, all of it in PyTorch's graph. */
    static ArrayOps learning(NDManager manager, TorchFunctions functions, OptionalLong depthSeed) {
        return new ArrayOps(manager, functions, true, depthSeed);
    }

    @Override
    NDArray array(NDArray x) {
        return x;
    }

    @Override
    NDArray in(NDArray x) {
        return x;
    }

    @Override
    NDArray out(NDArray result) {
        return result;
    }

    @Override
    NDArray out(NDArray result, NDArray operand) {
        return result;
    }

    @Override
    NDArray constant(NDArray array) {
        return array;
    }

    @Override
    public NDArray selectiveScan(NDArray u, NDArray delta, NDArray aLog, NDArray b, NDArray c, NDArray d) {
        return switch (form) {
            case KERNEL -> new Scan(functions(), constants(), u, delta, aLog, b, c, d).forward();
            case PARALLEL -> new ParallelScan(functions(), u, delta, aLog, b, c, d).forward();
            case STEPS -> super.selectiveScan(u, delta, aLog, b, c, d);
        };
    }
}
