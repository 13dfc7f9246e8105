package io.github.osgnet4j.cli.bench;

import java.util.Collections;
import java.util.EnumMap;
import java.util.Map;

/**
 * Floating point operations of matrix products and convolutions, two per multiplication and addition, by part. What is
 * elementwise is left out.
 *
 * @param parts those with any
 */
record Work(Map<Part, Double> parts) {

    Work {
        parts = Collections.unmodifiableMap(parts.isEmpty() ? new EnumMap<>(Part.class) : new EnumMap<>(parts));
    }

    static Work none() {
        return new Work(Map.of());
    }

    double of(Part part) {
        return parts.getOrDefault(part, 0.0);
    }

    double total() {
        return parts.values().stream().mapToDouble(Double::doubleValue).sum();
    }

    Work plus(Work other) {
        Map<Part, Double> sum = new EnumMap<>(Part.class);
        sum.putAll(parts);
        other.parts.forEach((part, flops) -> sum.merge(part, flops, Double::sum));
        return new Work(sum);
    }

    Work times(double factor) {
        Map<Part, Double> scaled = new EnumMap<>(Part.class);
        parts.forEach((part, flops) -> scaled.put(part, flops * factor));
        return new Work(scaled);
    }
}
