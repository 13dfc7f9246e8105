package io.github.osgnet4j.train;

import ai.djl.ndarray.NDArray;
import java.util.List;

/** An operation of a {@link Tape} that is not in PyTorch's graph. */
interface OutsideOperation {

    /** Arrays of the segment it ends that {@link #backward} needs. */
    List<NDArray> inputs();

    /**
     * What it was computed from, is given its gradients.
     *
     * @param gradient of the operation's result
     * @return scalars of the segment the operation ends, whose gradients are those of its inputs; none where the inputs
     *     have {@link Taped#receive received} them
     */
    List<NDArray> backward(NDArray gradient);
}
