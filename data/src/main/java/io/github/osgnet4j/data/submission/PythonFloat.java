package io.github.osgnet4j.data.submission;

import java.math.BigDecimal;
import java.math.MathContext;
import java.math.RoundingMode;
import org.jspecify.annotations.Nullable;

/** Writes doubles as Python's {@code repr} and {@code json} do: the shortest decimal that reads back as the same double. */
public final class PythonFloat {
    /** Beyond these places of the decimal point Python writes an exponent. */
    private static final int MIN_POINT = -3;

    private static final int MAX_POINT = 16;

    private PythonFloat() {}

    /**
     * The decimal.
     *
     * @throws IllegalArgumentException if the value is not finite
     */
    public static String repr(double value) {
        if (!Double.isFinite(value)) {
            throw new IllegalArgumentException("not a finite number: " + value);
        }
        String sign = Double.doubleToRawLongBits(value) < 0 ? "-" : "";
        return sign + (value == 0 ? "0.0" : layout(shortest(Math.abs(value))));
    }

    /** Double.toString reads back but, before Java 19, may be a digit too long or not the closest: it is where to start. */
    private static BigDecimal shortest(double value) {
        BigDecimal exact = new BigDecimal(value);
        BigDecimal best = new BigDecimal(Double.toString(value)).stripTrailingZeros();
        for (int digits = best.precision(); digits > 0; digits--) {
            BigDecimal candidate = closest(exact, value, digits);
            if (candidate == null) {
                break;
            }
            best = candidate;
        }
        return best.stripTrailingZeros();
    }

    /**
     * The decimal of so many digits closest to a double among those that read back as it, the even one of two equally
     * close; null if there is none.
     */
    private static @Nullable BigDecimal closest(BigDecimal exact, double value, int digits) {
        BigDecimal below = exact.round(new MathContext(digits, RoundingMode.DOWN));
        BigDecimal above = exact.round(new MathContext(digits, RoundingMode.UP));
        boolean belowReads = below.doubleValue() == value;
        boolean aboveReads = above.doubleValue() == value;
        if (belowReads && aboveReads) {
            int side = exact.subtract(below).compareTo(above.subtract(exact));
            boolean even = !below.unscaledValue().testBit(0);
            return side < 0 || (side == 0 && even) ? below : above;
        } else if (belowReads) {
            return below;
        }
        return aboveReads ? above : null;
    }

    private static String layout(BigDecimal value) {
        String digits = value.unscaledValue().toString();
        int point = digits.length() - value.scale();
        if (point < MIN_POINT || point > MAX_POINT) {
            String fraction = digits.length() > 1 ? "." + digits.substring(1) : "";
            int exponent = point - 1;
            return digits.charAt(0)
                    + fraction
                    + (exponent < 0 ? "e-" : "e+")
                    + (Math.abs(exponent) < 10 ? "0" : "")
                    + Math.abs(exponent);
        } else if (point <= 0) {
            return "0." + "0".repeat(-point) + digits;
        } else if (point >= digits.length()) {
            return digits + "0".repeat(point - digits.length()) + ".0";
        }
        return digits.substring(0, point) + "." + digits.substring(point);
    }
}
