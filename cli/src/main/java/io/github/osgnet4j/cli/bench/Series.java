package io.github.osgnet4j.cli.bench;

import com.fasterxml.jackson.annotation.JsonProperty;
import com.fasterxml.jackson.annotation.JsonPropertyOrder;
import java.util.Arrays;
import java.util.Collection;

/** The same thing measured several times. */
@JsonPropertyOrder({"median", "min", "max", "values"})
record Series(double... values) {

    Series {
        if (values.length == 0) {
            throw new IllegalArgumentException("A series needs a value");
        }
    }

    static Series of(Collection<Double> values) {
        return new Series(values.stream().mapToDouble(Double::doubleValue).toArray());
    }

    @JsonProperty
    double median() {
        double[] sorted = Arrays.stream(values).sorted().toArray();
        int middle = sorted.length / 2;
        return sorted.length % 2 == 1 ? sorted[middle] : (sorted[middle - 1] + sorted[middle]) / 2;
    }

    @JsonProperty
    double min() {
        return Arrays.stream(values).min().orElseThrow();
    }

    @JsonProperty
    double max() {
        return Arrays.stream(values).max().orElseThrow();
    }
}
