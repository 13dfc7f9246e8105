package io.github.osgnet4j.train;

import ai.djl.ndarray.NDArray;
import java.util.List;

/** An operation between two segments of {@link TapedOps}, which PyTorch's graph does not hold. */
interface OutsideOperation {

    /**
     * What it was computed from, is given its gradients.
     *
     * @param gradient of the operation's result
     * @return scalars of the segment the operation ends, whose gradients are those of its inputs
     */
    List<NDArray> backward(NDArray gradient);
}
