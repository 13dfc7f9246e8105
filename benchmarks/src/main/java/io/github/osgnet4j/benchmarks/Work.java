package io.github.osgnet4j.benchmarks;

import java.util.Map;

/**
 * Floating point operations of matrix products and convolutions, two per multiplication and addition, by part. What is
 * elementwise is left out.
 *
 * @param parts those with any
 */
record Work(Map<NetworkPart, Double> parts) {

    double of(NetworkPart part) {
        return parts.getOrDefault(part, 0.0);
    }

    double total() {
        return parts.values().stream().mapToDouble(Double::doubleValue).sum();
    }
}
