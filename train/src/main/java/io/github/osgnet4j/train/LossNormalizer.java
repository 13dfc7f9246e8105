package io.github.osgnet4j.train;

/**
 * A running mean of the number of positive points in a batch, by which every loss is divided. The official code starts
 * it at {@code loss_normalizer} and never saves it.
 */
final class LossNormalizer {

    private final double momentum;
    private double value;

    LossNormalizer(double first, double momentum) {
        this.value = first;
        this.momentum = momentum;
    }

    double value() {
        return value;
    }

    void restore(double saved) {
        value = saved;
    }

    /** Takes a batch into account; without positives it counts as one. */
    void update(int positives) {
        value = momentum * value + (1 - momentum) * Math.max(positives, 1);
    }
}
