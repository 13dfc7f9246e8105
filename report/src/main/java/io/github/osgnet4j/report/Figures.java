package io.github.osgnet4j.report;

import java.math.BigDecimal;
import java.math.RoundingMode;
import java.util.Locale;

/** Numbers as the report writes them. */
final class Figures {

    private Figures() {}

    /** Two digits, rounded as {@code osgnet eval} rounds. */
    static String percent(double value) {
        return new BigDecimal(value).setScale(2, RoundingMode.HALF_EVEN).toPlainString();
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

    static String count(long value) {
        return String.format(Locale.ROOT, "%,d", value);
    }
}
