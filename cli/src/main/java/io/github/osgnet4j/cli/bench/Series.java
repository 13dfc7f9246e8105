package io.github.osgnet4j.cli.bench;

import java.util.Arrays;

/** The same thing measured several times. */
final class Series {

    private final double[] values;

    Series(double... values) {
        if (values.length == 0) {
            throw new IllegalArgumentException("A series needs a value");
        }
        this.values = values.clone();
    }

    double[] values() {
        return values.clone();
    }

    double median() {
        double[] sorted = sorted();
        int middle = sorted.length / 2;
        return sorted.length % 2 == 1 ? sorted[middle] : (sorted[middle - 1] + sorted[middle]) / 2;
    }

    double min() {
        return sorted()[0];
    }

    double max() {
        return sorted()[values.length - 1];
    }

    private double[] sorted() {
        double[] sorted = values.clone();
        Arrays.sort(sorted);
        return sorted;
    }
}
