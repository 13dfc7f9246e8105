package io.github.osgnet4j.cli.bench;

import com.fasterxml.jackson.annotation.JsonProperty;
import java.util.Arrays;

/**
 * The straight line nearest to some points, by least squares.
 *
 * @param r2 share of the variance that it explains, 1 for points on a line
 */
record LinearFit(
        @JsonProperty("seconds_per_step") double slope,
        @JsonProperty("intercept_seconds") double intercept,
        double r2) {

    /**
     * Fits a line.
     *
     * @param x at least two different values
     */
    static LinearFit of(double[] x, double[] y) {
        double meanX = Arrays.stream(x).average().orElseThrow();
        double meanY = Arrays.stream(y).average().orElseThrow();
        double xx = 0;
        double xy = 0;
        double yy = 0;
        for (int i = 0; i < x.length; i++) {
            xx += (x[i] - meanX) * (x[i] - meanX);
            xy += (x[i] - meanX) * (y[i] - meanY);
            yy += (y[i] - meanY) * (y[i] - meanY);
        }
        if (xx == 0) {
            throw new IllegalArgumentException("A line needs two different values of x");
        }
        double slope = xy / xx;
        return new LinearFit(slope, meanY - slope * meanX, yy == 0 ? 1 : xy * xy / (xx * yy));
    }
}
