package io.github.osgnet4j.export;

import io.github.osgnet4j.network.NetworkSpec;
import java.util.Map;

/**
 * The error of the heads' outputs over the real steps of all levels and samples: the root mean square of the difference
 * in units of the expected outputs' standard deviation, for logits and offsets apart.
 */
final class OutputError {

    private final NetworkSpec spec;
    private final Sums logits = new Sums();
    private final Sums offsets = new Sums();

    OutputError(NetworkSpec spec) {
        this.spec = spec;
    }

    /** Adds one sample of so many real steps. */
    void add(int steps, Map<String, float[]> expected, Map<String, float[]> found) {
        for (int i = 0; i < spec.levels(); i++) {
            int real = (steps + spec.strides().get(i) - 1) / spec.strides().get(i);
            logits.add(real * spec.classes(), expected.get("cls_logits_" + i), found.get("cls_logits_" + i));
            offsets.add(real * 2, expected.get("offsets_" + i), found.get("offsets_" + i));
        }
    }

    /** The larger of the two errors; infinite if a value is not finite. */
    double value() {
        return Math.max(logits.error(), offsets.error());
    }

    private static final class Sums {
        private long count;
        private double sum;
        private double squares;
        private double differences;

        void add(int values, float[] expected, float[] found) {
            for (int i = 0; i < values; i++) {
                double e = expected[i];
                count++;
                sum += e;
                squares += e * e;
                differences += (found[i] - e) * (found[i] - e);
            }
        }

        double error() {
            if (differences == 0) {
                return 0;
            }
            double error = Math.sqrt(differences / Math.max(squares - sum * sum / count, Double.MIN_NORMAL));
            return Double.isNaN(error) ? Double.POSITIVE_INFINITY : error;
        }
    }
}
