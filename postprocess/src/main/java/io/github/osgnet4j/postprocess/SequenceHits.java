package io.github.osgnet4j.postprocess;

/**
 * How many steps are answered: by their first window, and by one of their first five, at the thresholds of {@link Recall}.
 *
 * @param first steps whose first window overlaps the truth by more than 0.3
 * @param firstWell the same by more than 0.5
 * @param five steps of which one of the first five windows does, by more than 0.3
 * @param fiveWell the same by more than 0.5
 * @param steps counted
 */
public record SequenceHits(int first, int firstWell, int five, int fiveWell, int steps) {

    static final SequenceHits NONE = new SequenceHits(0, 0, 0, 0, 0);

    private static final double OF_FIVE = 0.2;

    SequenceHits plus(SequenceHits other) {
        return new SequenceHits(
                first + other.first,
                firstWell + other.firstWell,
                five + other.five,
                fiveWell + other.fiveWell,
                steps + other.steps);
    }

    /** What tuning makes large. */
    double merit() {
        return (first + firstWell + OF_FIVE * (five + fiveWell)) / 2;
    }

    /** Recall of the first window in percent, at IoU 0.3. */
    public double firstPercent() {
        return percent(first);
    }

    /** Recall of the first window in percent, at IoU 0.5. */
    public double firstWellPercent() {
        return percent(firstWell);
    }

    /** Recall of the first five windows in percent, at IoU 0.3. */
    public double fivePercent() {
        return percent(five);
    }

    /** Recall of the first five windows in percent, at IoU 0.5. */
    public double fiveWellPercent() {
        return percent(fiveWell);
    }

    private double percent(int hits) {
        return 100.0 * hits / steps;
    }
}
