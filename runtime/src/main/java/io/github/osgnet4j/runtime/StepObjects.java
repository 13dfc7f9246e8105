package io.github.osgnet4j.runtime;

import java.util.Objects;

/**
 * The objects for a query, for each step of the video. A list of steps may be shorter than the video: the other steps
 * have none. Steps beyond the padded length are not read.
 */
public sealed interface StepObjects {

    /** No objects at any step. */
    static StepObjects none() {
        return None.NONE;
    }

    /** How many steps are listed. */
    int count();

    /** No objects at any step. */
    enum None implements StepObjects {
        /** The only one. */
        NONE;

        @Override
        public int count() {
            return 0;
        }
    }

    /**
     * Classes of the bundle's own embeddings.
     *
     * @param steps class ids at each step, in the order of the data; an empty array for none
     */
    record Classes(int[][] steps) implements StepObjects {

        /** Checks that nothing is null. */
        public Classes {
            requireSteps(steps);
        }

        @Override
        public int count() {
            return steps.length;
        }
    }

    /**
     * Feature rows brought by the caller.
     *
     * @param table (K, Do) row-major; rows that are used must be finite; not copied
     * @param rows K
     * @param steps rows of the table at each step; an empty array for none
     */
    record Rows(float[] table, int rows, int[][] steps) implements StepObjects {

        /** Checks that nothing is null. */
        public Rows {
            Objects.requireNonNull(table, "table");
            requireSteps(steps);
        }

        @Override
        public int count() {
            return steps.length;
        }
    }

    private static void requireSteps(int[][] steps) {
        for (int[] step : steps) {
            Objects.requireNonNull(step, "a step; use an empty array where there are no objects");
        }
    }
}
