package io.github.osgnet4j.postprocess;

/**
 * One answer to a query: an interval of a video with a score.
 *
 * @param start seconds from the start of the clip, or feature steps where a method says so
 * @param end same unit as {@code start}; not before it in anything this project produces
 * @param score probability after ranking, in [0, 1]
 */
public record Window(double start, double end, double score) {

    /** Length in the unit of {@code start}. */
    public double length() {
        return end - start;
    }
}
