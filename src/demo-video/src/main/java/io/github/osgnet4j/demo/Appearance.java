package io.github.osgnet4j.demo;

/**
 * A thing comes, moves and goes.
 *
 * @param start seconds
 * @param end seconds
 * @param x horizontal centre at the start, pixels
 * @param y vertical centre at the start, pixels
 * @param radius pixels
 * @param speed pixels a second, of those that travel
 * @param phase angle at the start, radians
 */
record Appearance(
        Thing thing, double start, double end, double x, double y, double radius, double speed, double phase) {

    private static final double TURNS = 0.45;
    private static final double BLINKS = 1.7;

    double seconds() {
        return end - start;
    }

    /** Whether there is something to see at a time. */
    boolean shows(double time) {
        if (time < start || time >= end) {
            return false;
        }
        double cycle = (time - start) * BLINKS;
        return thing.motion() != Motion.BLINK || cycle - Math.floor(cycle) < 0.55;
    }

    double x(double time) {
        return x + thing.motion().dx() * speed * (time - start);
    }

    double y(double time) {
        return y + thing.motion().dy() * speed * (time - start);
    }

    double angle(double time) {
        return thing.motion() == Motion.SPIN ? phase + 2 * Math.PI * TURNS * (time - start) : 0;
    }
}
