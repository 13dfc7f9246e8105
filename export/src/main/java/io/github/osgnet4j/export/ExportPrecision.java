package io.github.osgnet4j.export;

import io.github.osgnet4j.runtime.bundle.Int8For;
import io.github.osgnet4j.runtime.bundle.Precision;
import java.util.List;

/** The numeric precision of the exported graphs. */
public sealed interface ExportPrecision {

    /** The precision in the manifest. */
    Precision.Kind kind();

    /** Single precision throughout. */
    record Float32() implements ExportPrecision {
        @Override
        public Precision.Kind kind() {
            return Precision.Kind.FP32;
        }
    }

    /**
     * Half precision, with single precision where half is not enough: scans, softplus, exponentials, norms, softmax,
     * positions.
     */
    record Float16() implements ExportPrecision {
        @Override
        public Precision.Kind kind() {
            return Precision.Kind.FP16;
        }
    }

    /**
     * Products of 8-bit integers in as many of the large layers as the budget allows.
     *
     * @param budget the largest error allowed in the outputs: root mean square of the difference over the standard
     *     deviation of the outputs in float32
     * @param samples inputs to measure on; synthetic ones are used if there are none
     * @param processors that the bundle is for
     */
    record Int8(double budget, List<CalibrationSample> samples, Int8For processors) implements ExportPrecision {

        /** Errors of this size do not change the ranking of windows. */
        public static final double USUAL_BUDGET = 0.05;

        /**
         * Copies the samples.
         *
         * @throws ExportException if the budget is not positive
         */
        public Int8 {
            if (!(budget > 0)) {
                throw new ExportException("The error budget of int8 is " + budget + ", expected more than 0");
            }
            samples = List.copyOf(samples);
        }

        @Override
        public Precision.Kind kind() {
            return Precision.Kind.INT8;
        }
    }
}
