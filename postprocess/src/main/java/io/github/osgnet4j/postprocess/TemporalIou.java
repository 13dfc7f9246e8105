package io.github.osgnet4j.postprocess;

/** Intersection over union of two windows. */
public final class TemporalIou {

    private TemporalIou() {}

    /**
     * The overlap of two windows divided by the span from the earlier start to the later end: the IoU of windows that
     * overlap, and 0 of those that do not. Two windows at one and the same instant have 0. Compared with a threshold of
     * 0 or more, this decides as {@code compute_IoU} and {@code compute_temporal_iou} of the official code do, of which
     * the former has NaN for that instant.
     *
     * @return 0 to 1
     */
    public static double of(Window a, Window b) {
        double intersection = Math.min(a.end(), b.end()) - Math.max(a.start(), b.start());
        double span = Math.max(a.end(), b.end()) - Math.min(a.start(), b.start());
        return intersection > 0 && span > 0 ? intersection / span : 0;
    }
}
