package io.github.osgnet4j.encoders;

import java.math.BigDecimal;
import java.math.BigInteger;
import java.math.RoundingMode;

/**
 * Equally spaced times; at each of them, the frame shown at that time is taken.
 *
 * @param offset seconds of the first
 * @param numerator of the times in a second
 * @param denominator of the times in a second
 */
public record FrameGrid(double offset, long numerator, long denominator) {

    /** Timestamps are rounded, in Matroska to milliseconds. */
    private static final double TOLERANCE = 1e-3;

    private static final int DIGITS = 6;
    private static final double MOST_RATE = 1000;

    /**
     * Checks the numbers.
     *
     * @throws IllegalArgumentException if the offset is negative, or the rate not positive or above 1000
     */
    public FrameGrid {
        if (!(offset >= 0) || !Double.isFinite(offset)) {
            throw new IllegalArgumentException("offset is " + offset + " s, expected at least 0");
        }
        if (numerator <= 0
                || denominator <= 0
                || numerator > Integer.MAX_VALUE
                || denominator > Integer.MAX_VALUE
                || (double) numerator / denominator > MOST_RATE) {
            throw new IllegalArgumentException(
                    "rate is " + numerator + "/" + denominator + ", expected above 0, up to " + MOST_RATE);
        }
    }

    /**
     * A grid of a rate that is written with up to six digits behind the point.
     *
     * @param offset seconds of the first time
     * @param rate times in a second
     * @param finer how many times finer the grid is
     */
    public static FrameGrid of(double offset, double rate, int finer) {
        BigInteger den = BigInteger.TEN.pow(DIGITS);
        BigInteger num = new BigDecimal(rate)
                .setScale(DIGITS, RoundingMode.HALF_EVEN)
                .unscaledValue()
                .multiply(BigInteger.valueOf(finer));
        BigInteger common = num.gcd(den).max(BigInteger.ONE);
        return new FrameGrid(
                offset, num.divide(common).longValueExact(), den.divide(common).longValueExact());
    }

    /** Times in a second. */
    public double rate() {
        return (double) numerator / denominator;
    }

    /** Seconds of a time. */
    public double seconds(long index) {
        return offset + (double) index * denominator / numerator;
    }

    /**
     * The filter of ffmpeg that gives a frame for each time: the last one whose timestamp is not later, and before the
     * first frame the first.
     */
    String filter() {
        long shift = Math.round((offset + TOLERANCE) * 1e6);
        return "settb=1/1000000,setpts=PTS-" + shift + ",fps=" + numerator + "/" + denominator
                + ":round=up:start_time=0";
    }
}
