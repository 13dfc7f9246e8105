package io.github.osgnet4j.runtime.bundle;

import java.util.List;

/**
 * The differences between a bundle's outputs on this machine and those its exporter expected.
 *
 * @param tensors one entry per sample and expected tensor
 */
public record BundleVerification(List<TensorError> tensors) {

    /** The largest error that passes in float32; float32 against float64 differs by 1.2e-6. */
    public static final double TOLERANCE = 5e-5;

    /** Copies the list. */
    public BundleVerification {
        tensors = List.copyOf(tensors);
    }

    /**
     * The error of one tensor.
     *
     * @param sample its name
     * @param tensor its name, such as {@code cls_logits_0}
     * @param maxError the largest |a - b| / (1 + |b|), b expected; NaN if a value is NaN
     * @param tolerance the largest error that passes, see {@link Precision#tolerance()}
     */
    public record TensorError(String sample, String tensor, double maxError, double tolerance) {

        /** Whether the error is within the tolerance. */
        public boolean passed() {
            return maxError <= tolerance;
        }
    }

    /** Whether there was something to compare and all of it is within the tolerance. */
    public boolean passed() {
        return !tensors.isEmpty() && tensors.stream().allMatch(TensorError::passed);
    }

    /** The largest error of all; NaN if one is, 0 if there is nothing to compare. */
    public double maxError() {
        return tensors.stream().mapToDouble(TensorError::maxError).reduce(0, Math::max);
    }
}
