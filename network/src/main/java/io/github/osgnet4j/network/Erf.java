package io.github.osgnet4j.network;

/** The complementary error function in float64. */
final class Erf {

    private static final double TWO_OVER_ROOT_PI = 2 / Math.sqrt(Math.PI);

    private Erf() {}

    /** erfc(x) to about 1e-15: its series near 0, its continued fraction beyond. */
    static double erfc(double x) {
        if (x < 0) {
            return 2 - erfc(-x);
        }
        return x < 2 ? 1 - series(x) : fraction(x);
    }

    private static double series(double x) {
        double term = x;
        double sum = x;
        for (int n = 1; Math.abs(term) > 1e-17 * Math.abs(sum); n++) {
            term *= -x * x / n;
            sum += term / (2 * n + 1);
        }
        return TWO_OVER_ROOT_PI * sum;
    }

    /** exp(-x^2) / sqrt(pi) / (x + (1/2) / (x + (2/2) / (x + (3/2) / ...))), from the innermost term outwards. */
    private static double fraction(double x) {
        double f = x;
        for (int n = 150; n > 0; n--) {
            f = x + n / 2.0 / f;
        }
        return Math.exp(-x * x) / Math.sqrt(Math.PI) / f;
    }
}
