package io.github.osgnet4j.report;

import java.math.BigDecimal;
import java.math.RoundingMode;
import java.text.DecimalFormat;
import java.text.DecimalFormatSymbols;
import java.util.List;
import java.util.Locale;
import java.util.stream.DoubleStream;
import java.util.stream.LongStream;

/**
 * An axis of a plot.
 *
 * @param from its first value
 * @param to its last value, greater than the first
 * @param step between two ticks
 */
record Axis(double from, double to, double step) {

    static final Axis PERCENT = new Axis(0, 100, 20);
    static final Axis SHARE = new Axis(0, 1, 0.2);

    private static final int MOST_TICKS = 6;
    private static final double LONG_NUMBER = 1e7;
    private static final double SMALL_STEP = 1e-4;

    /** A range below this is none. */
    private static final double LEAST_RANGE = 1e-200;

    /** From 0 to a round number, which is 100 at most. */
    static Axis percents(double largest) {
        Axis axis = around(DoubleStream.of(Math.max(1, largest)));
        return axis.to() > PERCENT.to() ? PERCENT : axis;
    }

    /** From 0 to a round number, which is 1 at most. */
    static Axis shares(double largest) {
        Axis axis = around(DoubleStream.of(Math.max(0.01, largest)));
        return axis.to() > SHARE.to() ? SHARE : axis;
    }

    /** From 0 to a round number. */
    static Axis counts(double largest) {
        double step = wholeStep(largest);
        return new Axis(0, Math.ceil(Math.max(largest, step) / step) * step, step);
    }

    /** From 0 to the last of so many steps of a run. */
    static Axis steps(long steps) {
        return new Axis(0, Math.max(1, steps), wholeStep(steps));
    }

    /** From one round number to another with all values and 0 between them; values that cannot be drawn do not count. */
    static Axis around(DoubleStream values) {
        double[] shown = values.filter(Curve::isDrawn).toArray();
        double least = DoubleStream.of(shown).reduce(0, Math::min);
        double most = DoubleStream.of(shown).reduce(0, Math::max);
        if (most - least < LEAST_RANGE) {
            return SHARE;
        }
        double step = step(most - least);
        return new Axis(Math.floor(least / step) * step, Math.ceil(most / step) * step, step);
    }

    private static double wholeStep(double range) {
        return range <= 1 ? 1 : Math.max(1, step(range));
    }

    /** 1, 2 or 5 times a power of ten. */
    private static double step(double range) {
        double power = Math.pow(10, Math.floor(Math.log10(range / MOST_TICKS)));
        return DoubleStream.of(1, 2, 5)
                .map(factor -> factor * power)
                .filter(step -> range / step <= MOST_TICKS)
                .findFirst()
                .orElse(10 * power);
    }

    /** Where a value lies, 0 at the axis's start and 1 at its end. */
    double place(double value) {
        return (value - from) / (to - from);
    }

    List<Double> ticks() {
        long last = (long) Math.floor((to - from) / step + 1e-6);
        return LongStream.rangeClosed(0, last).mapToObj(i -> from + i * step).toList();
    }

    /** A tick in words; whole numbers have no decimals. */
    String label(double tick) {
        if (Math.abs(tick) < step / 2) {
            return "0";
        }
        if (Math.max(-from, to) >= LONG_NUMBER || step < SMALL_STEP) {
            return new DecimalFormat("0.##E0", DecimalFormatSymbols.getInstance(Locale.ROOT)).format(tick);
        }
        int decimals = (int) Math.max(0, Math.ceil(-Math.log10(step) - 1e-6));
        BigDecimal rounded = BigDecimal.valueOf(tick).setScale(decimals, RoundingMode.HALF_EVEN);
        return rounded.stripTrailingZeros().scale() <= 0
                ? rounded.setScale(0, RoundingMode.UNNECESSARY).toPlainString()
                : rounded.toPlainString();
    }
}
