package io.github.osgnet4j.report;

import io.github.osgnet4j.postprocess.PairedBootstrap.Interval;
import java.util.Optional;

/**
 * A figure of two models on the same queries.
 *
 * @param name such as "R@1, IoU 0.3"
 * @param first in percent
 * @param second in percent
 * @param interval in which {@code second - first} lies, in points; nothing where fewer than two videos have queries
 * @param counted whether it is a recall, which counts queries that are found
 * @param wins queries that the second model alone finds; 0 for a figure that is no recall
 * @param losses queries that the first model alone finds
 */
public record Difference(
        String name, double first, double second, Optional<Interval> interval, boolean counted, int wins, int losses) {

    /** Points that the second model has more. */
    public double points() {
        return second - first;
    }

    /** Whether the interval says which model is better. */
    public boolean isClear() {
        return interval.map(Interval::excludesZero).orElse(false);
    }
}
