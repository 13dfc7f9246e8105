package io.github.osgnet4j.data.submission;

import java.math.BigDecimal;
import java.math.MathContext;
import java.math.RoundingMode;

/** Numbers as Python's {@code repr} writes them: the fewest digits that read back as the same float64. */
final class PythonNumbers {

    /** Any decimal of so many digits survives float64, so that no shorter form needs to be tried. */
    private static final int SAFE_DIGITS = 15;

    private static final int ENOUGH_DIGITS = 17;

    private PythonNumbers() {}

    /** The text of a finite number. */
    static String repr(double x) {
        if (x == 0) {
            return 1 / x < 0 ? "-0.0" : "0.0";
        }
        BigDecimal shortest = shortest(new BigDecimal(x), x).stripTrailingZeros();
        String digits = shortest.unscaledValue().abs().toString();
        int exponent = digits.length() - shortest.scale() - 1;
        String sign = x < 0 ? "-" : "";
        return sign + (exponent < -4 || exponent >= 16 ? scientific(digits, exponent) : plain(shortest.abs()));
    }

    private static BigDecimal shortest(BigDecimal exact, double x) {
        // Subnormal numbers carry fewer digits.
        int fewest = Math.abs(x) < Double.MIN_NORMAL ? 1 : SAFE_DIGITS;
        for (int digits = fewest; digits < ENOUGH_DIGITS; digits++) {
            BigDecimal rounded = exact.round(new MathContext(digits, RoundingMode.HALF_EVEN));
            if (rounded.doubleValue() == x) {
                return rounded;
            }
        }
        return exact.round(new MathContext(ENOUGH_DIGITS, RoundingMode.HALF_EVEN));
    }

    private static String plain(BigDecimal x) {
        String text = x.toPlainString();
        return text.indexOf('.') < 0 ? text + ".0" : text;
    }

    private static String scientific(String digits, int exponent) {
        String mantissa = digits.length() == 1 ? digits : digits.charAt(0) + "." + digits.substring(1);
        return mantissa + "e" + (exponent < 0 ? "-" : "+") + (Math.abs(exponent) < 10 ? "0" : "") + Math.abs(exponent);
    }
}
