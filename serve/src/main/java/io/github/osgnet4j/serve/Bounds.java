package io.github.osgnet4j.serve;

import java.time.Duration;

/** Checks numbers of settings; what is out of range is a {@link ServeException} that names it. */
final class Bounds {

    private Bounds() {}

    /** A number from the least to the most. */
    static int within(int least, int most, String name, int value) {
        if (value < least || value > most) {
            throw new ServeException(name + ": expected " + least + " to " + most + ", found " + value);
        }
        return value;
    }

    /** A number from the least on. */
    static long atLeast(long least, String name, long value) {
        if (value < least) {
            throw new ServeException(name + ": expected at least " + least + ", found " + value);
        }
        return value;
    }

    /** Some time. */
    static Duration positive(String name, Duration duration) {
        if (duration.isZero() || duration.isNegative()) {
            throw new ServeException(name + ": expected more than 0, found " + duration);
        }
        return duration;
    }
}
