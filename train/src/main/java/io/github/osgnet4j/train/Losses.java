package io.github.osgnet4j.train;

import ai.djl.ndarray.NDArray;
import java.util.Optional;

/**
 * The losses of a batch, each a scalar of the graph.
 *
 * @param total the loss that is minimised
 * @param classification focal loss
 * @param regression DIoU loss
 * @param shots InfoNCE of the shot branch, unweighted; absent without that branch
 */
record Losses(NDArray total, NDArray classification, NDArray regression, Optional<NDArray> shots) {

    /** The numbers. */
    record Values(double total, double classification, double regression, Optional<Double> shots) {

        boolean finite() {
            return Double.isFinite(total);
        }
    }

    Values values() {
        return new Values(total.getFloat(), classification.getFloat(), regression.getFloat(), shots.map(s ->
                (double) s.getFloat()));
    }
}
