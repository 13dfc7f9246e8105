package io.github.osgnet4j.serve;

import java.time.Duration;

/**
 * When an answer must be there.
 *
 * @param end by {@link System#nanoTime}
 */
record Deadline(long end) {

    static Deadline after(long start, Duration time) {
        return new Deadline(start + time.toNanos());
    }

    /**
     * The time that is left.
     *
     * @throws ProblemException if there is none
     */
    Duration left() {
        long left = end - System.nanoTime();
        if (left <= 0) {
            throw new ProblemException(
                    ProblemType.DEADLINE_EXCEEDED, "The deadline passed before the network was asked");
        }
        return Duration.ofNanos(left);
    }
}
