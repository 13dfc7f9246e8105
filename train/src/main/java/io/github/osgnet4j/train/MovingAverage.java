package io.github.osgnet4j.train;

/**
 * Settings of the moving average of the weights.
 *
 * @param decay how much of the average is kept each step, 0.999 in the official code
 * @param warmup whether early steps keep less, (1 + t) / (10 + t), so that a short run's average is not mostly its start
 */
public record MovingAverage(double decay, boolean warmup) {

    /** Checks the range. */
    public MovingAverage {
        if (!(decay >= 0 && decay < 1)) {
            throw new TrainException("The moving average's decay must be at least 0 and below 1, found " + decay);
        }
    }

    /** As in the official code. */
    public static MovingAverage official() {
        return new MovingAverage(0.999, false);
    }

    /** How much step {@code step}, counted from 0, keeps. */
    double keep(long step) {
        return warmup ? Math.min(decay, (1.0 + step) / (10.0 + step)) : decay;
    }
}
