package io.github.osgnet4j.export;

import io.github.osgnet4j.runtime.bundle.Int8For;
import io.github.osgnet4j.runtime.bundle.Precision;
import java.util.List;

/** In which numbers the exported graphs compute. */
public sealed interface ExportPrecision {

    /** What the manifest calls it. */
    Precision.Kind kind();

    /** Single precision throughout. */
    record Float32() implements ExportPrecision {
        @Override
        public Precision.Kind kind() {
            return Precision.Kind.FP32;
        }
    }

    /** Half precision with single where half does not do: scans, softplus, exponentials, norms, softmax, positions. */
    record Float16() implements ExportPrecision {
        @Override
        public Precision.Kind kind() {
            return Precision.Kind.FP16;
        }
    }

    /**
     * Products of 8-bit integers in as many of the large layers as the budget allows.
     *
     * @param budget the most that the outputs may be off: root mean square of the difference over the standard deviation
     *     of the outputs in float32
     * @param samples inputs to measure on; synthetic ones are made where there are none
     * @param processors that the bundle is for
     */
    record Int8(double budget, List<CalibrationSample> samples, Int8For processors) implements ExportPrecision {

        /** Errors of this size leave the ranking of windows as it is. */
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
