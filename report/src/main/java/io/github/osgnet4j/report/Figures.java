package io.github.osgnet4j.report;

import java.math.BigDecimal;
import java.math.RoundingMode;
import java.util.Locale;

/** Numbers, and words about them, as reports write them. */
final class Figures {

    private Figures() {}

    /** Two digits, rounded as {@code osgnet eval} rounds. */
    static String percent(double value) {
        return new BigDecimal(value).setScale(2, RoundingMode.HALF_EVEN).toPlainString();
    }

    /** The same; nothing for a value that is no number. */
    static String percentOrNone(double value) {
        return Double.isFinite(value) ? percent(value) : "";
    }

    /** A difference in percent, with its sign. */
    static String points(double value) {
        String digits = percent(value);
        return value > 0 && !digits.startsWith("-") ? "+" + digits : digits;
    }

    static String score(double value) {
        return String.format(Locale.ROOT, "%.3f", value);
    }

    static String iou(double value) {
        return String.format(Locale.ROOT, "%.2f", value);
    }

    static String seconds(double value) {
        return String.format(Locale.ROOT, "%.2f", value + 0.0);
    }

    /** Four digits of a measured value; nothing for one that is no number. */
    static String measured(double value) {
        return Double.isFinite(value) ? String.format(Locale.ROOT, "%.4g", value) : "";
    }

    static String count(long value) {
        return String.format(Locale.ROOT, "%,d", value);
    }

    /** The words inside a sentence. */
    static String lower(String words) {
        return Character.toLowerCase(words.charAt(0)) + words.substring(1);
    }
}
